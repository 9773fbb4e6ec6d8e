"""P2: a backup from before the end, with every key that still lives after it, gives nothing back; and what is
restored from it goes again before anybody is served."""

import shutil
import sqlite3
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from privacy import purge, sealed
from privacy.models import Receipt
from privacy.purge import erasing, marks
from privacy.sealed import Erased
from shelters.actions import stays
from shelters.models import Household, Person
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
        file = Path(connection.settings_dict["NAME"])
        connection.close()
        for rest in ("-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)
        shutil.copyfile(copy, file)
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
