"""At most one reminder a day and family, written at four in the afternoon of each house, told by a person."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from appointments.actions import reminders
from appointments.models import Appointment, Reminder
from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.models import Stay
from tests.factories.appointments import AppointmentFactory, DutyFactory, TrackingFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household

TIJUANA, MATAMOROS = ZoneInfo("America/Tijuana"), ZoneInfo("America/Matamoros")
FOUR = datetime(2027, 1, 11, 16, 5, tzinfo=TIJUANA)
NINE = datetime(2027, 1, 12, 9, tzinfo=TIJUANA)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


def family(shelter):
    household = make_household(shelter.organization, "man")
    places = PlacesFactory(shelter=shelter) if not shelter.places.exists() else shelter.places.get()
    Stay.objects.create(
        organization=shelter.organization, household=household, person=household.persons.get(),
        shelter=shelter, places=places, state=Stay.State.IN_USE,
    )  # fmt: skip
    return household


def written():
    return list(Reminder.objects.order_by("household__opened_at").values_list("household", "on"))


def test_a_family_that_goes_out_tomorrow_is_reminded_once_whatever_there_is(shelter):
    household = family(shelter)
    for hours in (0, 4):
        AppointmentFactory(household=household, starts_at=NINE + timedelta(hours=hours))

    first = reminders.write_due(FOUR)
    again = reminders.write_due(FOUR + timedelta(hours=1))

    assert (first, again) == (1, 0)
    assert written() == [(household.pk, date(2027, 1, 11))]


def test_a_family_with_a_duty_tomorrow_is_reminded(shelter):
    due, later = family(shelter), family(shelter)
    for household, first_on in ((due, NINE.date()), (later, NINE.date() + timedelta(days=1))):
        DutyFactory(tracking=TrackingFactory(household=household), first_on=first_on)
    AppointmentFactory(household=due, starts_at=NINE)

    reminders.write_due(FOUR)

    assert written() == [(due.pk, date(2027, 1, 11))]


@pytest.mark.parametrize("hour", [9, 15, 20, 23])
def test_nobody_is_reminded_at_another_hour(shelter, hour):
    AppointmentFactory(household=family(shelter), starts_at=NINE)

    assert reminders.write_due(FOUR.replace(hour=hour)) == 0


def test_each_house_goes_by_its_own_clock(house, shelter):
    east = ShelterFactory(organization=house, time_zone="America/Matamoros")
    here, there = family(shelter), family(east)
    for household in (here, there):
        AppointmentFactory(household=household, starts_at=NINE)

    at_two_in_tijuana = reminders.write_due(FOUR - timedelta(hours=2))

    assert (at_two_in_tijuana, written()) == (1, [(there.pk, date(2027, 1, 11))])


def test_nothing_is_written_for_what_is_cancelled_today_or_later(shelter):
    AppointmentFactory(household=family(shelter), starts_at=NINE, status=Appointment.Status.BY_PROGRAMME)
    AppointmentFactory(household=family(shelter), starts_at=FOUR + timedelta(hours=2))
    AppointmentFactory(household=family(shelter), starts_at=NINE + timedelta(days=1))

    assert reminders.write_due(FOUR) == 0


def test_a_locked_organization_reminds_nobody(house, shelter):
    AppointmentFactory(household=family(shelter), starts_at=NINE)
    house.locked_at = FOUR
    house.save()

    assert reminders.write_due(FOUR) == 0


def test_somebody_tells_the_family_once(desk, shelter):
    household = family(shelter)
    today = timezone.now().astimezone(TIJUANA).date()
    Reminder.objects.create(organization=household.organization, household=household, on=today)

    reminders.tell(household, by=desk)
    reminders.tell(household, by=desk)

    assert Reminder.objects.get().told_by == desk
    assert AuditEntry.objects.filter(verb=Verb.REMINDED, about_id=household.pk).count() == 1


def test_there_must_be_something_to_tell_today(desk, shelter):
    household = family(shelter)
    yesterday = timezone.now().astimezone(TIJUANA).date() - timedelta(days=1)
    Reminder.objects.create(organization=household.organization, household=household, on=yesterday)

    with pytest.raises(NotHere):
        reminders.tell(household, by=desk)


def test_who_may_tell(reader, stranger, shelter):
    household = family(shelter)
    for member in (reader, stranger):
        with pytest.raises(NotAllowed):
            reminders.tell(household, by=member)
