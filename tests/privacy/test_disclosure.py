"""What a demand could obtain today: every model, nothing of its values."""

import io

import pytest
from django.core.management import call_command

from privacy import disclosure, keyring, sealed, walls
from privacy.inventory import DECLARED, Kind
from privacy.keyring import Subject
from shelters.actions import names
from shelters.models import Person
from tests.factories.appointments import TrackingFactory
from tests.factories.shelters import make_household


@pytest.fixture
def family(house, coordinator):
    type(house).objects.filter(pk=house.pk).update(collects_called_name=True)
    coordinator.organization.refresh_from_db()
    family = make_household(house, "woman", "child")
    names.keep(family, called={1: "Canela"}, by=coordinator)
    return family


def previewed(organization):
    with walls.within(organization.pk):
        return {holding.label: holding for holding in disclosure.preview(organization.pk)}


def test_every_model_about_guests_is_there_by_itself(house):
    about_guests = {label for label, declared in DECLARED.items() if declared.about_guests}

    assert about_guests
    assert about_guests <= set(previewed(house))


def test_it_counts_rows_fields_and_days(house, family, stranger):
    make_household(stranger.organization, "man")

    household = previewed(house)["shelters.Household"]

    assert household.rows == 1
    assert "code" in household.fields[Kind.CODE]
    assert household.oldest == household.newest == family.opened_at.date()


def test_it_says_how_many_could_be_named_until_the_key_is_gone(house, family):
    (before,) = previewed(house)["shelters.Person"].sealed
    keyring.destroy(Subject(house.pk, family.pk, None))
    (after,) = previewed(house)["shelters.Person"].sealed

    assert (before.name, before.readable, before.erased) == ("called_name", 1, 0)
    assert (after.readable, after.erased) == (0, 1)
    assert Person.objects.filter(called_name__isnull=False).count() == 1


def test_references_of_registrations_count_until_their_own_key_is_gone(house):
    tracking = TrackingFactory(household=make_household(house, "man"))
    sealed.write(tracking, "reference", "Folio", day=None)
    tracking.save()

    (before,) = previewed(house)["appointments.Tracking"].sealed
    keyring.destroy(Subject(house.pk, tracking.pk, None))
    (after,) = previewed(house)["appointments.Tracking"].sealed

    assert (before.name, before.readable, before.erased) == ("reference", 1, 0)
    assert (after.readable, after.erased) == (0, 1)


def test_the_command_names_nobody(house, family, stranger):
    out = io.StringIO()
    call_command("disclosure_preview", stdout=out)
    text = out.getvalue()

    assert f"Organization {house.pk}" in text
    assert f"Organization {stranger.organization_id}" in text
    assert "called_name: 1 readable, 0 erased" in text
    assert "Canela" not in text
    assert family.code not in text


def test_the_command_for_one_organization(house, stranger):
    out = io.StringIO()
    call_command("disclosure_preview", organization=house.pk, stdout=out)

    assert str(stranger.organization_id) not in out.getvalue()
