"""Whoever has much to erase keeps nobody else waiting, and names go before everything."""

from datetime import timedelta
from itertools import count, pairwise

import pytest
from django.utils import timezone

from privacy import keyring, purge, retention, sealed
from privacy.keyring.places import today
from privacy.models import LegalHold
from privacy.purge import erasing, marks
from privacy.sealed import Erased
from shelters.models import Household, Person
from tests.factories.shelters import make_household

pytestmark = pytest.mark.django_db


def expired(house, number: int) -> list[Household]:
    """Families who left 31 days ago."""
    made = [make_household(house, "woman") for _family in range(number)]
    ids = [household.pk for household in made]
    Household.objects.filter(pk__in=ids).update(left_at=timezone.now() - timedelta(days=31))
    return made


def named(household: Household, day=None) -> Person:
    person = household.persons.get()
    sealed.write(person, "called_name", "Canela", day=day)
    person.save(update_fields=["called_name"])
    return person


@pytest.fixture
def batches(monkeypatch):
    """What is erased for whom, in order, one batch a second of a clock that only batches move."""
    done, seconds = [], count(1)
    carry_out = erasing.one_batch

    def noted(rule, tenant):
        rows = carry_out(rule, tenant)
        if rows:
            done.append((rule.name, tenant))
            clock[0] = next(seconds)
        return rows

    clock = [0]
    monkeypatch.setattr(erasing, "one_batch", noted)
    monkeypatch.setattr(erasing, "monotonic", lambda: clock[0])
    monkeypatch.setattr(erasing, "ROWS_A_BATCH", 10)
    return done


def test_organizations_take_turns(house, stranger, batches):
    expired(house, 4)
    expired(stranger.organization, 2)

    erasing.everything(pace=erasing.at_full_speed)

    first, second = [
        tenant for tenant in retention.tenants() if tenant in (house.pk, stranger.organization_id)
    ]
    order = [tenant for rule, tenant in batches if rule == "households"]
    assert order[:4] == [first, second, first, second]
    assert len(order) == 6


def test_names_of_everybody_go_before_the_rows_of_anybody(house, stranger, batches):
    expired(house, 2)
    for household in expired(stranger.organization, 2):
        named(household)

    erasing.everything(pace=erasing.at_full_speed)

    rules = [rule for rule, _tenant in batches]
    assert rules == ["called_name"] * 2 + ["households"] * 4


def test_a_slice_begins_where_the_last_one_stopped(house, stranger, batches):
    expired(house, 3)
    expired(stranger.organization, 3)
    turn, order = None, []

    for _slice in range(6):
        batches.clear()
        work = erasing.everything(deadline=erasing.monotonic(), pace=erasing.at_full_speed, first=turn)
        turn = work.turn
        order += batches

    tenants = [tenant for _rule, tenant in order]
    assert sorted(map(tenants.count, set(tenants))) == [3, 3]
    assert all(one != next_one for one, next_one in pairwise(tenants))


def test_a_run_out_of_time_remembers_whose_turn_it_is(house):
    expired(house, 1)

    assert purge.run(seconds=-1) is False

    assert marks.read().whose_turn() == house.pk
    assert purge.run(pace=erasing.at_full_speed)


def test_keys_of_days_that_are_over_go_at_one_stroke_and_those_under_hold_stay(
    house, stranger, desk, time_machine
):
    day = today() + timedelta(days=1)
    people = [named(make_household(house, "woman"), day) for _family in range(3)]
    kept = named(make_household(stranger.organization, "woman"), day)
    now = timezone.now()
    LegalHold.objects.create(
        organization_id=stranger.organization_id, household_id=kept.household_id, reason="court_order",
        asked_by=desk.pk, asked_at=now, confirmed_by=house.pk, begun_at=now, lasts_hours=90 * 24,
        ends_at=now + timedelta(days=90),
    )  # fmt: skip
    time_machine.move_to(now + timedelta(days=3))

    erasing.everything(deadline=-1, pace=erasing.at_full_speed)

    assert sealed.read(kept, "called_name") == "Canela"
    assert keyring.days(house.pk) == []
    for person in people:
        with pytest.raises(Erased):
            sealed.read(person, "called_name")
