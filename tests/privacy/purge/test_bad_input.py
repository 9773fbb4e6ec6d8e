"""A full or read-only disk, a wrong clock, a keyring out of reach, damaged marks: each safe and said."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from privacy import purge, sealed
from privacy.models import Receipt
from privacy.purge import erasing, marks
from privacy.purge.errors import NotAllErased, NotOverwritten, StillPurging
from privacy.sealed import Erased
from shelters.actions import stays
from shelters.models import Household, Person
from tests.factories.shelters import ShelterFactory, make_household, make_room


def run(**options):
    return purge.run(pace=erasing.at_full_speed, **options)


@pytest.fixture
def gone(house, desk):
    """A family with a called name that has left."""
    household = make_household(house, "woman", "child")
    persons = list(household.persons.order_by("number"))
    beds = make_room(ShelterFactory(organization=house), 4).beds.all()
    sealed.write(persons[0], "called_name", "Canela", day=None)
    persons[0].save(update_fields=["called_name"])
    stays.check_in(household, into=dict(zip(persons, beds, strict=False)), by=desk)
    stays.check_out(household, by=desk)
    return household


def name_of(household):
    return sealed.read(Person.objects.get(household=household, number=1), "called_name")


def only_reading(*, on: bool) -> None:
    """What a disk that is full or mounted for reading does to every write."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}")
        else:
            cursor.execute(f"SET default_transaction_read_only = {'on' if on else 'off'}")


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_cannot_be_written_is_said_and_the_next_run_goes_on(gone, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=31))
    only_reading(on=True)
    try:
        with pytest.raises(CommandError, match="What was erased stays erased"):
            call_command("purge")
    finally:
        only_reading(on=False)
    assert Household.objects.filter(pk=gone.pk).exists()

    run()
    assert not Household.objects.filter(pk=gone.pk).exists()


@pytest.mark.django_db
def test_a_keyring_out_of_reach_keeps_names_waiting_and_says_so(gone, settings, own_keyring, time_machine):
    run()
    time_machine.move_to(timezone.now() + timedelta(hours=73))
    own_keyring.rename(own_keyring.with_name("elsewhere"))
    own_keyring.write_text("no folder")

    with pytest.raises((OSError, NotAllErased)):
        run()
    assert Person.objects.filter(household=gone, called_name__isnull=False).exists()

    own_keyring.unlink()
    own_keyring.with_name("elsewhere").rename(own_keyring)
    run()
    assert not Person.objects.filter(household=gone, called_name__isnull=False).exists()


@pytest.mark.django_db
def test_a_clock_that_goes_back_makes_nothing_readable_again(gone, time_machine):
    person = Person.objects.get(household=gone, number=1)
    time_machine.move_to(timezone.now() + timedelta(hours=73))
    run()

    time_machine.move_to(timezone.now() - timedelta(days=1))
    run()

    with pytest.raises(Erased):
        sealed.read(person, "called_name")
    assert not purge.is_red()


@pytest.mark.django_db
def test_a_clock_a_day_ahead_touches_nobody_who_is_here(house, desk, gone, time_machine):
    here = make_household(house, "woman", "child")
    persons = list(here.persons.order_by("number"))
    beds = make_room(ShelterFactory(organization=house), 4).beds.all()
    sealed.write(persons[0], "called_name", "Lucero", day=None)
    persons[0].save(update_fields=["called_name"])
    stays.check_in(here, into=dict(zip(persons, beds, strict=False)), by=desk)
    run()

    time_machine.move_to(timezone.now() + timedelta(days=1))
    run()
    time_machine.move_to(timezone.now() - timedelta(days=1))
    run()

    assert name_of(here) == "Lucero"
    assert name_of(gone) == "Canela"


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "{", '{"seen": "yesterday"}'])
def test_damaged_marks_read_as_never_run(own_keyring, content):
    run()
    (own_keyring / "purge.json").write_text(content)

    assert marks.read() == marks.Mark()
    assert run()


@pytest.mark.django_db
def test_only_one_runs_at_a_time():
    with marks.alone(), pytest.raises(StillPurging):
        run()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such switch")
def test_it_refuses_to_delete_what_would_stay_in_the_file(gone, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=13))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")
        try:
            with pytest.raises(NotOverwritten):
                run()
        finally:
            cursor.execute("PRAGMA secure_delete = ON")
    assert Receipt.objects.count() == 0
