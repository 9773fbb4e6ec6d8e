"""Appointments are entered, corrected, moved and ended; each change has a history and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.rights import Role
from appointments import gap
from appointments.actions import appointments, duties, gap_steps, histories, trackings
from appointments.actions.appointments import OUTCOMES, Meeting
from appointments.actions.duties import Rhythm
from appointments.actions.trackings import Told
from appointments.errors import IsOver, NotOpenThen, NotYet, SameMoment
from appointments.models import Appointment, BarrierEntry, GapStep, ProgrammeState, Tracking, WaitTally
from core.errors import BadInput, NotAllowed, NotHere, TooLate
from privacy import sealed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from shelters.errors import CannotUndo, LooksLikePassword
from shelters.models import Stay
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, ProgrammePlaceFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

Status = Appointment.Status


@pytest.fixture
def family(house):
    """K7: a mother, two children and a baby."""
    return make_household(house, "woman", "child", "child", "baby")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def meeting(programme):
    return Meeting(programme, timezone.now() + timedelta(days=2), zone="America/Tijuana", persons=[1, 2, 3])


def put(meeting, **other):
    return Meeting(**{**meeting.__dict__, **other})


def last(appointment):
    return appointment.history.order_by("-at").first()


def as_it_is(appointment):
    row = Appointment.objects.values().get(pk=appointment.pk)
    row.pop("version")
    return row, sorted(cover.person.number for cover in appointment.covers.select_related("person"))


def test_entering_keeps_persons_documents_and_the_registration(desk, family, meeting, programme):
    row = appointments.enter(family, meeting, by=desk)

    assert sorted(cover.person.number for cover in row.covers.all()) == [1, 2, 3]
    assert [item.is_ready for item in row.checklist.all()] == [False, False]
    tracking = Tracking.objects.get(household=family, programme=programme)
    assert (tracking.state, tracking.covers.count()) == (Tracking.State.SCHEDULED, 3)
    assert row.lead_minutes == 60
    assert last(row).verb == Verb.APPOINTMENT_ENTERED
    assert AuditEntry.objects.filter(verb=Verb.APPOINTMENT_ENTERED, about_id=row.pk).exists()


def test_the_office_s_zone_is_the_place_s(desk, family, meeting, programme):
    place = ProgrammePlaceFactory(programme=programme, zone="America/Matamoros")

    assert appointments.enter(family, put(meeting, place=place), by=desk).zone == "America/Matamoros"


@pytest.mark.parametrize(
    "wrong",
    [
        {"persons": []},
        {"persons": [1, 9]},
        {"status": "attended"},
        {"lead_minutes": 2881},
        {"needs": {"companion": "perhaps"}},
        {"starts_at": timezone.now() - timedelta(days=8)},
    ],
)
def test_answers_that_cannot_be_are_refused(desk, family, meeting, wrong):
    with pytest.raises(BadInput):
        appointments.enter(family, put(meeting, **wrong), by=desk)

    assert not Appointment.objects.exists()


def test_a_place_of_another_programme_is_refused(desk, family, meeting):
    with pytest.raises(BadInput):
        appointments.enter(family, put(meeting, place=ProgrammePlaceFactory()), by=desk)


@pytest.mark.parametrize("state", [ProgrammeState.State.SUSPENDED, ProgrammeState.State.CLOSED])
def test_a_programme_that_is_not_open_at_that_time_is_refused_with_the_reason(
    desk, family, meeting, programme, state
):
    ProgrammeState.objects.create(
        organization=programme.organization,
        programme=programme,
        network=programme.network,
        since=timezone.now() + timedelta(days=1),
        zone="America/New_York",
        state=state,
        reason_en="The app was ended.",
    )

    with translation.override("en"), pytest.raises(NotOpenThen) as refused:
        appointments.enter(family, meeting, by=desk)

    assert "The app was ended." in str(refused.value)
    assert appointments.enter(family, put(meeting, starts_at=timezone.now() + timedelta(hours=1)), by=desk)


def test_the_same_moment_twice_is_refused(desk, family, meeting):
    appointments.enter(family, meeting, by=desk)

    with pytest.raises(SameMoment):
        appointments.enter(family, meeting, by=desk)


def test_a_programme_that_nobody_here_knows_is_not_there(desk, family, meeting):
    with pytest.raises(NotHere):
        appointments.enter(family, put(meeting, programme=ProgrammeFactory()), by=desk)


def test_only_who_keeps_appointments_may(house, family, meeting):
    viewer = MembershipFactory(organization=house, role=Role.VIEWER)

    with pytest.raises(NotAllowed):
        appointments.enter(family, meeting, by=viewer)


def test_a_change_is_remembered_and_taken_back_exactly(desk, family, meeting, programme):
    row = appointments.enter(family, meeting, by=desk)
    former = as_it_is(row)
    place = ProgrammePlaceFactory(programme=programme, zone="America/Hermosillo")

    row = appointments.change(
        row,
        starts_at=meeting.starts_at + timedelta(hours=3),
        place=place,
        persons=[1, 2, 3, 4],
        companion="needed",
        by=desk,
    )
    changed = as_it_is(row)
    appointments.undo(last(row), by=desk)

    assert gap.coverage(row).is_complete is False
    assert changed[0]["zone"] == "America/Hermosillo"
    assert changed[1] == [1, 2, 3, 4]
    assert as_it_is(row) == former
    row.refresh_from_db()
    assert row.version == 2


def test_moving_leaves_the_former_one_as_moved_and_can_be_taken_back(desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)
    former = as_it_is(row)
    row.checklist.filter(line=1).update(is_ready=True)

    follower = appointments.move(row, to=meeting.starts_at + timedelta(days=7), by=desk)
    row.refresh_from_db()
    moved = (row.status, follower.moved_from, [each.is_ready for each in follower.checklist.all()])
    people = as_it_is(follower)[1]
    appointments.undo(last(row), by=desk)

    assert moved == (Status.MOVED, row, [True, False])
    assert people == [1, 2, 3]
    assert as_it_is(row) == former
    assert not Appointment.objects.filter(pk=follower.pk).exists()


def test_what_was_moved_is_changed_no_more(desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)
    follower = appointments.move(row, to=meeting.starts_at + timedelta(days=7), by=desk)

    for act in (
        lambda: appointments.change(row, companion="needed", by=desk),
        lambda: appointments.move(row, to=meeting.starts_at + timedelta(days=8), by=desk),
        lambda: appointments.end(row, outcome=Status.BY_FAMILY, by=desk),
    ):
        with pytest.raises(IsOver):
            act()
    appointments.change(follower, companion="needed", by=desk)
    with pytest.raises(CannotUndo):
        appointments.undo(last(row), by=desk)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_leaves_the_bed_to_the_family(house, desk, family, outcome):
    room = make_room(ShelterFactory(organization=house), 4, name="Uno", position=1)
    beds = dict(zip(family.persons.all(), room.beds.all(), strict=True))
    stays.check_in(family, into=beds, by=desk)
    row = AppointmentFactory(household=family, starts_at=timezone.now() - timedelta(minutes=5))

    appointments.end(row, outcome=outcome, by=desk)

    row.refresh_from_db()
    assert row.status == outcome
    assert Stay.objects.in_use().filter(household=family).count() == 4


def test_how_it_went_is_known_on_its_day_and_can_be_corrected(desk, family):
    later = AppointmentFactory(household=family, starts_at=timezone.now() + timedelta(days=2))
    past = AppointmentFactory(household=family, starts_at=timezone.now() - timedelta(hours=2))

    assert [code for code, _label in appointments.outcomes(later)] == ["by_programme", "by_family"]
    assert {code for code, _label in appointments.outcomes(past)} == set(OUTCOMES)
    with pytest.raises(NotYet):
        appointments.end(later, outcome=Status.ATTENDED, by=desk)
    appointments.end(later, outcome=Status.BY_FAMILY, by=desk)
    appointments.end(past, outcome=Status.MISSED, by=desk)
    appointments.end(past, outcome=Status.TURNED_BACK, by=desk)
    appointments.undo(last(past), by=desk)

    past.refresh_from_db()
    assert past.status == Status.MISSED
    with pytest.raises(BadInput):
        appointments.end(past, outcome=Status.MOVED, by=desk)


def test_entering_is_taken_back_with_what_it_did_to_the_registration(desk, family, meeting, programme):
    first = appointments.enter(family, meeting, by=desk)
    appointments.undo(last(first), by=desk)

    assert not Appointment.objects.exists()
    assert not Tracking.objects.exists()


def test_taking_an_entry_back_loses_nothing_else_of_the_registration(desk, family, meeting, programme):
    first = appointments.enter(family, meeting, by=desk)
    row = trackings.write(family, programme, Told(reference="TIJ/12"), by=desk)
    duties.add(row, Rhythm(timezone.now().date(), zone="America/Tijuana"), by=desk)
    appointments.undo(last(first), by=desk)

    row.refresh_from_db()
    assert (row.state, row.duties.count()) == (Tracking.State.WANTED, 1)
    assert sealed.read(row, "reference") == "TIJ/12"


def test_another_appointment_still_stands_for_the_registration(desk, family, meeting, programme):
    trackings.write(family, programme, Told(state="wanted"), by=desk)
    first = appointments.enter(family, meeting, by=desk)
    appointments.enter(family, put(meeting, starts_at=timezone.now() + timedelta(days=5)), by=desk)
    appointments.undo(last(first), by=desk)

    assert Tracking.objects.get().state == Tracking.State.SCHEDULED


def test_a_wait_that_was_a_slip_of_the_finger_is_not_counted(desk, family, meeting, programme):
    begun_on = timezone.now().date() - timedelta(days=30)
    trackings.write(family, programme, Told(begun_on=begun_on), by=desk)
    wrong = put(meeting, starts_at=timezone.now() + timedelta(days=200))
    appointments.undo(last(appointments.enter(family, wrong, by=desk)), by=desk)
    row = appointments.enter(family, meeting, by=desk)

    counted = WaitTally.objects.filter(households__gt=0).values_list("days", "households")
    assert list(counted) == [((row.local.date() - begun_on).days, 1)]


@pytest.mark.parametrize("zone", ["", "America", "right/UTC", "posixrules", "x" * 3000])
def test_a_clock_that_nobody_knows_is_refused(desk, family, meeting, zone):
    with pytest.raises(BadInput):
        appointments.enter(family, put(meeting, zone=zone), by=desk)


def test_after_a_day_and_for_others_nothing_is_taken_back(house, desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)
    colleague = MembershipFactory(organization=house, role=Role.VOLUNTEER)

    assert histories.undoable(row, by=colleague) is None
    with pytest.raises(NotAllowed):
        appointments.undo(last(row), by=colleague)
    row.history.update(at=timezone.now() - timedelta(hours=25))
    with pytest.raises(TooLate):
        appointments.undo(last(row), by=desk)
    assert histories.undoable(row, by=desk) is None


def test_only_the_last_change_is_taken_back(desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)
    first = last(row)
    appointments.change(row, companion="needed", by=desk)

    with pytest.raises(CannotUndo):
        appointments.undo(first, by=desk)


def close(programme, since):
    ProgrammeState.objects.create(
        organization=programme.organization, programme=programme, network=programme.network,
        since=since, zone="America/New_York", state="closed", reason_en="The app was ended.",
    )  # fmt: skip


@pytest.mark.parametrize("deed", ["end", "move", "change"])
def test_nothing_is_opened_again_in_a_programme_that_was_closed_since(desk, family, meeting, programme, deed):
    row, sooner = appointments.enter(family, meeting, by=desk), timezone.now() + timedelta(hours=1)
    deeds = {
        "end": lambda: appointments.end(row, outcome=Status.BY_FAMILY, by=desk),
        "move": lambda: appointments.move(row, to=sooner, by=desk),
        "change": lambda: appointments.change(row, starts_at=sooner, by=desk),
    }
    deeds[deed]()
    close(programme, timezone.now() + timedelta(days=1))
    before = [as_it_is(each) for each in Appointment.objects.order_by("pk")]

    with translation.override("en"), pytest.raises(NotOpenThen) as refused:
        appointments.undo(last(row), by=desk)

    assert "The app was ended." in str(refused.value)
    assert [as_it_is(each) for each in Appointment.objects.order_by("pk")] == before


def test_what_opens_nothing_is_taken_back_also_after_the_programme_was_closed(
    desk, family, meeting, programme
):
    row = appointments.enter(family, meeting, by=desk)
    appointments.change(row, companion="needed", by=desk)
    close(programme, timezone.now() + timedelta(days=1))

    appointments.undo(last(row), by=desk)
    row.refresh_from_db()
    companion = row.companion
    appointments.undo(row.history.get(undone_at=None), by=desk)

    assert (companion, Appointment.objects.exists()) == ("not_needed", False)


def test_documents_are_ticked(desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)

    appointments.set_ready(row, lines=[2], by=desk)

    assert [item.is_ready for item in row.checklist.all()] == [False, True]
    with pytest.raises(BadInput):
        appointments.set_ready(row, lines=[7], by=desk)


def test_a_stranger_finds_nothing_to_change(stranger, family, meeting, desk):
    row = appointments.enter(family, meeting, by=desk)

    with pytest.raises(NotAllowed):
        appointments.end(row, outcome=Status.BY_FAMILY, by=stranger)


def test_what_the_screen_said_when_a_person_was_added_is_a_barrier(desk, family, meeting):
    """J2: "tried to add, message '…'" - and no step makes an incomplete family complete."""
    row = appointments.enter(family, meeting, by=desk)

    gap_steps.take(row, kind="add", result="refused", message="Error 0x99: photo too small", by=desk)
    gap_steps.take(row, kind="decide", result="go", by=desk)

    entry = BarrierEntry.objects.get(household=family)
    assert (entry.kind, sealed.read(entry, "message")) == ("member", "Error 0x99: photo too small")
    assert [step.kind for step in row.steps.all()] == ["add", "decide"]
    assert not gap.coverage(row).is_complete


@pytest.mark.parametrize(
    ("kind", "result", "message"),
    [
        ("call", "go", ""),
        ("decide", "done", ""),
        ("call", "done", "x"),
        ("shout", "done", ""),
    ],
)
def test_steps_that_cannot_be_are_refused(desk, family, meeting, kind, result, message):
    row = appointments.enter(family, meeting, by=desk)

    with pytest.raises(BadInput):
        gap_steps.take(row, kind=kind, result=result, message=message, by=desk)


def test_a_password_in_the_message_refuses_the_step_too(desk, family, meeting):
    row = appointments.enter(family, meeting, by=desk)

    with pytest.raises(LooksLikePassword):
        gap_steps.take(row, kind="add", result="refused", message="password sol2026", by=desk)

    assert not GapStep.objects.exists()
