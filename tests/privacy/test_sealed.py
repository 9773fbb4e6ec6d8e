"""Sealed columns open in their own place only; without their key they are erased (P5)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from privacy import keyring, sealed
from privacy.keyring import Fenced, KeyringUnavailable, Subject
from privacy.keyring.places import today
from privacy.sealed import CannotOpen, Erased, NoStatistics, SealedField
from shelters.models import Household, Person
from tests.factories.shelters import HouseholdFactory

NAME = "Yolanda de la casa azul"
SEALED = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, SealedField)
]


def a_person(household=None, **known):
    """A person who is not saved."""
    household = household or Household(organization_id=uuid4())
    return Person(organization_id=household.organization_id, household=household, **known)


def moved(person, **changed):
    """The envelope of a person in another row."""
    other = a_person(person.household, pk=person.pk)
    for name, value in changed.items():
        setattr(other, name, value)
    other.called_name = person.called_name
    return other


@pytest.fixture
def person():
    """A person with a sealed name, until tomorrow."""
    made = a_person()
    sealed.write(made, "called_name", NAME, day=today() + timedelta(1))
    return made


def test_what_is_written_is_read(person):
    assert sealed.read(person, "called_name") == NAME
    assert sealed.day_of(person, "called_name") == today() + timedelta(1)


def test_nothing_is_null(person):
    sealed.write(person, "called_name", "", day=None)

    assert person.called_name is None
    assert sealed.read(person, "called_name") == ""
    assert sealed.day_of(person, "called_name") is None


def test_the_attribute_shows_nothing(person):
    shown = f"{person.called_name} {person.called_name!r} {person.called_name!s:>12}"

    assert NAME not in shown
    assert shown.count("(sealed)") == 3
    assert NAME.encode() not in bytes(person.called_name)


def test_an_envelope_in_another_row_tenant_table_or_column_does_not_open(person):
    household = person.household
    other_table = Household(organization_id=household.organization_id, pk=household.pk)
    other_table.notes = other_table.contact_way = person.called_name
    foreign = a_person(Household(organization_id=uuid4(), pk=household.pk), pk=person.pk)
    sealed.write(foreign, "called_name", "of somebody else", day=today() + timedelta(1))
    foreign.called_name = person.called_name

    assert sealed.read(moved(person), "called_name") == NAME
    for row, column in (
        (moved(person, pk=uuid4()), "called_name"),
        (other_table, "notes"),
        (other_table, "contact_way"),
        (foreign, "called_name"),
    ):
        with pytest.raises((CannotOpen, Erased)):
            sealed.read(row, column)


def test_two_columns_of_one_row_are_not_exchanged():
    household = Household(organization_id=uuid4())
    sealed.write(household, "notes", NAME, day=None)
    household.contact_way = household.notes

    with pytest.raises(CannotOpen):
        sealed.read(household, "contact_way")


def test_an_envelope_with_another_day_written_on_it_does_not_open(person):
    later = today() + timedelta(9)
    neighbour = a_person(person.household)
    sealed.write(neighbour, "called_name", "x", day=later)
    mine, theirs = bytes(person.called_name), bytes(neighbour.called_name)

    for forged in (mine[:1] + theirs[1:5] + mine[5:], mine[:1] + theirs[1:13] + mine[13:]):
        person.called_name = forged
        with pytest.raises((CannotOpen, Erased)):
            sealed.read(person, "called_name")


def test_every_flipped_bit_is_refused(person):
    whole = bytes(person.called_name)

    for position in range(len(whole)):
        for bit in range(8):
            changed = bytes([whole[position] ^ (1 << bit)])
            person.called_name = whole[:position] + changed + whole[position + 1 :]
            with pytest.raises((CannotOpen, Erased)):
                sealed.read(person, "called_name")


def test_when_the_key_is_destroyed_it_is_erased_and_cannot_be_written_again(person):
    day = today() + timedelta(1)
    keyring.destroy(Subject(*person.seal_owner(), day))

    with pytest.raises(Erased):
        sealed.read(person, "called_name")
    with pytest.raises(Fenced):
        sealed.write(person, "called_name", NAME, day=day)


def test_a_day_that_is_over_takes_no_more(person):
    with pytest.raises(Fenced):
        sealed.write(person, "called_name", NAME, day=today() - timedelta(1))


def test_a_keyring_that_is_not_there_is_not_erased(person, settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "not mounted"

    with pytest.raises(KeyringUnavailable):
        sealed.read(person, "called_name")
    with pytest.raises(KeyringUnavailable):
        sealed.write(person, "called_name", NAME, day=None)

    assert not settings.KEYRING_DIR.exists()


# ---------------------------------------------------------------- another day


@pytest.mark.django_db
def test_another_day_is_another_key_and_the_old_one_goes_at_the_commit(django_capture_on_commit_callbacks):
    household = Household(organization_id=uuid4())
    owner = household.seal_owner()
    sealed.write(household, "notes", NAME, day=None)
    before = household.notes

    with django_capture_on_commit_callbacks(execute=True):
        sealed.reseal(household, ["notes", "contact_way"], day=today())
        sealed.retire_on_commit(Subject(*owner, None))
        assert keyring.key_for_opening(Subject(*owner, None))

    assert (sealed.read(household, "notes"), sealed.day_of(household, "notes")) == (NAME, today())
    assert household.contact_way is None
    household.notes = before
    with pytest.raises(Erased):
        sealed.read(household, "notes")


@pytest.mark.django_db
def test_whoever_comes_back_is_sealed_under_present_again(django_capture_on_commit_callbacks):
    household = Household(organization_id=uuid4())
    owner = household.seal_owner()
    sealed.write(household, "notes", NAME, day=None)

    for day, former in ((today(), None), (None, today()), (today(), None)):
        with django_capture_on_commit_callbacks(execute=True):
            sealed.reseal(household, ["notes"], day=day)
            sealed.retire_on_commit(Subject(*owner, former))

    assert sealed.read(household, "notes") == NAME
    assert sealed.day_of(household, "notes") == today()


@pytest.mark.django_db
def test_a_key_with_which_somebody_sealed_meanwhile_stays(django_capture_on_commit_callbacks):
    household = Household(organization_id=uuid4())
    subject = Subject(*household.seal_owner(), None)
    sealed.write(household, "notes", NAME, day=None)

    with django_capture_on_commit_callbacks(execute=True):
        sealed.retire_on_commit(subject)
        sealed.write(household, "contact_way", "the other desk", day=None)

    assert sealed.read(household, "contact_way") == "the other desk"


def test_what_is_erased_already_becomes_empty():
    household = Household(organization_id=uuid4())
    sealed.write(household, "notes", NAME, day=today())
    keyring.destroy(Subject(*household.seal_owner(), today()))

    sealed.reseal(household, ["notes"], day=None)

    assert household.notes is None


# ---------------------------------------------------------------- the column


def test_only_sealed_columns_are_sealed():
    household = Household(organization_id=uuid4())

    for attempt in (sealed.read, lambda *row: sealed.write(*row, NAME, day=None)):
        with pytest.raises(FieldDoesNotExist):
            attempt(household, "language")


@pytest.mark.django_db
def test_the_database_gives_back_what_it_took_and_no_plain_text_goes_in():
    household = HouseholdFactory()
    sealed.write(household, "notes", NAME, day=None)
    household.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT notes FROM shelters_household")
        stored = bytes(cursor.fetchone()[0])

    assert sealed.read(Household.objects.get(), "notes") == NAME
    assert stored == bytes(household.notes)
    household.notes = NAME
    with pytest.raises(TypeError, match="sealed"):
        household.save()


@pytest.mark.django_db
def test_nobody_searches_in_it():
    assert list(Household.objects.filter(notes__isnull=False)) == []
    for lookup in ("notes", "notes__contains", "notes__startswith", "notes__gt"):
        with pytest.raises(FieldError):
            Household.objects.filter(**{lookup: b"x"})


def test_a_migration_writes_it_as_it_is():
    name, path, args, kwargs = SealedField("notes").deconstruct()

    assert path == "privacy.sealed.SealedField"
    assert SealedField(*args, **kwargs).deconstruct() == (name, path, args, kwargs)
    assert (kwargs["null"], kwargs["blank"]) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), SEALED, ids=lambda each: getattr(each, "__name__", None))
def test_postgresql_keeps_no_statistics_of_any_sealed_column(model, field):
    assert hasattr(model, "seal_owner")
    if connection.vendor == "postgresql":
        assert target_of(model, field) == 0


@pytest.mark.django_db
def test_statistics_come_back_with_the_migration_undone():
    """On SQLite there are none, and the operation does nothing."""
    operation = NoStatistics("Household", "notes")
    state = type("State", (), {"apps": apps})
    editor = BaseDatabaseSchemaEditor(connection)

    operation.database_backwards("shelters", editor, state, state)
    if connection.vendor == "postgresql":
        assert target_of(Household, Household._meta.get_field("notes")) in (-1, None)
    operation.database_forwards("shelters", editor, state, state)
    if connection.vendor == "postgresql":
        assert target_of(Household, Household._meta.get_field("notes")) == 0

    assert operation.reversible
    assert operation.describe() == "Keep no statistics of Household.notes"
    assert operation.migration_name_fragment == "no_statistics_of_household_notes"


def target_of(model: type[models.Model], field: models.Field) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstattarget FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            [model._meta.db_table, field.column],
        )
        return cursor.fetchone()[0]
