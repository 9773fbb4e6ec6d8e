"""The room board over HTTP."""

import pytest

from shelters.actions import stays
from shelters.models import Bed, Room, Stay
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def room(shelter):
    return make_room(shelter, 4, name="Uno", position=1)


@pytest.fixture
def stay(room, desk):
    household = make_household(desk.organization, "woman")
    return stays.check_in(household, into={household.persons.get(): room.beds.earliest("label")}, by=desk)[0]


def test_the_only_house_opens_at_once(signed_in, desk, shelter):
    assert signed_in(desk).get("/board/").url == f"/board/{shelter.pk}/"


def test_nothing_is_sent_while_nothing_changed(signed_in, desk, shelter, room):
    client = signed_in(desk)
    first = client.get(f"/board/{shelter.pk}/tiles/")

    same = client.get(f"/board/{shelter.pk}/tiles/", headers={"If-None-Match": first.headers["ETag"]})
    Bed.objects.filter(room=room, label="2").update(state=Bed.State.BROKEN)
    other = client.get(f"/board/{shelter.pk}/tiles/", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200


def test_a_bed_says_its_state_in_words(signed_in, desk, shelter, stay):
    page = signed_in(desk).get(f"/board/{shelter.pk}/")

    assert page.text.count("in use") >= 1
    assert page.text.count("free") >= 3


def test_codes_are_for_those_who_may_list(signed_in, desk, coordinator, shelter, stay):
    code = stay.household.code[:4]

    assert code not in signed_in(desk).get(f"/board/{shelter.pk}/").text
    assert code in signed_in(coordinator).get(f"/board/{shelter.pk}/").text


def test_a_volunteer_opens_the_household_of_a_bed(signed_in, desk, shelter, stay):
    answer = signed_in(desk).get(f"/board/{shelter.pk}/beds/{stay.bed_id}/household/")

    assert answer.url == f"/households/{stay.household_id}/"


def test_a_bed_is_taken_out_of_service(signed_in, desk, shelter, room):
    bed = room.beds.latest("label")

    signed_in(desk).post(
        f"/board/{shelter.pk}/beds/{bed.pk}/", {"state": "broken", "reason": "repair", "until": "24"}
    )

    bed.refresh_from_db()
    assert (bed.state, bed.state_reason, bed.state_until is not None) == ("broken", "repair", True)


def test_a_bed_in_use_stays_as_it_is(signed_in, desk, shelter, stay):
    answer = signed_in(desk).post(
        f"/board/{shelter.pk}/beds/{stay.bed_id}/", {"state": "broken", "reason": "repair"}, follow=True
    )

    assert "Somebody sleeps here or is on the way." in answer.text


def test_a_room_closes_and_opens_again(signed_in, desk, shelter, room):
    client = signed_in(desk)

    client.post(f"/board/{shelter.pk}/rooms/{room.pk}/", {"reason": "pests", "until": ""})
    closed = Room.objects.get(pk=room.pk).closed_reason
    client.post(f"/board/{shelter.pk}/rooms/{room.pk}/", {"act": "reopen"})

    assert (closed, Room.objects.get(pk=room.pk).closed_reason) == ("pests", "")


def test_a_person_moves_to_another_bed(signed_in, desk, shelter, room, stay):
    target = room.beds.latest("label")
    client = signed_in(desk)
    shown = client.get(f"/board/{shelter.pk}/?move={stay.pk}")

    client.post(f"/board/{shelter.pk}/move/", {"stay": stay.pk, "bed": target.pk})

    assert "is picked up. Choose a free bed." in shown.text
    assert Stay.objects.in_use().get().bed == target


def test_a_move_by_script_answers_with_the_tiles(signed_in, desk, shelter, room, stay):
    target = room.beds.latest("label")

    answer = signed_in(desk).post(
        f"/board/{shelter.pk}/move/", {"stay": stay.pk, "bed": target.pk}, headers={"HX-Request": "true"}
    )

    assert f"Moved to bed {target.label}." in answer.text
    assert "<html" not in answer.text


def test_a_taken_bed_says_so_and_moves_nobody(signed_in, desk, shelter, room, stay):
    other = make_household(desk.organization, "woman")
    taken = stays.check_in(other, into={other.persons.get(): room.beds.latest("label")}, by=desk)[0]

    answer = signed_in(desk).post(
        f"/board/{shelter.pk}/move/", {"stay": stay.pk, "bed": taken.bed_id}, follow=True
    )

    assert "One of these beds was just given to somebody else." in answer.text
    assert Stay.objects.in_use().get(pk=stay.pk).bed_id == stay.bed_id


def test_foreign_boards_are_as_absent(signed_in, stranger, shelter, room, stay):
    client = signed_in(stranger)
    bed = f"/board/{shelter.pk}/beds/{stay.bed_id}/"

    for path in (f"/board/{shelter.pk}/", f"/board/{shelter.pk}/tiles/", bed, f"{bed}household/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_board_costs_the_same_whatever_its_size(
    signed_in, desk, shelter, rooms, django_assert_num_queries
):
    for position in range(rooms):
        make_room(shelter, 3, position=position)
    client = signed_in(desk)
    client.get("/desk/")

    with django_assert_num_queries(8):
        client.get(f"/board/{shelter.pk}/tiles/")
