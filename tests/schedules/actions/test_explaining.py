"""Why a household has a turn or none: in sentences whose numbers add up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schedules.actions import draws, explaining
from schedules.drawing import lot
from schedules.errors import NoSuchTicket
from schedules.models import Priority, TurnMemory, TurnRequest
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnRequestFactory,
    WindowFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=1)


@pytest.fixture
def due(amenity):
    WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, 10))
    return DrawFactory(amenity=amenity, draws_at=timezone.now() - timedelta(minutes=1))


def ask(draw, **memory):
    request = TurnRequestFactory(draw=draw)
    if memory:
        TurnMemory.objects.create(
            organization=draw.organization, household=request.household, kind="charging", **memory
        )
    return request


def explained(request):
    return explaining.why(TurnRequest.objects.select_related("draw__amenity__shelter").get(pk=request.pk))


def test_every_reason_is_counted(due, amenity):
    yesterday = timezone.now().date() - timedelta(days=1)
    named = Priority.objects.create(
        organization=due.organization, shelter=amenity.shelter, name="Sin teléfono", criterion="said_at_desk"
    )
    ask(due, repeats_first=True)
    TurnRequestFactory.create_batch(2, draw=due, priority=named)
    ask(due)
    ask(due, served_on=yesterday - timedelta(days=1))
    mine = [ask(due, served_on=yesterday) for _each in range(2)]

    draws.carry_out(due.pk, due.organization_id)

    last = max(mine, key=lambda request: lot(due.seed, request.ticket))
    told = explained(last)
    assert told.what == "It was number 7 of 7. All times that suited it were full by then."
    assert told.before == "6 households came before it, because:"
    assert told.reasons == [
        "1 lost a turn to an outage and repeats first",
        "2 are in a category that the house puts first",
        "1 had no turn yet",
        "1 had its last turn longer ago",
        "1 had a better lot",
    ]
    assert (
        told.next == "Ask again: at the next draw it comes before all who had a turn since its own last one."
    )
    assert told.lot == lot(due.seed, last.ticket)


def test_who_has_a_turn_reads_when_and_where(due, amenity):
    request = ask(due)

    draws.carry_out(due.pk, due.organization_id)

    told = explained(request)
    weekday = f"{tomorrow_at(amenity, 10):%A}"
    assert told.what == f"It was number 1 of 1 and got: {weekday} 10:00 - 11:00, seat 1."
    assert (told.before, told.reasons, told.next) == ("No household came before it.", [], "")


@pytest.mark.parametrize(
    ("rule", "reason", "then"),
    [
        ("first_come", "1 asked earlier", "If a place becomes free, it goes to the next in this order."),
        ("lottery", "1 had a better lot", "Ask again: at the next draw it has one more lot."),
    ],
)
def test_each_rule_has_its_own_reason(due, rule, reason, then):
    due.rule = rule
    due.save()
    requests = [ask(due), ask(due)]

    draws.carry_out(due.pk, due.organization_id)

    last = next(told for told in map(explained, requests) if "number 2" in told.what)
    assert (last.reasons, last.next) == ([reason], then)


def test_before_the_draw_the_moment_is_told(amenity):
    request = ask(DrawFactory(amenity=amenity))

    assert explained(request).what.startswith("The draw is made on ")


def test_a_ticket_may_be_typed_as_people_write(due):
    request = ask(due)
    typed = f" {request.ticket[:3].lower()}-{request.ticket[3:]}"

    assert explaining.of_ticket(due, typed) == request


@pytest.mark.parametrize("typed", ["", "12345", "ZZZZZZ", "7K4M9Q2TXB3D*"])
def test_other_words_are_no_ticket(due, typed):
    with pytest.raises(NoSuchTicket):
        explaining.of_ticket(due, typed)


def test_a_ticket_of_a_day_long_over_is_gone(due):
    request = ask(due)
    due.day -= timedelta(days=4)
    due.save()

    with pytest.raises(NoSuchTicket):
        explaining.of_ticket(due, request.ticket)
