"""Houses, rooms, beds and counts over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shelters.models import Availability, OverCapacity, Shelter
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_household, make_room


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


def refused(answer):
    return answer.status_code, answer.json()["code"]


def test_a_house_begins_hidden(api):
    made = api.post("shelters/", {"name": "Casa Norte", "time_zone": "America/Tijuana"})

    assert made.status_code == 201
    assert Shelter.objects.get().address_visibility == "hidden"


def test_a_house_is_changed(api, house):
    shelter = ShelterFactory(organization=house)

    changed = api.patch(f"shelters/{shelter.pk}/", {"doors_close": "22:00", "languages": ["es", "ht"]})

    assert (changed.json()["doors_close"], changed.json()["languages"]) == ("22:00", ["es", "ht"])


@pytest.mark.parametrize("visibility", ["hidden", ""])
def test_a_hidden_house_of_others_shows_how_to_call_it(api, network, visibility):
    shelter = ShelterFactory(
        organization=OrganizationFactory(network=network),
        address_visibility=visibility,
        house_rules_es="Junto al faro",
    )

    answer = api.client.get(f"/api/v1/shelters/{shelter.pk}/", headers={"Accept-Language": "es"})
    shown = answer.json()

    assert {name for name, value in shown.items() if value is not None} == {
        "id",
        "organization",
        "is_own",
        "name",
        "state",
        "phone",
        "address_visibility",
    }
    assert b"faro" not in answer.content


def test_only_the_area_is_shown_where_the_house_says_so(api, network):
    area = Shelter.AddressVisibility.AREA
    shelter = ShelterFactory(organization=OrganizationFactory(network=network), address_visibility=area)

    assert api.get(f"shelters/{shelter.pk}/").json()["address"] == "Zona Norte"


def test_twenty_bunks_at_once(api, house):
    room = make_room(ShelterFactory(organization=house), 0)

    made = api.post(f"rooms/{room.pk}/beds/", {"count": 20, "bunks": True})

    assert (made.status_code, len(made.json())) == (201, 40)
    assert Availability.objects.get().free == 40


def test_rooms_are_added_changed_closed_and_opened(api, house):
    shelter = ShelterFactory(organization=house)
    facts = {"shelter": str(shelter.pk), "name": "3", "group": str(group("men").pk)}

    room = api.post("rooms/", facts).json()
    renamed = api.patch(f"rooms/{room['id']}/", {"name": "Tres"})
    closed = api.post(f"rooms/{room['id']}/close/", {"reason": "quarantine"})
    opened = api.post(f"rooms/{room['id']}/reopen/")

    assert renamed.json()["name"] == "Tres"
    assert closed.json()["closed_reason"] == "quarantine"
    assert opened.json()["closed_reason"] == ""


def test_the_group_of_another_organization_cannot_be_given_to_a_room(api, house, stranger):
    own_group = group("men")
    own_group.pk, own_group.organization, own_group.code = None, stranger.organization, "theirs"
    own_group.id = stranger.pk
    own_group.save(force_insert=True)
    shelter = ShelterFactory(organization=house)

    answer = api.post("rooms/", {"shelter": str(shelter.pk), "name": "3", "group": str(own_group.pk)})

    assert refused(answer) == (404, "not_found")


def test_a_bed_goes_out_of_service_and_back(api, house):
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()

    without_reason = api.post(f"beds/{bed.pk}/state/", {"state": "broken"})
    broken = api.post(f"beds/{bed.pk}/state/", {"state": "broken", "reason": "repair"})
    ready = api.post(f"beds/{bed.pk}/state/", {"state": "ready"})
    changed = api.patch(f"beds/{bed.pk}/", {"label": "1a", "features": ["lower"]})

    assert refused(without_reason) == (400, "bad_input")
    assert [each.json()["state"] for each in (broken, ready)] == ["broken", "ready"]
    assert (changed.json()["label"], changed.json()["features"]) == ("1a", ["lower"])


def test_a_bed_is_removed_unless_somebody_sleeps_in_it(api, house):
    room = make_room(ShelterFactory(organization=house), 2)
    used, spare = room.beds.order_by("label")
    household = make_household(house, "woman")
    api.post("stays/", {"household": str(household.pk), "placements": [{"person": 1, "bed": str(used.pk)}]})

    in_use = api.delete(f"beds/{used.pk}/")
    removed = api.delete(f"beds/{spare.pk}/")

    assert refused(in_use) == (409, "bed_in_use")
    assert (removed.status_code, removed.content) == (204, b"")
    assert api.get(f"beds/{spare.pk}/").status_code == 404
    assert api.get(f"beds/{used.pk}/").json()["occupancy"] == "in_use"


def test_removing_twice_with_one_key_is_one_deed(api, house):
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()

    answers = [api.delete(f"beds/{bed.pk}/", Idempotency_Key="gone") for _each in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]


def test_heads_are_counted_and_a_surprising_count_is_confirmed(api, house):
    places = PlacesFactory(shelter__organization=house, installed=100, counted_at=timezone.now())

    surprising = api.post(f"places/{places.pk}/count/", {"in_use": 80})
    confirmed = api.post(f"places/{places.pk}/count/", {"in_use": 80, "confirmed": True})

    assert refused(surprising) == (409, "surprising_count")
    assert (confirmed.json()["in_use"], confirmed.json()["free"]) == (80, 20)


def test_places_are_stated(api, house):
    shelter = ShelterFactory(organization=house, mode=Shelter.Mode.COUNT)
    facts = {"shelter": str(shelter.pk), "group": str(group("men").pk), "installed": 30}

    stated = api.post("places/", facts)
    again = api.post("places/", facts | {"installed": None})

    assert (stated.status_code, stated.json()["free"]) == (201, 30)
    assert (again.json()["id"], again.json()["free"]) == (stated.json()["id"], None)


def test_over_capacity_needs_a_reason_and_an_end(api, house):
    shelter = ShelterFactory(organization=house)
    room = make_room(shelter, 1)
    order = {"shelter": str(shelter.pk), "group": str(room.group_id), "room": str(room.pk), "places": 2}
    until = (timezone.now() + timedelta(hours=10)).isoformat()

    incomplete = api.post("over-capacity/", order)
    endless = api.post("over-capacity/", order | {"reason": "cold", "ends_at": "2099-01-01T00:00:00Z"})
    opened = api.post("over-capacity/", order | {"reason": "cold", "ends_at": until})
    closed = api.post(f"over-capacity/{opened.json()['id']}/close/")

    assert set(incomplete.json()["fields"]) == {"reason", "ends_at"}
    assert set(endless.json()["fields"]) == {"ends_at"}
    assert opened.status_code == 201
    assert closed.json()["closed_at"] is not None
    assert OverCapacity.objects.open().count() == 0


def test_a_bus_is_counted_and_becomes_households(api, house):
    shelter = ShelterFactory(organization=house)

    bus = api.post("bus-counts/", {"shelter": str(shelter.pk), "men": 40, "women": 30, "children": 20}).json()
    party = {"persons": [{"gender": "woman"}, {"age_band": "5-11"}]}
    household = api.post(f"bus-counts/{bus['id']}/households/", party)
    waiting = api.get(f"bus-counts/{bus['id']}/").json()
    closed = api.post(f"bus-counts/{bus['id']}/close/").json()

    assert household.status_code == 201
    assert (waiting["men_waiting"], waiting["women_waiting"], waiting["children_waiting"]) == (40, 29, 19)
    assert closed["closed_at"] is not None


def test_figures_are_confirmed(api, house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 1)
    Availability.objects.update(as_of=timezone.now() - timedelta(days=2))

    api.post(f"shelters/{shelter.pk}/confirm/")

    assert not Availability.objects.get().is_stale
