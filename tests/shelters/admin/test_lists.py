"""The lists: who sees them, what they cost, that foreign rows are as absent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.rights import Role
from shelters.actions import capacity, counts, holds, stays
from shelters.models import Bed, Group, Room, Shelter
from shelters.parties import Party, PersonAnswer
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import (
    BedFactory,
    PlacesFactory,
    RoomFactory,
    ShelterFactory,
    make_household,
    make_room,
)

LISTS = [
    "availability",
    "bed",
    "buscount",
    "change",
    "group",
    "hold",
    "household",
    "overcapacity",
    "places",
    "referral",
    "room",
    "shelter",
    "stay",
]
FOR_ALL = {"availability"}


def address(name, page="changelist", *args):
    return reverse(f"admin:shelters_{name}_{page}", args=args)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.NETWORK_COORDINATOR, Role.VIEWER])
def test_who_sees_which_list(signed_in, house, name, role):
    client = signed_in(MembershipFactory(organization=house, role=role))

    expected = 200 if role == Role.COORDINATOR or name in FOR_ALL else 403
    assert client.get(address(name)).status_code == expected


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_whatever_its_length(
    signed_in, coordinator, name, django_assert_max_num_queries
):
    client = signed_in(coordinator)
    costs, lengths = [], []
    for rows in (1, 2):
        for _row in range(rows):
            _fill(name, coordinator)
        with django_assert_max_num_queries(14) as made:
            answer = client.get(address(name))
        costs.append(len(made))
        lengths.append(answer.context["cl"].result_count)

    assert costs[0] == costs[1]
    assert 0 < lengths[0] < lengths[1]


def _fill(name, by):
    """One more row of this list, with everything it shows."""
    FILLS.get(name, _fill_house)(by)


def _fill_house(by):
    PlacesFactory(shelter=ShelterFactory(organization=by.organization, mode="count"))
    room = make_room(ShelterFactory(organization=by.organization), 3)
    placed, held = make_household(by.organization, "woman"), make_household(by.organization, "woman")
    beds = list(room.beds.all())
    stays.check_in(placed, into={placed.persons.get(): beds[0]}, by=by)
    holds.hold_household(held, into={held.persons.get(): beds[1]}, by=by)


def _fill_group(by):
    code = f"own-{Group.objects.count()}"
    Group.objects.create(organization=by.organization, code=code, name=code)


def _fill_bus(by):
    shelter = make_room(ShelterFactory(organization=by.organization), 1).shelter
    counts.count_bus(shelter, men=1, women=1, children=0, by=by)


def _fill_over_capacity(by):
    room = make_room(ShelterFactory(organization=by.organization), 1)
    ends = timezone.now() + timedelta(days=1)
    capacity.open_over_capacity(
        room.shelter, group=room.group, room=room, places=1, reason="cold", ends_at=ends, by=by
    )


def _fill_referral(by):
    neighbour = OrganizationFactory(network=by.organization.network)
    elsewhere = make_room(ShelterFactory(organization=neighbour), 1).shelter
    holds.hold(Party((PersonAnswer("18-59", "woman"),)), at=elsewhere, by=by, family_agrees=True)


FILLS = {
    "buscount": _fill_bus,
    "group": _fill_group,
    "overcapacity": _fill_over_capacity,
    "referral": _fill_referral,
}


def test_foreign_rows_are_as_absent(signed_in, stranger, house):
    bed = BedFactory(room=RoomFactory(shelter=ShelterFactory(organization=house)))
    client = signed_in(stranger)

    for name, row in {"bed": bed, "room": bed.room, "shelter": bed.room.shelter}.items():
        assert client.get(address(name, "change", row.pk)).status_code == 404


def test_a_shelter_is_added_to_the_own_organization_and_hidden(signed_in, coordinator):
    form = {
        "name": "Casa Nueva",
        "mode": "rooms",
        "state": "open",
        "time_zone": "America/Tijuana",
        "address_visibility": "hidden",
        "hold_minutes": "90",
        "cleaning_minutes": "0",
        "languages": ["es", "ht"],
    }

    answer = signed_in(coordinator).post(address("shelter", "add"), form)

    shelter = Shelter.objects.get()
    assert answer.status_code == 302
    assert (shelter.organization, shelter.network) == (
        coordinator.organization,
        coordinator.organization.network,
    )
    assert (shelter.is_hidden, shelter.languages) == (True, ["es", "ht"])


def test_twenty_bunks_in_one_room(signed_in, coordinator, house):
    room = RoomFactory(shelter=ShelterFactory(organization=house))

    signed_in(coordinator).post(
        address("room", "beds", room.pk), {"count": "20", "kind": "bed", "bunks": "on"}
    )

    assert room.beds.count() == 40
    assert room.beds.filter(lower=True).count() == 20


def test_a_bed_is_removed_but_not_under_somebody(signed_in, coordinator, house):
    room = make_room(ShelterFactory(organization=house), 2)
    household = make_household(house, "woman")
    used, empty = room.beds.order_by("label")
    stays.check_in(household, into={household.persons.get(): used}, by=coordinator)
    client = signed_in(coordinator)

    for bed in (used, empty):
        client.post(address("bed", "retire", bed.pk))

    assert list(Bed.objects.present()) == [used]


def test_an_own_group_is_added_and_built_in_ones_stay(signed_in, coordinator):
    client = signed_in(coordinator)
    built_in = Group.objects.get(organization=None, code="men")

    client.post(
        address("group", "add"),
        {
            "code": "musicians",
            "name_es": "Músicos",
            "position": "100",
            "smallest_party": "1",
            "admits_men": "on",
        },
    )
    refused = client.post(address("group", "change", built_in.pk), {"code": "women"})

    assert Group.objects.get(code="musicians").organization == coordinator.organization
    assert refused.status_code == 403


def test_the_group_choices_of_a_room_are_the_usable_ones(signed_in, coordinator, stranger):
    Group.objects.create(organization=stranger.organization, code="theirs", name="De otros")

    page = signed_in(coordinator).get(address("room", "add"))

    assert "De otros" not in page.text


def test_a_deed_is_undone_from_the_history(signed_in, coordinator, house):
    shelter = ShelterFactory(organization=house)
    room = make_room(shelter, 1)
    client = signed_in(coordinator)
    client.post(f"/board/{shelter.pk}/rooms/{room.pk}/", {"reason": "pests"})
    change = shelter.changes.latest("at")

    client.post(address("change", "undo", change.pk))

    assert Room.objects.get(pk=room.pk).closed_reason == ""


def test_a_colleague_is_limited_to_one_house(signed_in, coordinator, desk, house):
    shelter = ShelterFactory(organization=house)
    page = reverse("admin:accounts_membership_shelters", args=[desk.pk])

    signed_in(coordinator).post(page, {"shelters": [str(shelter.pk)]})

    desk.refresh_from_db()
    assert desk.is_limited
    assert [line.shelter for line in desk.assignments.all()] == [shelter]
