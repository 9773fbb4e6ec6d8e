"""Asking ahead: once for a draw, until the moment that was said, at no advantage for the early."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import requests
from schedules.errors import AskedAlready, DrawOver, HasOpenTurn, OneSlotOnly
from schedules.models import Priority, TurnRequest
from schedules.models.turns import TICKET_LETTERS
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house))


@pytest.fixture
def draw(amenity):
    return DrawFactory(amenity=amenity)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


def test_a_household_is_on_the_list_with_what_it_asked_for(desk, draw, family):
    request = requests.ask(family, draw, way="workshop", by=desk, earliest=time(9), latest=time(12))

    assert list(TurnRequest.objects.visible_to(desk)) == [request]
    assert (request.way, request.earliest, request.latest, request.slots) == (
        "workshop", time(9), time(12), 1,
    )  # fmt: skip
    assert (request.place, request.outcome) == (None, "")
    assert len(request.ticket) == 6
    assert AuditEntry.objects.get(verb=Verb.TURN_ASKED).about_id == family.pk


def test_asking_again_is_refused_and_possible_once_it_was_taken_back(desk, draw, family):
    first = requests.ask(family, draw, way="desk", by=desk)

    with pytest.raises(AskedAlready):
        requests.ask(family, draw, way="desk", by=desk)
    requests.withdraw(first, by=desk)
    requests.withdraw(first, by=desk)
    again = requests.ask(family, draw, way="desk", by=desk, latest=time(12))

    assert list(TurnRequest.objects.standing()) == [again]
    assert AuditEntry.objects.filter(verb=Verb.TURN_ASK_WITHDRAWN).count() == 1


@pytest.mark.parametrize("over", [{"done_at": timezone.now()}, {"draws_at": timezone.now()}])
def test_asking_ends_at_the_moment_that_was_said(desk, amenity, family, over):
    draw = DrawFactory(amenity=amenity, **over)

    with pytest.raises(DrawOver):
        requests.ask(family, draw, way="desk", by=desk)

    assert not TurnRequest.objects.exists()


def test_who_will_still_have_a_turn_then_is_told_so_at_once(desk, amenity, draw, family):
    TurnFactory(household=family, window=WindowFactory(amenity=amenity))

    with pytest.raises(HasOpenTurn) as refused:
        requests.ask(family, draw, way="desk", by=desk)

    assert "charging" in str(refused.value)


def test_a_turn_that_is_over_before_the_draw_hinders_nobody(desk, amenity, draw, family):
    begins = timezone.now() - timedelta(minutes=40)
    TurnFactory(
        household=family,
        window=WindowFactory(amenity=amenity, starts_at=begins, ends_at=begins + timedelta(hours=1)),
    )

    requests.ask(family, draw, way="desk", by=desk)

    assert TurnRequest.objects.count() == 1


def test_two_slots_are_for_parents_where_the_house_allows_it(desk, amenity, draw, family, house):
    with pytest.raises(OneSlotOnly):
        requests.ask(family, draw, way="desk", slots=2, by=desk)
    amenity.parents_have_two = True
    amenity.save()
    with pytest.raises(OneSlotOnly):
        requests.ask(make_household(house, "woman"), draw, way="desk", slots=2, by=desk)

    assert requests.ask(family, draw, way="desk", slots=2, by=desk).slots == 2


@pytest.mark.parametrize(
    "wrong", [{"way": "shouting"}, {"way": "desk", "earliest": time(12), "latest": time(12)}]
)
def test_what_makes_no_sense_is_refused(desk, draw, family, wrong):
    with pytest.raises(BadInput):
        requests.ask(family, draw, by=desk, **wrong)


def test_only_priorities_that_the_house_named_for_this_can_be_said(desk, draw, family, house):
    def named(**facts):
        return Priority.objects.create(
            **{"organization": house, "shelter": draw.amenity.shelter, "name": "no phone",
               "criterion": "said_at_desk", **facts}
        )  # fmt: skip

    elsewhere = named(shelter=ShelterFactory(organization=house))
    for other in (elsewhere, named(is_used=False), named(criterion="appointment_soon")):
        with pytest.raises(NotHere):
            requests.ask(family, draw, way="desk", priority=other, by=desk)
    with pytest.raises(BadInput):
        requests.ask(family, draw, way="desk", priority=named(kinds=["wifi"]), by=desk)
    fitting = named(kinds=["charging"])

    assert requests.ask(family, draw, way="desk", priority=fitting, by=desk).priority == fitting


def test_nobody_asks_or_takes_back_without_the_right_or_for_others(
    reader, desk, stranger, draw, family, house
):
    with pytest.raises(NotAllowed):
        requests.ask(family, draw, way="desk", by=reader)
    with pytest.raises(NotAllowed):
        requests.ask(family, draw, way="desk", by=stranger)
    with pytest.raises(NotHere):
        requests.ask(make_household(stranger.organization, "woman"), draw, way="desk", by=stranger)
    request = requests.ask(family, draw, way="desk", by=desk)
    with pytest.raises(NotAllowed):
        requests.withdraw(request, by=stranger)
    family.kept_for = MembershipFactory(organization=house, role=Role.VOLUNTEER)
    family.save()
    with pytest.raises(NotHere):
        requests.withdraw(request, by=desk)


def test_a_ticket_that_somebody_has_is_drawn_again(desk, draw, family, monkeypatch):
    """Of thousands on one list two draw the same one now and then."""
    taken = TurnRequestFactory(draw=draw).ticket
    letters = iter(taken[:TICKET_LETTERS] + "2ZC46")
    monkeypatch.setattr("secrets.choice", lambda _alphabet: next(letters))

    assert requests.ask(family, draw, way="desk", by=desk).ticket.startswith("2ZC46")
