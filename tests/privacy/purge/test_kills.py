"""A purge that is killed anywhere: neither a readable expired record nor a lost live one."""

import os
import random
import signal
import time
from datetime import UTC, timedelta

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.utils import timezone

from privacy import keyring, purge, receipts, sealed
from privacy.models import Receipt, Tally
from privacy.purge import erasing
from privacy.sealed import Erased
from shelters.actions import stays
from shelters.models import Household, Person
from tests.factories.shelters import ShelterFactory, make_household, make_room

KILLS = 100
# After so many tries one purge comes to its end.
LET_FINISH = 10
SECONDS_AT_MOST = 0.3
pytestmark = pytest.mark.django_db(transaction=True)


def named(house, *, left: timedelta | None = None, words_until: timedelta | None = None) -> Household:
    """A family of two with a called name, here or gone for so long."""
    household = make_household(house, "woman", "child")
    now = timezone.now()
    until = None if left is None else now + words_until
    day = until.astimezone(UTC).date() if until and until > now else None
    person = household.persons.get(number=1)
    sealed.write(person, "called_name", "Canela", day=day)
    person.save(update_fields=["called_name"])
    Household.objects.filter(pk=household.pk).update(left_at=left and now - left, names_until=until)
    return household


def purge_in_another_process() -> int:
    """Like a worker's: with connections and memory of its own."""
    child = os.fork()
    if child:
        return child
    try:
        connections["default"].connect()
        purge.run(pace=erasing.at_full_speed)
    finally:
        os._exit(0)


def seconds_of_a_whole_run() -> float:
    """The second run: the first one of a day also proves itself with a canary."""
    for _run in range(2):
        connection.close()
        begun = time.monotonic()
        os.waitpid(purge_in_another_process(), 0)
    return time.monotonic() - begun


def is_whole_or_gone(household: Household) -> bool:
    is_there = Household.objects.filter(pk=household.pk).exists()
    return Person.objects.filter(household=household.pk).count() == (2 if is_there else 0)


def readable(household: Household) -> bool:
    person = Person.objects.filter(household=household.pk, number=1).first()
    try:
        return person is not None and sealed.read(person, "called_name") == "Canela"
    except Erased:
        return False


def families(house) -> list[Household]:
    """One past its end, and one whose names are past theirs."""
    return [
        named(house, left=timedelta(days=31), words_until=timedelta(days=-28)),
        named(house, left=timedelta(hours=80), words_until=timedelta(hours=-8)),
    ]


def test_a_killed_purge_loses_nothing_and_leaves_nothing(house, desk):
    shuffled = random.Random(7)
    beds = list(make_room(ShelterFactory(organization=house), 4).beds.all())
    here = named(house)
    stays.check_in(here, into=dict(zip(here.persons.order_by("number"), beds, strict=False)), by=desk)
    recent = named(house, left=timedelta(hours=1), words_until=timedelta(hours=71))
    due: list[Household] = []
    usual = seconds_of_a_whole_run()
    killed, tries = 0, 0

    while killed < KILLS and tries < 5 * KILLS:
        tries += 1
        due += families(house)
        connection.close()
        child = purge_in_another_process()
        time.sleep(shuffled.uniform(0, min(usual, SECONDS_AT_MOST)))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        assert readable(here)
        assert readable(recent)
        assert all(is_whole_or_gone(household) for household in due)
        if tries % LET_FINISH == 0:
            os.waitpid(purge_in_another_process(), 0)
            assert not any(readable(household) for household in due)

    assert killed == KILLS
    purge.run(pace=erasing.at_full_speed)
    gone, quiet = due[::2], due[1::2]
    assert not Household.objects.filter(pk__in=[household.pk for household in gone]).exists()
    assert Household.objects.filter(pk__in=[household.pk for household in quiet]).count() == tries
    assert set(Person.objects.filter(called_name__isnull=False).values_list("household", flat=True)) == {
        here.pk,
        recent.pk,
    }
    assert readable(here)
    assert readable(recent)
    told = Receipt.objects.filter(organization_id=house.pk).order_by("number")
    assert sum(receipt.counts.get("households", 0) for receipt in told) == 3 * tries
    assert Tally.objects.aggregate(left=Sum("rows"))["left"] is None
    assert receipts.faults(told, public_key=keyring.public_key()) == []
