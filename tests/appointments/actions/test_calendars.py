"""Private calendars, read with vobject, which shares nothing with the library that writes them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.utils import timezone

from accounts.errors import Locked
from appointments.actions import calendars
from appointments.models import Appointment, AppointmentChange, CalendarLink
from appointments.web import ical
from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from tests.factories.appointments import (
    AppointmentFactory,
    ClosureFactory,
    DutyFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
)
from tests.factories.shelters import CANARY_NAME, ShelterFactory, make_household, make_room, tell

WEDNESDAY = date(2027, 1, 13)
ZONES = ["America/Tijuana", "America/Hermosillo", "America/Ciudad_Juarez", "America/Matamoros",
         "America/Mexico_City"]  # fmt: skip
# Around both changes of the clocks at the border in 2027: 14 March and 7 November at two.
CHANGES = [
    "2027-03-13 09:00", "2027-03-14 01:59", "2027-03-14 03:00", "2027-03-14 09:00",
    "2027-11-06 09:00", "2027-11-07 02:00", "2027-11-07 09:00",
]  # fmt: skip


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def shelter(house, family, coordinator):
    shelter = ShelterFactory(organization=house)
    room = make_room(shelter, 4)
    beds = dict(zip(family.persons.order_by("number"), room.beds.order_by("label"), strict=False))
    stays.check_in(family, into=beds, by=coordinator)
    return shelter


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2027, 1, 11, 16, tzinfo=ZoneInfo("America/Tijuana"))):
        yield


def sign(household, **facts):
    """A duty every 26 weeks, on a Wednesday."""
    tracking = TrackingFactory(household=household)
    return DutyFactory(tracking=tracking, **{"first_on": WEDNESDAY, "every_weeks": 26, **facts})


def events(secret):
    """What another program understands, in the order of the file. It must not know zones from elsewhere."""
    vobject.icalendar.__dict__["__tzidMap"].clear()
    read = vobject.readOne(ical.written(calendars.opened(secret)).decode())
    return list(read.contents.get("vevent", []))


def test_a_calendar_says_when_and_not_who(family, desk, house, coordinator):
    tell(family, by=coordinator)
    programme = ProgrammeFactory(organization=house, name_en="canary-programme", name_es="canary-programme")
    place = ProgrammePlaceFactory(programme=programme, name="canary-place")
    AppointmentFactory(household=family, programme=programme, place=place)

    secret = calendars.make_for_household(family, by=desk)

    text = ical.written(calendars.opened(secret)).decode()
    [event] = events(secret)
    assert event.summary.value == "Appointment"
    assert [word for word in ("canary", CANARY_NAME, family.code[:4], str(family.pk)) if word in text] == []


@pytest.mark.parametrize("zone", ZONES)
def test_another_program_reads_the_right_instants_around_changes_of_the_clock(zone, family, desk):
    moments = [datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)) for local in CHANGES]
    programme = ProgrammeFactory(organization=family.organization)
    for moment in moments:
        AppointmentFactory(household=family, programme=programme, starts_at=moment, zone=zone)

    read = [event.dtstart for event in events(calendars.make_for_household(family, by=desk))]

    # Equal moments in two zones would be equal with different clocks: the clock is looked at as well.
    assert [(start.value, start.value.utcoffset()) for start in read] == [
        (moment, moment.utcoffset()) for moment in moments
    ]
    assert {start.params["X-VOBJ-ORIGINAL-TZID"][0] for start in read} == {zone}


def test_what_is_cancelled_arrives_as_cancelled(family, desk):
    appointment = AppointmentFactory(household=family)
    secret = calendars.make_for_household(family, by=desk)
    [before] = events(secret)

    appointment.status = Appointment.Status.BY_PROGRAMME
    appointment.version += 1
    appointment.save()

    [after] = events(secret)
    assert (before.status.value, before.sequence.value) == ("CONFIRMED", "0")
    assert (after.status.value, after.sequence.value) == ("CANCELLED", "1")
    assert after.uid.value == before.uid.value


def test_a_duty_of_the_whole_day_has_a_day_and_keeps_its_uid_when_a_closure_moves_it(family, desk):
    duty = sign(family)
    secret = calendars.make_for_household(family, by=desk)
    [before] = events(secret)

    ClosureFactory(programme=duty.tracking.programme, first_day=WEDNESDAY, last_day=WEDNESDAY)

    [after] = events(secret)
    assert (before.dtstart.value, after.dtstart.value) == (WEDNESDAY, date(2027, 1, 14))
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.uid.value == before.uid.value
    assert after.description.value == "Moved: the office is closed on Wednesday 13 January."
    assert ical.written(calendars.opened(secret)) == ical.written(calendars.opened(secret))


@pytest.mark.parametrize("zone", ZONES)
def test_a_duty_with_a_time_is_the_right_instant_by_the_clock_of_the_office(zone, family, desk):
    sign(family, at=time(9), zone=zone)

    [event] = events(calendars.make_for_household(family, by=desk))

    nine = datetime(2027, 1, 13, 9, tzinfo=ZoneInfo(zone))
    assert (event.dtstart.value, event.dtstart.value.utcoffset()) == (nine, nine.utcoffset())


def test_a_duty_of_a_programme_that_is_over_arrives_as_cancelled(family, desk):
    duty = sign(family, at=time(9), every_weeks=1)
    secret = calendars.make_for_household(family, by=desk)
    before = events(secret)

    duty.tracking.state, duty.tracking.state_since = "ended", timezone.now()
    duty.tracking.save()

    after = events(secret)
    assert [event.uid.value for event in after] == [event.uid.value for event in before]
    assert [event.dtstart.value for event in after] == [event.dtstart.value for event in before]
    assert {event.status.value for event in after} == {"CANCELLED"}
    assert {event.description.value for event in after} == {""}
    for old, new in zip(before, after, strict=True):
        assert int(new.sequence.value) > int(old.sequence.value)


def test_days_after_the_end_of_a_duty_arrive_as_cancelled_and_later_ones_not_at_all(family, desk):
    duty = sign(family, every_weeks=1)
    secret = calendars.make_for_household(family, by=desk)

    duty.last_on = WEDNESDAY
    duty.save()

    read = [(event.dtstart.value, event.status.value) for event in events(secret)]
    later = [WEDNESDAY + timedelta(weeks=week) for week in (1, 2, 3)]
    assert read == [(WEDNESDAY, "CONFIRMED"), *((day, "CANCELLED") for day in later)]


def test_a_duty_that_ended_long_ago_is_not_in_the_file(family, desk):
    sign(family, every_weeks=1, first_on=date(2026, 12, 2), last_on=date(2026, 12, 9))

    assert events(calendars.make_for_household(family, by=desk)) == []


def test_a_house_sees_the_duties_of_those_who_sleep_there(shelter, family, house, coordinator):
    sign(family)
    sign(make_household(house, "man"))

    [event] = events(calendars.make_for_house(shelter, by=coordinator))

    assert event.summary.value == f"Appointment {family.code[:4]}"


def test_the_same_content_gives_the_same_bytes_and_a_change_another_stamp(family, desk, coordinator):
    appointment = AppointmentFactory(household=family, made_at=timezone.now() - timedelta(days=2))
    secret = calendars.make_for_household(family, by=desk)
    first = ical.written(calendars.opened(secret))
    again = ical.written(calendars.opened(secret))

    change = AppointmentChange.objects.create(
        organization=family.organization,
        appointment=appointment,
        verb=Verb.APPOINTMENT_CHANGED,
        by=coordinator,
    )

    [event] = events(secret)
    assert first == again
    assert event.dtstamp.value == change.at.replace(microsecond=0)


def test_a_house_sees_the_first_signs_of_codes_of_those_who_sleep_there(shelter, family, house, coordinator):
    AppointmentFactory(household=family)
    AppointmentFactory(household=make_household(house, "man"))

    secret = calendars.make_for_house(shelter, by=coordinator)

    text = ical.written(calendars.opened(secret)).decode()
    [event] = events(secret)
    assert event.summary.value == f"Appointment {family.code[:4]}"
    assert family.code not in text


def test_a_house_never_sees_minors_who_are_kept_for_few(shelter, family, coordinator):
    AppointmentFactory(household=family)
    family.kept_for = coordinator
    family.save()

    assert events(calendars.make_for_house(shelter, by=coordinator)) == []


def test_the_time_to_leave_is_by_the_clock_of_the_house(shelter, family, desk):
    moment = datetime(2027, 1, 12, 9, tzinfo=ZoneInfo("America/Mexico_City"))  # 07:00 in Tijuana
    AppointmentFactory(household=family, starts_at=moment, zone="America/Mexico_City", lead_minutes=90)

    [event] = events(calendars.make_for_household(family, by=desk))

    assert event.description.value == "Leave the house: Tuesday 05:30. Your paper says where."


def test_a_new_address_ends_the_old_one(family, desk):
    old = calendars.make_for_household(family, by=desk)
    new = calendars.make_for_household(family, by=desk)

    assert events(new) == []
    with pytest.raises(NotHere):
        calendars.opened(old)


def test_a_revoked_address_opens_nothing(family, desk):
    secret = calendars.make_for_household(family, by=desk)
    link = CalendarLink.objects.get(household=family)

    calendars.revoke(link, by=desk)
    calendars.revoke(link, by=desk)

    with pytest.raises(NotHere):
        calendars.opened(secret)
    assert AuditEntry.objects.filter(verb=Verb.CALENDAR_REVOKED, about_id=family.pk).count() == 1


def test_the_address_of_a_house_is_renewed_and_revoked(shelter, coordinator):
    old = calendars.make_for_house(shelter, by=coordinator)
    new = calendars.make_for_house(shelter, by=coordinator)
    with pytest.raises(NotHere):
        calendars.opened(old)
    [link] = CalendarLink.objects.visible_to(coordinator).open()

    calendars.revoke(link, by=coordinator)

    with pytest.raises(NotHere):
        calendars.opened(new)


def test_only_who_works_in_a_house_finds_its_address(shelter, coordinator, stranger, city):
    calendars.make_for_house(shelter, by=coordinator)

    assert [CalendarLink.objects.visible_to(each).count() for each in (stranger, city)] == [0, 0]


def test_only_a_hash_of_the_address_is_kept(family, desk):
    secret = calendars.make_for_household(family, by=desk)

    link = CalendarLink.objects.get(household=family)
    assert len(secret) == 32
    assert secret not in str(vars(link))


def test_a_locked_organization_shows_no_calendar(family, desk, house):
    secret = calendars.make_for_household(family, by=desk)
    house.locked_at = timezone.now()
    house.save()

    with pytest.raises(Locked):
        calendars.opened(secret)


def test_a_family_that_is_past_its_time_has_no_calendar(family, desk):
    secret = calendars.make_for_household(family, by=desk)
    long_ago = timezone.now() - timedelta(days=31)
    family.opened_at = family.left_at = long_ago
    family.save()

    with pytest.raises(NotHere):
        calendars.opened(secret)


def test_who_may_make_addresses(family, shelter, desk, reader, stranger):
    for member in (reader, stranger):
        with pytest.raises(NotAllowed):
            calendars.make_for_household(family, by=member)
    for member in (desk, reader, stranger):
        with pytest.raises(NotAllowed):
            calendars.make_for_house(shelter, by=member)
