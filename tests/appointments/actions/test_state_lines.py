"""A procedure that is tied to a state, and a house across the line (J12)."""

import pytest

from appointments.errors import StateLine
from appointments.models import Tracking
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import holds, stays
from shelters.models import Stay
from tests.factories.appointments import ProgrammeFactory, TrackingFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def comar(house):
    return ProgrammeFactory(organization=house, is_tied_to_state=True, name_en="COMAR", name_es="COMAR")


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, state_code="MX-TAM")


def beds_in(shelter, family):
    return dict(zip(family.persons.all(), make_room(shelter, 2).beds.all(), strict=True))


@pytest.fixture
def tied(comar, family):
    return TrackingFactory(household=family, programme=comar, state="waiting", begun_in="MX-BCN")


def test_nobody_crosses_the_line_without_having_read_it(desk, family, shelter, tied):
    with pytest.raises(StateLine) as refused:
        stays.check_in(family, into=beds_in(shelter, family), by=desk)

    assert str(refused.value) == (
        "COMAR is tied to the state in which it was begun: MX-BCN. This house is in MX-TAM."
    )
    assert not Stay.objects.exists()


def test_who_confirms_the_code_goes_there_and_the_trail_says_so(desk, family, shelter, tied):
    stays.check_in(family, into=beds_in(shelter, family), by=desk, confirmed=["state_line"])

    assert Stay.objects.in_use().count() == 2
    assert list(AuditEntry.objects.order_by("number").values_list("verb", "about_id")) == [
        (Verb.CROSSED_KNOWINGLY, family.pk),
        (Verb.CHECKED_IN, family.pk),
    ]


def test_confirming_something_else_confirms_nothing(desk, family, shelter, tied):
    with pytest.raises(StateLine):
        stays.check_in(family, into=beds_in(shelter, family), by=desk, confirmed=["family_split"])


@pytest.mark.parametrize(
    ("tied_to_state", "state", "begun_in", "here"),
    [
        (False, "waiting", "MX-BCN", "MX-TAM"),
        (True, "waiting", "MX-TAM", "MX-TAM"),
        (True, "waiting", "", "MX-TAM"),
        (True, "waiting", "MX-BCN", ""),
        *((True, state, "MX-BCN", "MX-TAM") for state in Tracking.OVER),
    ],
)
def test_nothing_is_asked_without_a_reason(desk, house, family, tied_to_state, state, begun_in, here):
    programme = ProgrammeFactory(organization=house, is_tied_to_state=tied_to_state)
    TrackingFactory(household=family, programme=programme, state=state, begun_in=begun_in)
    shelter = ShelterFactory(organization=house, state_code=here)

    stays.check_in(family, into=beds_in(shelter, family), by=desk)

    assert not AuditEntry.objects.filter(verb=Verb.CROSSED_KNOWINGLY).exists()


def test_a_move_across_the_line_asks_and_one_inside_the_house_does_not(desk, house, family, shelter, comar):
    stays.check_in(family, into=beds_in(shelter, family), by=desk)
    TrackingFactory(household=family, programme=comar, state="waiting", begun_in="MX-BCN")
    across = ShelterFactory(organization=house, state_code="MX-SON")

    stays.move(family, into=beds_in(shelter, family), by=desk)
    with pytest.raises(StateLine):
        stays.move(family, into=beds_in(across, family), by=desk)
    stays.move(family, into=beds_in(across, family), by=desk, confirmed=["state_line"])

    assert {stay.shelter for stay in Stay.objects.in_use()} == {across}


def test_places_may_be_held_across_the_line_and_who_arrives_is_asked(desk, family, shelter, tied):
    held = holds.hold_household(family, into=beds_in(shelter, family), by=desk)

    with pytest.raises(StateLine):
        holds.arrive(held, by=desk)
    holds.arrive(held, by=desk, confirmed=["state_line"])

    assert Stay.objects.in_use().count() == 2
