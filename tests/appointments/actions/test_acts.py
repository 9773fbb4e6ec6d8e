"""A programme is closed, moved, reopened for everybody at once, and taken back (J3)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import acts, notices, previews, shares
from appointments.errors import ActUnderWay, BeginsTwice
from appointments.models import (
    ActShare,
    Appointment,
    AppointmentChange,
    Notice,
    ProgrammeAct,
    ProgrammeState,
)
from appointments.programmes import state_at
from core.errors import BadInput, NotAllowed, TooLate
from privacy import walls
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import availability, households, stays
from shelters.models import Stay
from tests.behind import the_walls
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

Status = Appointment.Status
NEW_YORK = "America/New_York"


@pytest.fixture
def programme(network_desk):
    return ProgrammeFactory(organization=network_desk.organization, code="cbp-one")


@pytest.fixture
def noon():
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


@pytest.fixture
def closing(noon):
    return Wanted("close", noon, NEW_YORK, reason="It ended.", source_url="https://gov.example/notice")


@pytest.fixture
def planned(house, programme, noon):
    """Of this house: one before the moment, one after it that is confirmed, one later that is planned."""
    family = make_household(house, "woman", "child")
    rows = [
        AppointmentFactory(household=family, programme=programme, starts_at=noon - timedelta(minutes=30)),
        AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=1)),
        AppointmentFactory(
            household=family, programme=programme, starts_at=noon + timedelta(days=3), status=Status.PLANNED
        ),
    ]
    Appointment.objects.update(bed_kept_until=noon + timedelta(days=1))
    return rows


@pytest.fixture
def elsewhere(stranger, programme, noon):
    family = make_household(stranger.organization, "man")
    return AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(days=2))


def everything():
    """All appointments as they are; `version` only ever goes up."""
    return [
        model_to_dict(row, exclude=["version"]) | {"since": row.status_since, "bed": row.bed_kept_until}
        for row in Appointment.objects.order_by("pk")
    ]


def begun(programme, wanted, by):
    """Begun and carried out as a served site does: behind the walls."""
    with the_walls():
        with walls.within(by.organization_id, network=by.organization.network_id):
            act = acts.begin(programme, wanted, asked="once", by=by)
        shares.finish(act.pk, act.organization_id)
    act.refresh_from_db()
    return act


def finished():
    """What the sweep does, behind the walls too."""
    with the_walls():
        shares.finish_all()
        notices.deliver_all()


def statuses(rows):
    return [Appointment.objects.get(pk=row.pk).status for row in rows]


# ---------------------------------------------------------------- beginning


def test_closing_cancels_what_comes_after_the_moment_everywhere(
    network_desk, programme, closing, planned, elsewhere
):
    act = begun(programme, closing, network_desk)

    assert statuses([*planned, elsewhere]) == [Status.CONFIRMED, *[Status.BY_PROGRAMME] * 3]
    assert act.finished_at is not None
    assert state_at(programme, closing.effective_at).state == ProgrammeState.State.CLOSED
    assert sum(share.appointments for share in act.shares.all()) == 3


def test_each_change_has_its_history_and_each_house_its_trail(
    network_desk, programme, closing, planned, house
):
    act = begun(programme, closing, network_desk)

    change = AppointmentChange.objects.get(appointment=planned[1])
    share = ActShare.objects.get(organization=house)
    assert (change.verb, change.share, change.by.role) == (Verb.BY_ACT, share, Role.ROBOT)
    assert change.before["status"] == Status.CONFIRMED
    trail = AuditEntry.objects.of(house.pk).values_list("verb", "about_id")
    assert list(trail) == [(Verb.BY_ACT, share.pk)]
    assert AuditEntry.objects.of(network_desk.organization_id).filter(about_id=act.pk).exists()


def test_asking_again_or_finishing_again_adds_nothing(network_desk, programme, closing, planned, elsewhere):
    first = begun(programme, closing, network_desk)
    before = everything()

    again = begun(programme, closing, network_desk)
    shares.finish(first.pk, first.organization_id)
    shares.finish_all()

    assert again == first
    assert everything() == before
    assert AppointmentChange.objects.count() == 3
    assert Notice.objects.filter(kind="act").count() == 2


def test_a_second_coordinator_is_told_that_it_was_done(network_desk, programme, closing):
    begun(programme, closing, network_desk)
    colleague = MembershipFactory(organization=network_desk.organization, role=Role.NETWORK_COORDINATOR)

    with pytest.raises(ActUnderWay):
        acts.begin(programme, closing, asked="other", by=colleague)

    assert ProgrammeAct.objects.count() == 1


def test_nothing_else_begins_until_the_act_is_finished(network_desk, programme, closing, noon):
    acts.begin(programme, closing, asked="one", by=network_desk)

    with pytest.raises(ActUnderWay):
        acts.begin(programme, Wanted("cancel", noon, NEW_YORK), asked="two", by=network_desk)


def test_a_moment_that_has_a_state_already_is_refused(network_desk, programme, closing):
    ProgrammeState.objects.create(
        organization=programme.organization, programme=programme, since=closing.effective_at,
        zone=NEW_YORK, state="suspended",
    )  # fmt: skip

    with pytest.raises(BeginsTwice):
        acts.begin(programme, closing, asked="one", by=network_desk)


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("suspend", "suspended", Status.CONFIRMED),
        ("close", "closed", Status.BY_PROGRAMME),
        ("cancel", "open", Status.BY_PROGRAMME),
        ("reopen", "open", Status.CONFIRMED),
    ],
)
def test_what_each_kind_does(network_desk, programme, planned, noon, kind, state, status):
    begun(programme, Wanted(kind, noon, NEW_YORK), network_desk)

    assert state_at(programme, noon).state == state
    assert statuses(planned[1:2]) == [status]


def test_cancelling_may_end_before_a_moment(network_desk, programme, planned, noon):
    begun(programme, Wanted("cancel", noon, NEW_YORK, until=noon + timedelta(days=1)), network_desk)

    assert statuses(planned) == [Status.CONFIRMED, Status.BY_PROGRAMME, Status.PLANNED]


def test_who_is_on_the_way_keeps_the_bed(network_desk, programme, closing, planned):
    Appointment.objects.filter(pk=planned[1].pk).update(lead_minutes=600)

    begun(programme, closing, network_desk)

    on_the_way, at_home = (Appointment.objects.get(pk=row.pk) for row in planned[1:])
    assert on_the_way.bed_kept_until is not None
    assert at_home.bed_kept_until is None


def test_nobody_leaves_because_of_an_act(coordinator, network_desk, programme, closing, planned, house):
    shelter = ShelterFactory(organization=house)
    family = planned[1].household
    room = make_room(shelter, 2)
    into = dict(zip(family.persons.all(), room.beds.all(), strict=True))
    stays.check_in(family, into=into, by=coordinator)

    begun(programme, closing, network_desk)

    assert Stay.objects.in_use().count() == 2


# ---------------------------------------------------------------- moving


def test_moving_shifts_times_and_keeps_the_status(network_desk, programme, planned, noon):
    times = [row.starts_at for row in planned]

    begun(programme, Wanted("move", noon, NEW_YORK, shift_minutes=90), network_desk)

    moved = [Appointment.objects.get(pk=row.pk) for row in planned]
    later = timedelta(minutes=90)
    assert [row.starts_at for row in moved] == [times[0], times[1] + later, times[2] + later]
    assert [row.status for row in moved] == [Status.CONFIRMED, Status.CONFIRMED, Status.PLANNED]
    assert [row.version for row in moved] == [0, 1, 1]


@pytest.mark.parametrize("minutes", [60, -60])
def test_appointments_of_a_family_move_into_one_anothers_places(
    network_desk, programme, house, noon, minutes
):
    family = make_household(house, "woman")
    for hours in (1, 2, 3):
        AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=hours))

    begun(programme, Wanted("move", noon, NEW_YORK, shift_minutes=minutes), network_desk)

    moved = {(row.starts_at - noon) // timedelta(minutes=60) for row in Appointment.objects.all()}
    assert moved == {hours + minutes // 60 for hours in (1, 2, 3)}


def test_whoever_would_meet_another_appointment_stays_and_is_counted(network_desk, programme, house, noon):
    family = make_household(house, "woman")
    first, second, third = (
        AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=hours))
        for hours in (1, 2, 3)
    )

    act = begun(
        programme,
        Wanted("move", noon, NEW_YORK, until=noon + timedelta(hours=3), shift_minutes=60),
        network_desk,
    )

    assert [Appointment.objects.get(pk=row.pk).version for row in (first, second, third)] == [0, 0, 0]
    share = act.shares.get(organization=house)
    assert (share.appointments, share.kept) == (0, 2)


# ---------------------------------------------------------------- taking it back


@pytest.mark.parametrize("wanted", ["close", "move"])
def test_undo_restores_the_exact_states(network_desk, programme, planned, elsewhere, noon, wanted):
    Appointment.objects.filter(pk=planned[0].pk).update(
        starts_at=noon + timedelta(hours=5), status=Status.MISSED_ILLNESS
    )
    before = everything()
    act = begun(programme, Wanted(wanted, noon, NEW_YORK, shift_minutes=45), network_desk)

    acts.undo(act, by=network_desk)
    finished()

    act.refresh_from_db()
    assert everything() == before
    assert act.finished_at is not None
    assert state_at(programme, noon).state == "open"
    assert not AppointmentChange.objects.filter(undone_at=None).exists()


def test_calendars_see_a_higher_version_after_the_undo(network_desk, programme, closing, planned):
    act = begun(programme, closing, network_desk)
    acts.undo(act, by=network_desk)
    finished()

    assert Appointment.objects.get(pk=planned[1].pk).version == 2


def test_what_somebody_corrected_since_is_left_and_counted(
    network_desk, programme, closing, planned, house, elsewhere
):
    act = begun(programme, closing, network_desk)
    Appointment.objects.filter(pk=planned[1].pk).update(status=Status.ATTENDED, version=2)
    AppointmentFactory(
        household=planned[2].household, programme=programme, starts_at=planned[2].starts_at, covers=[]
    )

    acts.undo(act, by=network_desk)
    finished()

    assert statuses([*planned[1:], elsewhere]) == [Status.ATTENDED, Status.BY_PROGRAMME, Status.CONFIRMED]
    assert ActShare.objects.get(organization=house).kept == 2


def test_who_was_joined_to_another_family_since_gets_the_appointments_back(
    network_desk, programme, closing, planned, house, coordinator
):
    other = make_household(house, "man")
    same, later = (
        AppointmentFactory(household=other, programme=programme, starts_at=planned[1].starts_at + after)
        for after in (timedelta(0), timedelta(days=1))
    )
    act = begun(programme, closing, network_desk)
    households.merge(other, into=planned[1].household, by=coordinator)

    acts.undo(act, by=network_desk)
    finished()

    assert statuses([planned[1], planned[2], later]) == [Status.CONFIRMED, Status.PLANNED, Status.CONFIRMED]
    assert {cover.person for cover in planned[1].covers.all()} == set(planned[1].household.persons.all())
    assert not Appointment.objects.filter(pk=same.pk).exists()
    assert not ProgrammeAct.objects.unfinished().exists()


@pytest.mark.parametrize("kind", ["cancel", "move"])
def test_nothing_comes_back_into_a_programme_that_another_act_has_closed(
    network_desk, programme, house, noon, kind
):
    family = make_household(house, "woman")
    row = AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=1))
    act = begun(programme, Wanted(kind, noon, NEW_YORK, shift_minutes=-120), network_desk)
    closing = acts.begin(programme, Wanted("close", noon, NEW_YORK), asked="close", by=network_desk)
    finished()

    acts.undo(act, by=network_desk)
    finished()

    row.refresh_from_db()
    closed = Appointment.objects.open().filter(starts_at__gte=closing.effective_at)
    assert (closed.exists(), act.shares.get(organization=house).kept) == (False, 1)
    assert row.starts_at == noon + timedelta(hours=-1 if kind == "move" else 1)


def test_whoever_cannot_go_back_is_in_nobodys_way(network_desk, programme, house, noon):
    family = make_household(house, "woman")
    rows = [
        AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=hour))
        for hour in (1, 2)
    ]
    act = begun(programme, Wanted("move", noon, NEW_YORK, shift_minutes=60), network_desk)
    AppointmentFactory(household=family, programme=programme, starts_at=rows[0].starts_at, covers=[])

    acts.undo(act, by=network_desk)
    finished()

    moments = [Appointment.objects.get(pk=row.pk).starts_at - noon for row in rows]
    assert moments == [timedelta(hours=2), timedelta(hours=3)]
    assert ActShare.objects.get(organization=house).kept == 2


def test_an_act_that_is_taken_back_before_it_reached_a_house_never_reaches_it(
    network_desk, programme, closing, planned
):
    before = everything()
    act = acts.begin(programme, closing, asked="one", by=network_desk)
    acts.undo(act, by=network_desk)

    finished()
    finished()

    assert everything() == before
    assert list(Notice.objects.filter(withdrawn_at=None)) == []
    assert set(ActShare.objects.values_list("done_at", flat=True)) == {None}


def test_undoing_twice_does_nothing_more(network_desk, programme, closing, planned):
    act = begun(programme, closing, network_desk)
    acts.undo(act, by=network_desk)
    finished()
    before = everything()

    acts.undo(act, by=network_desk)
    finished()

    assert everything() == before


def test_after_an_hour_there_are_corrections_only(network_desk, programme, closing, planned):
    act = begun(programme, closing, network_desk)
    ProgrammeAct.objects.update(begun_at=timezone.now() - timedelta(minutes=61))
    act.refresh_from_db()

    with pytest.raises(TooLate):
        acts.undo(act, by=network_desk)


# ---------------------------------------------------------------- notices


def test_each_house_hears_it_once_and_the_moderators_get_a_draft(
    network_desk, programme, closing, planned, stranger, city
):
    act = begun(programme, closing, network_desk)

    told = set(act.notices.values_list("organization", "kind"))
    assert told == {
        (planned[0].organization_id, "act"),
        (stranger.organization_id, "act"),
        (network_desk.organization_id, "pre_alert"),
    }
    assert Notice.objects.waiting().exclude(kind="pre_alert").count() == 0


def test_taking_it_back_is_told_to_whom_it_was_told(network_desk, programme, closing, planned):
    act = begun(programme, closing, network_desk)
    acts.undo(act, by=network_desk)
    finished()

    house = act.notices.filter(organization=planned[0].organization)
    assert dict(house.values_list("kind", "withdrawn_at")).keys() == {"act", "undone"}
    assert house.get(kind="act").withdrawn_at is not None
    assert act.notices.get(kind="pre_alert").withdrawn_at is not None


def test_seeing_a_notice_is_written_down_once(network_desk, programme, closing, desk, coordinator, house):
    begun(programme, closing, network_desk)
    notice = Notice.objects.get(organization=house)

    notices.see(notice, by=desk)
    seen = notices.see(notice, by=coordinator)

    assert seen.seen_by == desk
    assert AuditEntry.objects.filter(verb=Verb.NOTICE_SEEN).count() == 1


def test_nobody_sees_the_notice_of_another_house(network_desk, programme, closing, stranger, house):
    begun(programme, closing, network_desk)

    with pytest.raises(NotAllowed):
        notices.see(Notice.objects.get(organization=house), by=stranger)


# ---------------------------------------------------------------- before it, and who may


@pytest.fixture
def seen(network_desk, programme):
    """What the preview counts, behind the walls."""

    def look(wanted):
        with the_walls(), walls.within(programme.organization_id, network=programme.network_id):
            return previews.look(programme, wanted, by=network_desk)

    return look


def test_the_preview_counts_and_shows_every_clock(seen, coordinator, programme, house):
    noon = datetime(2026, 12, 1, 20, tzinfo=UTC)  # in Tijuana
    family = make_household(house, "woman", "child")
    for zone in ("America/Tijuana", "America/Ciudad_Juarez"):
        ShelterFactory(organization=house, time_zone=zone)
    shelter = ShelterFactory(organization=house, time_zone="America/Matamoros")
    into = dict(zip(family.persons.all(), make_room(shelter, 2).beds.all(), strict=True))
    stays.check_in(family, into=into, by=coordinator)
    availability.recount(shelter)
    for hours in (3, 30, 54):
        AppointmentFactory(household=family, programme=programme, starts_at=noon + timedelta(hours=hours))
    before = everything()

    with time_machine.travel(noon):
        preview = seen(Wanted("close", noon, NEW_YORK))

    assert (preview.appointments, preview.shelters, preview.beds, preview.loans) == (3, 1, 2, 0)
    assert preview.today == 1
    assert [clock.city for clock in preview.clocks] == ["Tijuana", "Ciudad Juarez", "Matamoros"]
    assert {clock.shows for clock in preview.clocks} == {noon}
    assert everything() == before


def test_no_preview_tells_at_what_time_a_family_of_another_house_goes(seen, programme, house, network_desk):
    """Neither by one look at a few minutes, nor by the difference of two, nor by another clock."""
    noon = datetime(2026, 12, 1, 20, tzinfo=UTC)  # in Tijuana, the clock of the network
    family = make_household(house, "woman")
    AppointmentFactory(household=family, programme=programme, starts_at=noon)
    day = [noon + timedelta(hours=hours) for hours in range(-12, 12)]  # all of it

    with time_machine.travel(noon - timedelta(days=3)):
        narrow = [
            seen(Wanted("cancel", moment, zone, until=moment + timedelta(minutes=1)))
            for moment in day
            for zone in (NEW_YORK, "Asia/Kolkata")
        ]
        after = [seen(Wanted("close", moment, NEW_YORK)) for moment in day]
        elsewhen = seen(Wanted("close", day[-1] + timedelta(hours=1), NEW_YORK))

    counts = {(each.appointments, each.today, each.shelters) for each in [*narrow, *after]}
    assert (counts, elsewhen.appointments) == ({(1, 0, 0)}, 0)
    looks = AuditEntry.objects.filter(verb=Verb.ACT_PREVIEWED, about_id=programme.pk)
    assert looks.filter(member_id=network_desk.pk).count() == len(narrow) + len(after) + 1


def test_a_house_sees_its_own_appointments_to_the_minute(coordinator, house):
    noon = datetime(2026, 12, 1, 20, tzinfo=UTC)
    clinic = ProgrammeFactory(organization=house, network=None)
    AppointmentFactory(household=make_household(house, "woman"), programme=clinic, starts_at=noon)

    with time_machine.travel(noon - timedelta(days=3)):
        counts = [
            previews.look(clinic, Wanted("close", moment, NEW_YORK), by=coordinator).appointments
            for moment in (noon, noon + timedelta(minutes=1))
        ]

    assert counts == [1, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "burn"},
        {"kind": "move"},
        {"kind": "move", "shift_minutes": 0},
        {"kind": "close", "until": "before"},
        {"kind": "close", "effective_at": "long ago"},
    ],
)
def test_an_unclear_wish_changes_nothing(network_desk, programme, noon, wrong):
    moments = {"before": noon - timedelta(hours=1), "long ago": noon - timedelta(days=30)}
    asked = {"kind": "close", "effective_at": noon, "zone": NEW_YORK} | {
        name: moments.get(value, value) for name, value in wrong.items()
    }

    with pytest.raises(BadInput):
        acts.begin(programme, Wanted(**asked), asked="one", by=network_desk)

    assert not ProgrammeAct.objects.exists()


@pytest.mark.parametrize("who", ["desk", "coordinator", "reader", "city", "outsider"])
def test_only_who_runs_the_programme_acts_on_it(request, programme, closing, network_desk, who):
    somebody = request.getfixturevalue(who)
    act = acts.begin(programme, closing, asked="one", by=network_desk)

    for deed in (
        lambda: acts.begin(programme, closing, asked="two", by=somebody),
        lambda: acts.undo(act, by=somebody),
        lambda: previews.look(programme, closing, by=somebody),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_house_acts_on_its_own_programme_and_nobody_else_hears(coordinator, house, stranger, noon):
    clinic = ProgrammeFactory(organization=house, network=None)
    family = make_household(house, "woman")
    row = AppointmentFactory(household=family, programme=clinic, starts_at=noon + timedelta(days=1))

    act = begun(clinic, Wanted("cancel", noon, "America/Tijuana"), coordinator)

    assert statuses([row]) == [Status.BY_PROGRAMME]
    assert set(act.shares.values_list("organization", flat=True)) == {house.pk}


def test_another_network_is_not_touched(network_desk, programme, closing, outsider, noon):
    other = ProgrammeFactory(organization=OrganizationFactory(), code="cbp-one")
    family = make_household(other.organization, "woman")
    row = AppointmentFactory(household=family, programme=other, starts_at=noon + timedelta(days=1))

    begun(programme, closing, network_desk)

    assert statuses([row]) == [Status.CONFIRMED]
