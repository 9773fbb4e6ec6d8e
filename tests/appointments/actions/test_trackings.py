"""How far a household is in a programme."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import erasing, trackings
from appointments.actions.trackings import Told
from appointments.errors import LooksLikeDocument
from appointments.models import Tracking
from core.errors import BadInput, NotAllowed, NotHere
from privacy import keyring, sealed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child", "baby")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


def covered(row):
    return sorted(row.covers.values_list("person__number", flat=True))


def test_a_registration_covers_everybody_unless_it_says_otherwise(desk, family, programme):
    row = trackings.write(family, programme, Told(state="registered", reference="COMAR/0123/26"), by=desk)
    everybody = covered(row)

    again = trackings.write(family, programme, Told(persons=[1, 2]), by=desk)

    assert everybody == [1, 2, 3]
    assert (again.pk, covered(again), again.state) == (row.pk, [1, 2], "registered")
    assert sealed.read(again, "reference") == "COMAR/0123/26"
    assert AuditEntry.objects.filter(verb=Verb.TRACKING_CHANGED, about_id=row.pk).count() == 2


def test_an_empty_reference_takes_it_out(desk, family, programme):
    trackings.write(family, programme, Told(reference="COMAR/0123/26"), by=desk)

    assert trackings.write(family, programme, Told(reference=""), by=desk).reference is None


def test_what_a_reference_was_opens_in_no_backup(desk, family, programme, django_capture_on_commit_callbacks):
    for reference in ("COMAR/0123/26", "COMAR/0456/26", "COMAR/0789/26", ""):
        former = Tracking.objects.first()
        with django_capture_on_commit_callbacks(execute=True):
            row = trackings.write(family, programme, Told(reference=reference), by=desk)
        assert sealed.read(row, "reference") == reference
        if former is not None:
            with pytest.raises(sealed.Erased):
                sealed.read(former, "reference")

    tenant = family.organization_id
    assert [key for kept in keyring.days(tenant) for key in keyring.subjects(tenant, kept.day)] == []


def test_a_reference_that_was_changed_goes_with_its_household(
    desk, family, programme, django_capture_on_commit_callbacks
):
    for reference in ("COMAR/0123/26", "COMAR/0456/26"):
        with django_capture_on_commit_callbacks(execute=True):
            row = trackings.write(family, programme, Told(reference=reference), by=desk)

    erasing.forget(Tracking.objects.all())

    with pytest.raises(sealed.Erased):
        sealed.read(row, "reference")


def test_a_number_of_a_person_is_no_reference(desk, family, programme):
    with pytest.raises(LooksLikeDocument):
        trackings.write(family, programme, Told(reference="A123456789"), by=desk)

    assert not Tracking.objects.exists()


def test_a_procedure_tied_to_a_state_begins_where_the_family_is(house, desk, family):
    room = make_room(ShelterFactory(organization=house, state_code="MX-BCN"), 3, name="Uno", position=1)
    stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=True)), by=desk)
    tied = ProgrammeFactory(organization=house, is_tied_to_state=True)

    row = trackings.write(family, tied, Told(), by=desk)
    begun_in = row.begun_in
    row = trackings.write(family, tied, Told(begun_in="MX-SON"), by=desk)

    assert (begun_in, row.begun_in) == ("MX-BCN", "MX-SON")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"persons": [7]},
        {"persons": []},
        {"begun_in": "Baja"},
        {"begun_on": (timezone.now() + timedelta(days=3)).date()},
    ],
)
def test_answers_that_cannot_be_are_refused(desk, family, programme, wrong):
    with pytest.raises(BadInput):
        trackings.write(family, programme, Told(**wrong), by=desk)

    assert not Tracking.objects.exists()


def test_only_who_keeps_appointments_may(house, family, programme, stranger):
    viewer = MembershipFactory(organization=house, role=Role.VIEWER)

    for nobody in (viewer, stranger):
        with pytest.raises(NotAllowed):
            trackings.write(family, programme, Told(), by=nobody)


def test_a_programme_of_another_house_is_not_there(desk, family):
    with pytest.raises(NotHere):
        trackings.write(family, ProgrammeFactory(network=None), Told(), by=desk)
