"""Setting up houses, rooms and beds."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Invitation
from core.errors import BadInput, NotAllowed, NotHere
from shelters import errors
from shelters.actions import assignments, changes, drafts, houses, stays
from shelters.models import ArrivalDraft, Availability, Bed, Change, Room, Shelter, ShelterInvitation
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, group, make_household, make_room


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def room(shelter):
    return make_room(shelter, 2)


def settle(house, room, by):
    household = make_household(house, "woman")
    stays.check_in(household, into={household.persons.get(): room.beds.first()}, by=by)


def test_twenty_bunks_are_forty_places(coordinator, shelter):
    room = make_room(shelter, 0, name="Room 3", floor=1)

    beds = houses.add_beds(room, count=20, bunks=True, by=coordinator)

    assert [bed.label for bed in beds[:4]] == ["1a", "1b", "2a", "2b"]
    assert [bed.lower for bed in beds[:4]] == [True, False, True, False]
    assert Availability.objects.get().installed == 40
    assert Availability.objects.get().free_lower == 20


def test_more_beds_are_labelled_on(coordinator, room):
    beds = houses.add_beds(room, count=2, kind="mat", features=["quiet"], by=coordinator)

    assert [bed.label for bed in beds] == ["3", "4"]
    row = Availability.objects.get()
    assert (row.installed, row.mats, row.free_quiet, row.free_ground_floor) == (2, 2, 2, 2)


@pytest.mark.parametrize("facts", [{"count": 0}, {"count": 301}, {"kind": "extra"}, {"features": ["window"]}])
def test_impossible_beds_are_refused(coordinator, room, facts):
    with pytest.raises(BadInput):
        houses.add_beds(room, **{"count": 1, **facts}, by=coordinator)


def test_made_beds_can_be_undone_while_nobody_sleeps_in_them(coordinator, room):
    houses.add_beds(room, count=5, by=coordinator)

    changes.undo(Change.objects.get(verb="beds_made"), by=coordinator)

    assert Availability.objects.get().installed == 2


def test_making_beds_takes_the_right(desk, room):
    with pytest.raises(NotAllowed):
        houses.add_beds(room, count=1, by=desk)


def test_a_limited_coordinator_edits_only_assigned_houses(house, shelter, room):
    limited = MembershipFactory(organization=house, is_limited=True)

    with pytest.raises(NotHere):
        houses.add_beds(room, count=1, by=limited)


def test_a_broken_bed_is_out_of_service_until_it_is_ready(desk, room):
    until = timezone.now() + timedelta(hours=2)
    houses.set_bed_state(room.beds.first(), state="broken", reason="repair", until=until, by=desk)
    row = Availability.objects.get()
    assert (row.free, row.out_of_service) == (1, 1)

    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        assert houses.end_overdue_states() == 1

    assert Availability.objects.get().free == 2


def test_a_state_can_be_undone(desk, room):
    houses.set_bed_state(room.beds.first(), state="blocked", reason="staff", by=desk)

    changes.undo(Change.objects.get(), by=desk)

    assert Availability.objects.get().free == 2


@pytest.mark.parametrize(
    ("state", "reason", "until"),
    [("broken", "", None), ("gone", "repair", None), ("broken", "repair", timezone.now() - timedelta(1))],
)
def test_a_state_without_sense_or_reason_is_refused(desk, room, state, reason, until):
    with pytest.raises(BadInput):
        houses.set_bed_state(room.beds.first(), state=state, reason=reason, until=until, by=desk)


def test_a_bed_that_somebody_sleeps_in_stays_in_service(desk, house, room):
    settle(house, room, desk)

    with pytest.raises(errors.BedInUse):
        houses.set_bed_state(room.beds.first(), state="broken", reason="repair", by=desk)


def test_a_closed_room_has_no_free_beds_and_puts_nobody_out(desk, house, room):
    settle(house, room, desk)

    houses.close_room(room, reason="quarantine", by=desk)

    row = Availability.objects.get()
    assert (row.free, row.in_use, row.out_of_service) == (0, 1, 1)


def test_a_closed_room_opens_again_by_hand_by_clock_and_by_undo(desk, room):
    until = timezone.now() + timedelta(hours=1)
    houses.close_room(room, reason="pests", until=until, by=desk)
    houses.reopen_room(room, by=desk)
    assert Availability.objects.get().free == 2

    changes.undo(Change.objects.order_by("at").last(), by=desk)
    assert Availability.objects.get().free == 0

    with time_machine.travel(until, tick=False):
        houses.end_overdue_states()
    assert Availability.objects.get().free == 2


def test_a_closed_shelter_has_no_free_places(coordinator, shelter, room):
    shelter.state = Shelter.State.CLOSED

    houses.save_shelter(shelter, by=coordinator)

    row = Availability.objects.get()
    assert (row.free, row.out_of_service) == (0, 2)


def test_a_changed_shelter_can_be_undone(coordinator, shelter):
    shelter.area, shelter.opens_on = "Otay", None
    houses.save_shelter(shelter, by=coordinator)

    changes.undo(Change.objects.get(), by=coordinator)

    assert Shelter.objects.get().area == "Zona Norte"


def test_the_network_of_a_shelter_is_its_organizations(coordinator, outsider):
    shelter = ShelterFactory.build(
        organization=coordinator.organization, network=outsider.organization.network
    )

    houses.save_shelter(shelter, by=coordinator)

    assert shelter.network == coordinator.organization.network


def test_a_second_shelter_of_the_same_name_is_refused_in_words(coordinator, shelter):
    double = ShelterFactory.build(organization=coordinator.organization, network=None, name=shelter.name)

    with pytest.raises(BadInput):
        houses.save_shelter(double, by=coordinator)


def test_the_way_of_counting_does_not_change_while_people_sleep_there(coordinator, house, shelter, room):
    settle(house, room, coordinator)
    shelter.mode = Shelter.Mode.COUNT

    with pytest.raises(errors.BedInUse):
        houses.save_shelter(shelter, by=coordinator)


def test_a_room_keeps_its_group_while_people_sleep_there(coordinator, house, room):
    settle(house, room, coordinator)
    room.group = group("men")

    with pytest.raises(errors.BedInUse):
        houses.save_room(room, by=coordinator)


def test_a_renamed_room_can_be_undone(coordinator, room):
    former = room.name
    room.name = "Sala"
    houses.save_room(room, by=coordinator)

    changes.undo(Change.objects.get(), by=coordinator)

    assert Room.objects.get().name == former


def test_a_retired_bed_is_gone_from_the_figures_and_can_come_back(coordinator, room):
    houses.retire_bed(room.beds.first(), by=coordinator)
    assert Availability.objects.get().installed == 1

    changes.undo(Change.objects.get(), by=coordinator)
    assert Availability.objects.get().installed == 2


def test_a_bed_in_use_is_not_retired(coordinator, house, room):
    settle(house, room, coordinator)

    with pytest.raises(errors.BedInUse):
        houses.retire_bed(room.beds.first(), by=coordinator)


def test_a_bed_cannot_be_made_an_extra_place_by_editing(coordinator, room):
    bed = room.beds.first()
    bed.kind = Bed.Kind.EXTRA

    with pytest.raises(BadInput):
        houses.save_bed(bed, by=coordinator)


def test_a_stranger_edits_nothing_of_ours(stranger, shelter, room):
    for deed in (
        lambda: houses.save_shelter(shelter, by=stranger),
        lambda: houses.save_room(room, by=stranger),
        lambda: houses.save_bed(room.beds.first(), by=stranger),
        lambda: houses.add_beds(room, count=1, by=stranger),
        lambda: houses.retire_bed(room.beds.first(), by=stranger),
        lambda: houses.set_bed_state(room.beds.first(), state="ready", by=stranger),
        lambda: houses.close_room(room, reason="pests", by=stranger),
        lambda: houses.reopen_room(room, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            deed()


# ---------------------------------------------------------------- drafts and assignments


def test_a_draft_is_kept_per_member_and_replaced(desk):
    drafts.keep_draft({"adults": 2}, by=desk)
    drafts.keep_draft({"adults": 3}, by=desk)

    assert ArrivalDraft.objects.get().answers == {"adults": 3}


def test_a_draft_far_beyond_the_form_is_refused(desk):
    with pytest.raises(BadInput):
        drafts.keep_draft({"text": "x" * 9000}, by=desk)


def test_a_draft_can_be_dropped(desk):
    drafts.keep_draft({"adults": 2}, by=desk)

    drafts.drop_draft(by=desk)

    assert not ArrivalDraft.objects.exists()


def test_a_limited_colleague_sees_the_named_houses_only(coordinator, desk, house, shelter):
    ShelterFactory(organization=house)

    assignments.limit_to(desk, shelters=[shelter], by=coordinator)

    desk.refresh_from_db()
    assert list(Shelter.objects.visible_to(desk)) == [shelter]


def test_a_limited_colleague_without_a_house_sees_none(desk, shelter):
    desk.is_limited = True

    assert not Shelter.objects.visible_to(desk).exists()


def test_foreign_houses_cannot_be_assigned(coordinator, desk):
    with pytest.raises(NotHere):
        assignments.limit_to(desk, shelters=[ShelterFactory()], by=coordinator)


def test_an_invitation_names_the_houses_of_the_new_colleague(coordinator, house, shelter):
    invitation = Invitation.objects.create(
        organization=house, role="coordinator", code_hash="x", ends_at=timezone.now() + timedelta(days=1)
    )
    assignments.name_shelters(invitation, shelters=[shelter], by=coordinator)
    joined = MembershipFactory(organization=house, is_limited=True)

    assignments.assign_from_invitation(joined.pk, invitation.pk, organization_id=house.pk)
    assignments.assign_from_invitation(joined.pk, invitation.pk, organization_id=house.pk)

    assert ShelterInvitation.objects.count() == 1
    assert list(Shelter.objects.visible_to(joined)) == [shelter]
