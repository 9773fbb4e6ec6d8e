"""P2: a backup from before the end, with every key that still lives after it, gives nothing back; and what is
restored from it goes again before anybody is served."""

import shutil
import sqlite3
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from privacy import purge, receipts, sealed
from privacy.models import LegalHold, Receipt
from privacy.purge import early, erasing, marks
from privacy.sealed import Erased
from shelters.actions import erasures, names, stays
from shelters.models import Household, Person, Stay
from tests.factories.shelters import ShelterFactory, make_household, make_room
from tests.services import not_here, postgresql

pytestmark = pytest.mark.django_db(transaction=True)


def program(name: str) -> str:
    """A program of PostgreSQL, of the version of the server where that can be found."""
    folder = postgresql.installed()
    found = shutil.which(name, path=str(folder)) if folder else None
    return found or shutil.which(name) or not_here(name, "restoring a backup of PostgreSQL")


def url() -> str:
    """The test database, for the programs of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW unix_socket_directories")
        folder = cursor.fetchone()[0]
        cursor.execute("SHOW port")
        port = cursor.fetchone()[0]
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}@/{facts['NAME']}?host={folder}&port={port}"


def back_up(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / "backup.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
        target.close()
        return copy
    copy = folder / "backup.dump"
    subprocess.run([program("pg_dump"), "-Fc", "-f", copy, url()], check=True)
    return copy


def restore(copy: Path) -> None:
    if connection.vendor == "sqlite":
        # Page by page through SQLite: a thread of another test's server may still have the file open.
        connection.ensure_connection()
        with sqlite3.connect(copy) as source:
            source.backup(connection.connection)
        source.close()
        connection.close()
        return
    where = url()
    connection.close()
    order = [program("pg_restore"), "--clean", "--if-exists", "--no-owner", "--single-transaction"]
    subprocess.run([*order, "-d", where, copy], check=True)


@pytest.fixture
def family(house, desk):
    household = make_household(house, "woman", "child")
    persons = list(household.persons.order_by("number"))
    beds = make_room(ShelterFactory(organization=house), 4).beds.all()
    sealed.write(persons[0], "called_name", "Canela", day=None)
    persons[0].save(update_fields=["called_name"])
    sealed.write(household, "notes", "Alergia", day=None)
    household.save(update_fields=["notes"])
    stays.check_in(household, into=dict(zip(persons, beds, strict=False)), by=desk)
    return household


def opened(household: Household) -> set[str]:
    """What every key that lives opens of this household."""
    found = set()
    rows = [(person, "called_name") for person in Person.objects.filter(household=household.pk)]
    rows += [(row, "notes") for row in Household.objects.filter(pk=household.pk)]
    for row, column in rows:
        try:
            found.add(sealed.read(row, column))
        except Erased:
            found.add("erased")
    return found - {""}


def run():
    purge.run(pace=erasing.at_full_speed)


@pytest.mark.parametrize(
    "is_here", [True, False], ids=["taken while they were here", "taken after they left"]
)
def test_a_backup_gives_no_name_back(family, desk, tmp_path, time_machine, is_here):
    run()
    if not is_here:
        stays.check_out(family, by=desk)
    assert opened(family) == {"Canela", "Alergia"}
    copy = back_up(tmp_path)
    if is_here:
        stays.check_out(family, by=desk)
    time_machine.move_to(timezone.now() + timedelta(hours=73))
    run()

    restore(copy)

    assert opened(family) == {"erased"}


@pytest.mark.parametrize("told", [{"called": {1: ""}}, {"notes": ""}], ids=["a name", "notes"])
def test_a_backup_gives_no_single_answer_back(family, coordinator, tmp_path, told):
    copy = back_up(tmp_path)
    names.keep(family, by=coordinator, **told)
    assert opened(family) == ({"Alergia"} if "called" in told else {"Canela"})

    restore(copy)

    assert opened(family) == {"erased"}


def test_what_is_restored_goes_again_before_anybody_is_served(family, house, desk, tmp_path, time_machine):
    run()
    stays.check_out(family, by=desk)
    time_machine.move_to(timezone.now() + timedelta(hours=74))
    run()
    copy = back_up(tmp_path)
    for _week in range(3):
        time_machine.move_to(timezone.now() + timedelta(days=10))
        run()
    assert not Household.objects.filter(pk=family.pk).exists()

    restore(copy)
    assert Household.objects.filter(pk=family.pk).exists()
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    purge.before_serving()

    assert not Household.objects.filter(pk=family.pk).exists()
    last = Receipt.objects.filter(organization_id=house.pk).order_by("number").last()
    assert (last.occasion, last.counts["households"] > 0) == ("restored", True)
    assert marks.read().restored is not None


def test_keys_of_a_newer_database_wait_when_an_older_one_was_restored(family, house, tmp_path, time_machine):
    run()
    older = back_up(tmp_path)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    later = make_household(house, "man")
    person = later.persons.get()
    sealed.write(person, "called_name", "Lucero", day=None)
    person.save(update_fields=["called_name"])
    run()
    (tmp_path / "newer").mkdir()
    newer = back_up(tmp_path / "newer")

    restore(older)
    time_machine.move_to(timezone.now() + timedelta(hours=5))
    run()
    run()
    restore(newer)

    assert opened(later) == {"Lucero"}


def erase_on_request(family, desk, coordinator):
    erasures.carry_out(erasures.ask(family, by=desk), by=coordinator, ends_stay=True)


def test_a_family_erased_on_request_does_not_come_back(family, house, desk, coordinator, tmp_path):
    run()
    copy = back_up(tmp_path)
    erase_on_request(family, desk, coordinator)

    restore(copy)
    assert Household.objects.filter(pk=family.pk).exists()
    assert opened(family) == {"erased"}
    purge.before_serving()

    assert not Household.objects.filter(pk=family.pk).exists()
    assert not Person.objects.filter(household=family.pk).exists()
    assert not Stay.objects.filter(household=family.pk).exists()
    last = Receipt.objects.filter(organization_id=house.pk).order_by("number").last()
    assert (last.occasion, last.counts["households"] > 0) == ("restored", True)


def test_a_second_restore_is_answered_too_until_backups_are_gone(
    family, desk, coordinator, tmp_path, own_keyring, time_machine
):
    run()
    copy = back_up(tmp_path)
    erase_on_request(family, desk, coordinator)
    assert str(family.pk) in (own_keyring / "erased.json").read_text()
    for days in (7, 7):
        time_machine.move_to(timezone.now() + timedelta(days=days))
        restore(copy)
        run()
        assert not Household.objects.filter(pk=family.pk).exists()

    time_machine.move_to(timezone.now() + timedelta(days=1))
    run()
    assert (own_keyring / "erased.json").read_text() == "[]"


def test_what_was_noted_but_never_committed_goes_only_with_a_restore(family, house):
    with transaction.atomic():
        early.note("households", house.pk, [family.pk])
        transaction.set_rollback(True)
    run()
    assert Household.objects.filter(pk=family.pk).exists()

    marks.change(heads={receipts.chain_of(house.pk): (99, "of a newer database")})
    run()

    assert not Household.objects.filter(pk=family.pk).exists()


def test_what_is_under_legal_hold_in_the_older_database_stays(family, house, desk, coordinator, tmp_path):
    run()
    now = timezone.now()
    held = LegalHold.objects.create(
        organization_id=house.pk, household_id=family.pk, reason="court_order", asked_by=desk.pk,
        asked_at=now, confirmed_by=house.pk, begun_at=now, lasts_hours=90 * 24,
        ends_at=now + timedelta(days=90),
    )  # fmt: skip
    copy = back_up(tmp_path)
    LegalHold.objects.filter(pk=held.pk).delete()
    erase_on_request(family, desk, coordinator)

    restore(copy)
    run()

    assert Household.objects.filter(pk=family.pk).exists()


@pytest.mark.parametrize("content", ["", "{", '[{"day": "yesterday"}]'])
def test_a_damaged_memory_is_said_and_stops_nothing(own_keyring, caplog, content):
    run()
    (own_keyring / "erased.json").write_text(content)

    run()

    assert "erased.json cannot be read" in caplog.text
