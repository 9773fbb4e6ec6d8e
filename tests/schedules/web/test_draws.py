"""Pages of draws: for colleagues, and for whoever has the address of the house's screen."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules import published
from schedules.actions import boards, draws
from schedules.drawing import fingerprint
from schedules.models import Draw, TurnRequest
from tests.callers import sign_in
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnRequestFactory,
    WindowFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    """Wrong addresses of screens are counted in the cache, which the tests of a process share."""
    cache.clear()


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=1)


@pytest.fixture
def due(amenity):
    """Two ask for one seat; the moment has come."""
    WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, 10))
    draw = DrawFactory(amenity=amenity, draws_at=timezone.now(), seed_hash=fingerprint("5eed" * 16))
    TurnRequestFactory.create_batch(2, draw=draw)
    return draw


@pytest.fixture
def drawn(due):
    return draws.carry_out(due.pk, due.organization_id)


@pytest.fixture
def secret(amenity, coordinator):
    return boards.make(amenity.shelter, by=coordinator)


@pytest.fixture
def staff(desk):
    client = Client()
    sign_in(client, desk)
    return client


@pytest.fixture(params=["staff", "public"])
def door(request, staff, secret):
    """Either way in: a client, and the address of a page of one draw."""
    if request.param == "staff":
        return staff, lambda name, draw: reverse(f"schedules:{name}", args=[draw.pk])
    return Client(), lambda name, draw: reverse(f"schedules:wall_{name}", args=[secret, draw.pk])


def test_before_the_draw_there_is_the_fingerprint_and_not_the_seed(door, due):
    client, address = door

    shown = client.get(address("draw", due)).content.decode()

    assert due.seed_hash in shown
    assert due.seed not in shown
    assert "2 households have asked so far." in shown


def test_after_the_draw_it_is_made_again(door, drawn):
    client, address = door

    shown = client.get(address("draw", drawn)).content.decode()

    assert drawn.seed in shown
    assert "Made again just now: the same result." in shown
    assert "2 households asked, 1 got a turn." in shown


def test_a_list_that_somebody_changed_is_seen(door, drawn):
    client, address = door
    TurnRequest.objects.filter(draw=drawn, place=1).update(place=3)
    rows = list(TurnRequest.objects.filter(draw=drawn))
    Draw.objects.filter(pk=drawn.pk).update(
        file_hash=published.fingerprint(published.text(draws._content(drawn, rows)))
    )

    shown = client.get(address("draw", drawn)).content.decode()

    assert "another result" in shown


def test_a_ticket_gets_its_answer(door, drawn):
    client, address = door
    last = drawn.requests.get(place=2)

    shown = client.post(address("draw", drawn), {"ticket": last.ticket.lower()}).content.decode()

    assert "It was number 2 of 2. All times that suited it were full by then." in shown
    assert last.household.code not in shown


def test_a_wrong_ticket_is_answered_politely(door, drawn):
    client, address = door

    assert "This draw has no such ticket." in client.post(address("draw", drawn)).content.decode()


def test_the_file_can_be_checked_elsewhere(door, drawn):
    client, address = door

    answer = client.get(address("draw_file", drawn))

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="draw-')
    assert published.check(published.read(answer.content.decode())).is_right
    assert published.fingerprint(answer.content.decode()) == drawn.file_hash


def test_there_is_no_file_before_the_draw(door, due):
    client, address = door

    assert client.get(address("draw_file", due)).status_code == 409


def test_taking_the_file_is_written_down(staff, drawn):
    staff.get(reverse("schedules:draw_file", args=[drawn.pk]))

    assert AuditEntry.objects.filter(verb=Verb.TURNS_LISTED, about_id=drawn.pk).count() == 1


def test_the_page_of_a_household_leads_to_the_same_answer(staff, drawn):
    first = drawn.requests.get(place=1)

    shown = staff.get(reverse("schedules:why", args=[first.pk])).content.decode()

    assert "It was number 1 of 2 and got:" in shown


def test_readers_and_neighbours_see_nothing(reader, stranger, drawn):
    for member, status in ((reader, 403), (stranger, 404)):
        client = Client()
        sign_in(client, member)
        assert client.get(reverse("schedules:draw", args=[drawn.pk])).status_code == status


def test_a_screen_shows_draws_of_its_own_house_only(secret, drawn, house):
    other = DrawFactory(amenity=AmenityFactory(shelter=ShelterFactory(organization=house)))

    shown = Client().get(reverse("schedules:wall_draws", args=[secret])).content.decode()

    assert str(drawn.pk) in shown
    assert str(other.pk) not in shown
    assert Client().get(reverse("schedules:wall_draw", args=[secret, other.pk])).status_code == 404


def test_public_pages_of_draws_say_by_the_clock_of_the_house_how_old_they_are(amenity, secret, time_machine):
    draw = DrawFactory(amenity=amenity)
    time_machine.move_to("2026-11-23T23:07:00-08:00", tick=False)

    for name, keys in (("wall_draws", [secret]), ("wall_draw", [secret, draw.pk])):
        assert "As of 23:07." in Client().get(reverse(f"schedules:{name}", args=keys)).content.decode()


def test_a_wrong_address_opens_nothing(drawn):
    assert Client().get(reverse("schedules:wall_draws", args=["x" * 32])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(staff, amenity, count, django_assert_num_queries):
    for number in range(count):
        DrawFactory(amenity=amenity, day=tomorrow_at(amenity, 10).date() + timedelta(days=number))

    with django_assert_num_queries(3):
        shown = staff.get(reverse("schedules:draws"))

    assert shown.content.count(b"drawn on") == count
