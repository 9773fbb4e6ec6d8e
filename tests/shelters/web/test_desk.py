"""The desk over HTTP: drafts, options, placing, refusals."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.rights import Role
from shelters.models import ArrivalDraft, Bed, BusCount, Hold, Household, Places, Referral, Stay
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_room

ONE_MAN = {"men": "1"}


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def room(shelter):
    return make_room(shelter, 2, code="men")


def choice(client, answers=ONE_MAN, **more):
    """Answer, and the form of the first option."""
    client.post("/desk/", answers)
    shown = client.get("/desk/places/").context
    option, beds = shown["options"][0]
    form = {
        "draft": str(shown["draft"].pk),
        "shelter": str(option.shelter.pk),
        "beds": beds,
        "act": "check_in",
    }
    return {**form, "places": str(option.places_id or ""), **more}


def test_every_answer_is_kept_at_once(signed_in, desk, room):
    client = signed_in(desk)

    answer = client.post("/desk/", {**ONE_MAN, "step": "men:+1"}, headers={"HX-Request": "true"})

    assert "kept" in answer.text
    assert ArrivalDraft.objects.get(member=desk).answers == {"men": 1}


def test_buttons_count_without_a_script(signed_in, desk, room):
    client = signed_in(desk)

    answer = client.post("/desk/", {**ONE_MAN, "step": "men:+1"}, follow=True)

    assert 'value="2"' in answer.text
    assert ArrivalDraft.objects.get(member=desk).answers == {"men": 2}


def test_answers_can_be_cleared(signed_in, desk, room):
    client = signed_in(desk)
    client.post("/desk/", ONE_MAN)

    client.post("/desk/", {"step": "clear"})

    assert not ArrivalDraft.objects.exists()


def test_nobody_is_asked_about(signed_in, desk, room):
    client = signed_in(desk)

    answer = client.post("/desk/", {})

    assert answer.url == "/desk/"
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Say first how many people are here."
    ]


def test_a_tap_checks_in(signed_in, desk, room):
    client = signed_in(desk)

    answer = client.post("/desk/choose/", choice(client))

    household = Household.objects.get()
    assert answer.url == f"/households/{household.pk}/"
    assert [stay.state for stay in household.stays.all()] == ["in_use"]
    assert not ArrivalDraft.objects.exists()


def test_the_same_tap_twice_has_one_effect(signed_in, desk, shelter):
    places = PlacesFactory(shelter=ShelterFactory(organization=shelter.organization, mode="count"))
    client = signed_in(desk)
    form = choice(client)

    client.post("/desk/choose/", form)
    answer = client.post("/desk/choose/", form)

    assert answer.url == "/desk/"
    assert Household.objects.count() == 1
    assert Places.objects.get(pk=places.pk).in_use == 1


def test_a_tap_holds(signed_in, desk, room):
    client = signed_in(desk)

    client.post("/desk/choose/", choice(client, act="hold"))

    assert Hold.objects.get().household.stays.held().count() == 1


def test_a_refusal_keeps_the_answers_and_shows_what_is_free_now(signed_in, desk, room):
    client = signed_in(desk)
    form = choice(client)
    Bed.objects.filter(pk=form["beds"].partition(":")[2]).update(state=Bed.State.BROKEN)

    answer = client.post("/desk/choose/", form)

    assert answer.status_code == 409
    assert "One of these beds cannot be used at the moment." in answer.text
    assert len(answer.context["options"]) == 1
    assert ArrivalDraft.objects.get(member=desk).answers == {"men": 1}
    assert not Household.objects.exists()


def test_two_rooms_ask_who_sleeps_with_whom(signed_in, desk, shelter):
    make_room(shelter, 2, code="families", position=1)
    make_room(shelter, 2, code="families", position=2)
    client = signed_in(desk)
    form = choice(client, {"women": "2", "children": "2"})

    asked = client.post("/desk/choose/", form)
    adults = {
        f"adult_{sleeper.number}": sleeper.adults[0]
        for sleeper in asked.context["sleepers"]
        if sleeper.adults
    }
    client.post("/desk/choose/", {**form, **adults, "reason": "no_room"})

    assert asked.status_code == 200
    assert not Household.objects.filter(stays=None).exists()
    assert Stay.objects.in_use().count() == 4


def test_a_child_without_an_adult_in_its_room_is_refused_on_the_same_page(signed_in, desk, shelter):
    make_room(shelter, 2, code="families", position=1)
    make_room(shelter, 2, code="families", position=2)
    client = signed_in(desk)
    form = choice(client, {"women": "2", "children": "2"})

    answer = client.post("/desk/choose/", {**form, "reason": "no_room", "adult_3": "9", "adult_4": "9"})

    assert answer.status_code == 409
    assert "A child would sleep in a room without an adult" in answer.text
    assert not Household.objects.exists()


def test_a_foreign_bed_is_as_absent(signed_in, desk, room):
    foreign = make_room(ShelterFactory(), 1).beds.get()
    client = signed_in(desk)

    answer = client.post("/desk/choose/", choice(client, beds=f"0:{foreign.pk}"))

    assert answer.status_code == 404
    assert not Stay.objects.exists()


def test_a_neighbour_holds_and_nothing_about_the_family_stays_here(signed_in, desk, network):
    theirs = ShelterFactory(organization=OrganizationFactory(network=network))
    make_room(theirs, 3, code="men")
    client = signed_in(desk)
    form = choice(client, act="hold_elsewhere", family_agrees="yes")

    page = client.post("/desk/choose/", form, follow=True)

    hold = Hold.objects.get()
    assert hold.organization == theirs.organization
    assert str(hold.household) in page.text
    assert Referral.objects.get().people == 1
    assert not Household.objects.filter(organization=desk.organization).exists()


def test_nothing_goes_to_a_neighbour_unless_the_family_agrees(signed_in, desk, network):
    theirs = ShelterFactory(organization=OrganizationFactory(network=network))
    make_room(theirs, 3, code="men")
    client = signed_in(desk)

    answer = client.post("/desk/choose/", choice(client, act="hold_elsewhere"))

    assert answer.status_code >= 400
    assert not Hold.objects.exists()
    assert ArrivalDraft.objects.get(member=desk).answers == {"men": 1}


def test_a_household_comes_out_of_a_bus(signed_in, desk, shelter, room):
    bus = BusCount.objects.create(
        organization=desk.organization, shelter=shelter, men=2, men_waiting=2, arrived_at=timezone.now()
    )
    client = signed_in(desk)

    client.post("/desk/choose/", choice(client, {**ONE_MAN, "bus": str(bus.pk)}))

    bus.refresh_from_db()
    assert bus.men_waiting == 1


def test_minors_alone_see_the_steps_and_no_room_for_adults(signed_in, desk, room):
    client = signed_in(desk)
    client.post("/desk/", {"boys": "1"})

    page = client.get("/desk/places/")

    assert "Never in a room for adults" in page.text
    assert page.context["options"] == []


@pytest.mark.parametrize("rooms", [1, 3])
def test_options_cost_the_same_whatever_there_is(
    signed_in, desk, shelter, rooms, django_assert_max_num_queries
):
    for position in range(rooms):
        make_room(shelter, 2, code="men", position=position)
    client = signed_in(desk)
    client.post("/desk/", ONE_MAN)

    with django_assert_max_num_queries(14):
        client.get("/desk/places/")


@pytest.mark.parametrize(
    ("role", "desk_page", "network_page"),
    [
        (Role.VOLUNTEER, 200, 200),
        (Role.COORDINATOR, 200, 200),
        (Role.NETWORK_COORDINATOR, 403, 200),
        (Role.MODERATOR, 403, 200),
        (Role.VIEWER, 403, 200),
    ],
)
def test_who_may_open_what(signed_in, house, role, desk_page, network_page):
    client = signed_in(MembershipFactory(organization=house, role=role))

    for path in ("/desk/", "/count/"):
        assert client.get(path).status_code == desk_page
    assert client.get("/network/").status_code == network_page
    assert client.get("/admin/").status_code == 200
