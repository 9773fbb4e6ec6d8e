"""What hangs on a family goes with its persons: merged, un-merged, split, erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import acts, barriers, handing_over, shares
from appointments.actions import appointments as deeds
from appointments.actions.barriers import Obstacle
from appointments.models import (
    Appointment,
    BarrierEntry,
    BarrierTally,
    CalendarLink,
    Consent,
    Duty,
    Reminder,
    Seat,
    TrackedPerson,
    Tracking,
)
from privacy import keyring, sealed
from privacy.keyring import KeyGone, Subject
from shelters.actions import erasing, households
from shelters.models import SplitNote
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.shelters import ShelterFactory, make_household


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def other(house):
    return make_household(house, "man", "child")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


def persons_on(appointment):
    return {cover.person for cover in appointment.covers.all()}


def track(household, programme, *, reference="", **more):
    row = TrackingFactory(household=household, programme=programme, **more)
    for person in household.persons.all():
        TrackedPerson.objects.create(organization=row.organization, tracking=row, person=person)
    sealed.write(row, "reference", reference, day=None)
    row.save()
    return row


def split(household, coordinator, *numbers):
    adult = {2: 1, 4: 3}
    return households.split_off(
        household,
        persons=[person for person in household.persons.all() if person.number in numbers],
        reason=SplitNote.Reason.FAMILY_ASKED,
        adults={child: grown for child, grown in adult.items() if household.persons.filter(number=child)},
        by=coordinator,
    )


def test_a_merge_takes_appointments_registrations_and_seats_along(
    house, family, other, programme, coordinator
):
    appointment = AppointmentFactory(household=other, programme=programme)
    tracking = track(other, programme)
    workshop = WorkshopFactory(shelter=ShelterFactory(organization=house))
    seat = Seat.objects.create(organization=house, workshop=workshop, number=1, household=other)

    households.merge(other, into=family, by=coordinator)

    for row in (appointment, tracking, seat):
        row.refresh_from_db()
        assert row.household == family
    assert appointment.version == 1
    assert persons_on(appointment) == set(family.persons.filter(origin=other))


def test_two_appointments_at_one_moment_become_one_and_two_again(family, other, programme, coordinator):
    at = timezone.now() + timedelta(days=1)
    AppointmentFactory(household=other, programme=programme, starts_at=at)
    kept = AppointmentFactory(household=family, programme=programme, starts_at=at)

    households.merge(other, into=family, by=coordinator)
    joined = [persons_on(each) for each in Appointment.objects.all()]
    households.unmerge(other, by=coordinator)

    assert joined == [set(kept.household.persons.all()) | set(other.persons.all())]
    apart = {each.household: persons_on(each) for each in Appointment.objects.all()}
    assert apart == {family: set(family.persons.all()), other: set(other.persons.all())}


def test_two_registrations_in_one_programme_become_one_and_two_again(family, other, programme, coordinator):
    theirs = track(other, programme, reference="TIJ-0001", begun_in="MX-BCN", state=Tracking.State.WAITING)
    Duty.objects.create(
        organization=theirs.organization,
        tracking=theirs,
        first_on=timezone.now().date(),
        zone="America/Tijuana",
        made_by=coordinator,
    )
    ours = track(family, programme, reference="TIJ-0002", state_since=timezone.now() - timedelta(days=3))
    key = Subject(*theirs.seal_owner(), None)

    households.merge(other, into=family, by=coordinator)

    ours.refresh_from_db()
    assert (ours.state, ours.begun_in) == (Tracking.State.WAITING, "MX-BCN")
    assert sealed.read(ours, "reference") == "TIJ-0002 / TIJ-0001"
    assert ours.duties.count() == 1
    assert not Tracking.objects.exclude(pk=ours.pk).exists()
    with pytest.raises(KeyGone):
        keyring.key_for_opening(key)

    households.unmerge(other, by=coordinator)

    back = Tracking.objects.get(household=other)
    assert {cover.person for cover in back.covers.all()} == set(other.persons.all())
    assert {cover.person for cover in ours.covers.all()} == set(family.persons.all())
    assert sealed.read(back, "reference") == "TIJ-0002 / TIJ-0001"
    assert back.duties.count() == 1


def test_a_split_leaves_each_half_an_appointment_of_its_own(house, programme, coordinator):
    whole = make_household(house, "woman", "child", "man", "child")
    shared = AppointmentFactory(household=whole, programme=programme)
    past = AppointmentFactory(household=whole, programme=programme, status=Appointment.Status.ATTENDED)
    fathers = AppointmentFactory(household=whole, covers=whole.persons.filter(number=3))

    half = split(whole, coordinator, 3, 4)

    assert persons_on(shared) == set(whole.persons.all())
    copy = Appointment.objects.get(household=half, programme=programme)
    assert (copy.starts_at, persons_on(copy)) == (shared.starts_at, set(half.persons.all()))
    past.refresh_from_db()
    fathers.refresh_from_db()
    assert past.household == whole
    assert fathers.household == half


def test_the_appointments_of_a_split_that_is_undone_are_one_again(house, programme, coordinator):
    whole = make_household(house, "woman", "child", "man", "child")
    AppointmentFactory(household=whole, programme=programme)

    half = split(whole, coordinator, 3, 4)
    households.merge(half, into=whole, by=coordinator)

    assert [persons_on(each) for each in Appointment.objects.all()] == [set(whole.persons.all())]


@pytest.fixture
def shut(house):
    """`shut(kind)`: the house's own programme, whose act of this kind was carried out, and the act."""
    boss = MembershipFactory(organization=house, role=Role.COORDINATOR)
    clinic = ProgrammeFactory(organization=house, network=None)

    def begin(kind="close", **more):
        wanted = Wanted(kind, timezone.now(), "America/Tijuana", **more)
        act = acts.begin(clinic, wanted, asked=kind, by=boss)
        shares.finish_all()
        return act

    def back(act):
        acts.undo(act, by=boss)
        shares.finish_all()

    return clinic, begin, back


def halves(programme):
    """Who is where with what: household -> (status, moment, persons)."""
    rows = Appointment.objects.filter(programme=programme)
    return {row.household: (row.status, row.starts_at, persons_on(row)) for row in rows}


@pytest.mark.parametrize("kind", ["close", "cancel", "move"])
def test_what_an_act_did_is_taken_back_for_both_halves_of_a_family(house, coordinator, shut, kind):
    clinic, begin, back = shut
    whole = make_household(house, "woman", "child", "man", "child")
    at = AppointmentFactory(household=whole, programme=clinic).starts_at
    act = begin(kind, shift_minutes=90 if kind == "move" else None)

    half = split(whole, coordinator, 3, 4)
    parted = halves(clinic)
    back(act)

    moved = ("confirmed", at + timedelta(minutes=90)) if kind == "move" else ("by_programme", at)
    assert parted == {each: (*moved, set(each.persons.all())) for each in (whole, half)}
    assert halves(clinic) == {each: ("confirmed", at, set(each.persons.all())) for each in (whole, half)}


def test_halves_that_are_one_again_get_one_appointment_back(house, coordinator, shut):
    clinic, begin, back = shut
    whole = make_household(house, "woman", "child", "man", "child")
    at = AppointmentFactory(household=whole, programme=clinic).starts_at
    act = begin()

    half = split(whole, coordinator, 3, 4)
    households.merge(half, into=whole, by=coordinator)
    back(act)

    assert halves(clinic) == {whole: ("confirmed", at, set(whole.persons.all()))}


def test_what_somebody_corrected_before_a_split_stays_with_both_as_it_is(house, coordinator, shut):
    clinic, begin, back = shut
    whole = make_household(house, "woman", "child", "man", "child")
    row = AppointmentFactory(household=whole, programme=clinic)
    act = begin("move", shift_minutes=90)
    told = row.starts_at + timedelta(hours=5)
    row.refresh_from_db()
    deeds.change(row, starts_at=told, by=coordinator)

    half = split(whole, coordinator, 3, 4)
    back(act)

    assert {status_and_time[:2] for status_and_time in halves(clinic).values()} == {("confirmed", told)}
    assert set(halves(clinic)) == {whole, half}


def test_an_act_reaches_both_halves_of_a_family_that_parted_before_it_came(house, coordinator, shut):
    clinic, begin, back = shut
    whole = make_household(house, "woman", "child", "man", "child")
    at = AppointmentFactory(household=whole, programme=clinic).starts_at
    half = split(whole, coordinator, 3, 4)

    act = begin()
    closed = {household: each[0] for household, each in halves(clinic).items()}
    back(act)

    assert closed == {whole: "by_programme", half: "by_programme"}
    assert {each[:2] for each in halves(clinic).values()} == {("confirmed", at)}


@pytest.mark.parametrize(("ours", "theirs"), [(True, True), (True, False), (False, True)])
def test_the_reminder_of_a_joined_family_is_one_and_told_when_both_were(
    house, family, other, coordinator, ours, theirs
):
    today, now = timezone.localdate(), timezone.now()
    for household, is_told in ((family, ours), (other, theirs)):
        told = {"told_at": now, "told_by": coordinator} if is_told else {}
        Reminder.objects.create(organization=house, household=household, on=today, **told)

    households.merge(other, into=family, by=coordinator)

    reminder = Reminder.objects.get()
    assert (reminder.household, reminder.told_at is not None) == (family, ours and theirs)


def test_a_reminder_goes_with_a_merge_and_comes_back(house, family, other, coordinator):
    Reminder.objects.create(organization=house, household=other, on=timezone.localdate())

    households.merge(other, into=family, by=coordinator)
    joined = [reminder.household for reminder in Reminder.objects.all()]
    households.unmerge(other, by=coordinator)

    assert joined == [family]
    assert {reminder.household for reminder in Reminder.objects.all()} == {family, other}


def test_a_joined_family_is_not_counted_again(house, family, other, programme, coordinator):
    told = Obstacle(programme, "technical", timezone.now(), "America/Tijuana")
    barriers.log(other, told, by=coordinator)

    households.merge(other, into=family, by=coordinator)
    barriers.log(family, told, by=coordinator)

    tally = BarrierTally.objects.get()
    assert (tally.entries, tally.households) == (2, 1)


def test_who_parts_shares_no_calendar(house, coordinator):
    whole = make_household(house, "woman", "child", "man", "child")
    link = CalendarLink.objects.create(
        organization=house, household=whole, secret_hash="x", made_by=coordinator
    )

    split(whole, coordinator, 3, 4)

    link.refresh_from_db()
    assert link.revoked_at is not None


def test_a_consent_stays_with_those_who_gave_it(house, family, other, coordinator, network):
    partner = MembershipFactory(role=Role.COORDINATOR).organization
    consent = Consent.objects.create(
        organization=house, household=other, partner=partner, given_to=coordinator
    )

    households.merge(other, into=family, by=coordinator)

    consent.refresh_from_db()
    assert consent.household == other


@pytest.mark.parametrize("both", [True, False])
def test_what_only_one_half_agreed_to_ends(house, family, other, coordinator, both):
    """Nobody reads the appointments of persons who never said so."""
    partner = MembershipFactory(role=Role.COORDINATOR).organization
    here = {"organization": house, "partner": partner, "given_to": coordinator}
    consent = Consent.objects.create(**here, household=family)
    if both:
        Consent.objects.create(**here, household=other)

    households.merge(other, into=family, by=coordinator)

    consent.refresh_from_db()
    assert (consent.withdrawn_at is None) == both


def test_the_evidence_of_a_merged_family_is_one_chain(family, other, programme, coordinator):
    for household, words in ((family, "ours"), (other, "theirs"), (other, "theirs too")):
        told = Obstacle(programme, "technical", timezone.now(), "America/Tijuana", words)
        barriers.log(household, told, by=coordinator)

    households.merge(other, into=family, by=coordinator)
    sheet = handing_over.hand_over(family, language="en", address="https://posada.example/v/", by=coordinator)

    entries = list(BarrierEntry.objects.of(family))
    assert [sealed.read(entry, "message") for entry in entries] == ["ours", "theirs", "theirs too"]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.former_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert sheet.startswith(b"%PDF")


def test_erasing_a_household_destroys_the_keys_of_its_references_first(family, programme):
    tracking = track(family, programme, reference="TIJ-0001")
    key = Subject(*tracking.seal_owner(), None)

    erasing.households([family.pk])

    assert not Tracking.objects.exists()
    with pytest.raises(KeyGone):
        keyring.key_for_opening(key)
