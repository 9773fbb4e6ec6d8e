"""Setting up what is shared out in turns."""

from datetime import date, time, timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from schedules.actions import amenities
from schedules.errors import SeatsInUse, TurnsAhead
from schedules.models import Amenity, OpeningHours, Priority, QuietTime, SpecialDay, TurnWindow
from schedules.presets import PRESETS, safe_users
from tests.factories.schedules import AmenityFactory, TurnFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def sockets(shelter, coordinator):
    amenity = Amenity(
        organization=shelter.organization, shelter=shelter, kind="charging", name="Enchufes", seats=8
    )
    return amenities.add(amenity, opens=time(8), closes=time(12), by=coordinator)


def tomorrow_of(amenity):
    return TurnWindow.objects.filter(amenity=amenity, day=tomorrow_at(amenity, 8).date())


def test_a_new_amenity_can_be_asked_for_at_once(sockets):
    assert [window.seats for window in tomorrow_of(sockets)] == [8, 8, 8, 8]
    assert AuditEntry.objects.filter(verb="amenity_changed").exists()


def test_with_the_first_amenity_appointments_come_first_until_the_house_says_otherwise(sockets, coordinator):
    priority = Priority.objects.get(shelter=sockets.shelter)
    assert (priority.criterion, priority.rank, priority.is_used) == ("appointment_soon", 1, True)
    assert priority.name_en == "appointment today or tomorrow"

    priority.is_used = False
    amenities.save_priority(priority, by=coordinator)
    tablets = Amenity(shelter=sockets.shelter, kind="tablet", name="Tabletas", seats=2)
    amenities.add(tablets, opens=time(8), closes=time(20), by=coordinator)

    assert [one.is_used for one in Priority.objects.all()] == [False]


def test_a_change_is_planned_at_once(sockets, coordinator):
    sockets.seats, sockets.slot_minutes = 3, 120

    amenities.save(sockets, by=coordinator)

    assert [window.seats for window in tomorrow_of(sockets)] == [3, 3]


def test_hours_special_days_and_nights_are_followed(sockets, coordinator):
    day = tomorrow_at(sockets, 8).date()
    amenities.save_hours(
        OpeningHours(amenity=sockets, opens=time(20), closes=time(23), first_on=day), by=coordinator
    )
    amenities.save_quiet_time(
        QuietTime(shelter=sockets.shelter, why="quiet", begins=time(22), ends=time(6)), by=coordinator
    )
    assert tomorrow_of(sockets).count() == 6

    shut = amenities.save_special_day(SpecialDay(amenity=sockets, on=day), by=coordinator)
    assert not tomorrow_of(sockets).exists()

    amenities.save_special_day(
        SpecialDay(amenity=sockets, on=day, opens=time(9), closes=time(10)), by=coordinator
    )
    assert tomorrow_of(sockets).count() == 1
    assert not SpecialDay.objects.filter(pk=shut.pk).exists()

    amenities.remove_part(SpecialDay.objects.get(), by=coordinator)
    amenities.remove_quiet_time(QuietTime.objects.get(), by=coordinator)
    amenities.remove_part(sockets.hours.get(opens=time(8)), by=coordinator)
    assert tomorrow_of(sockets).count() == 3


def test_a_night_for_other_kinds_changes_nothing_here(sockets, coordinator):
    quiet = QuietTime(shelter=sockets.shelter, why="quiet", begins=time(8), ends=time(12), kinds=["washing"])

    amenities.save_quiet_time(quiet, by=coordinator)

    assert tomorrow_of(sockets).count() == 4


def test_seats_under_turns_stay(sockets, coordinator):
    window = tomorrow_of(sockets).first()
    for _household in range(3):
        TurnFactory(window=window)
    sockets.seats = 2

    with pytest.raises(SeatsInUse) as refused:
        amenities.save(sockets, by=coordinator)

    assert refused.value.facts == {"turns": 1}
    assert set(tomorrow_of(sockets).values_list("seats", flat=True)) == {8}


def test_turns_at_hours_that_do_not_hold_any_more_are_named(sockets, coordinator):
    window = tomorrow_of(sockets).first()
    TurnFactory(window=window)
    assert amenities.outside(sockets) == []

    amenities.remove_part(sockets.hours.get(), by=coordinator)

    assert amenities.outside(sockets) == [window]
    assert tomorrow_of(sockets).get() == window


def test_what_families_were_told_is_not_taken_away(sockets, coordinator):
    TurnFactory(window=tomorrow_of(sockets).first())
    TurnFactory(window=tomorrow_of(sockets).last(), state="cancelled")

    with pytest.raises(TurnsAhead) as refused:
        amenities.retire(sockets, by=coordinator)

    assert refused.value.facts == {"turns": 1}


def test_an_amenity_is_taken_away_once(sockets, coordinator):
    gone = amenities.retire(sockets, by=coordinator)

    again = amenities.retire(sockets, by=coordinator)

    assert again.retired_at == gone.retired_at
    assert not TurnWindow.objects.filter(starts_at__gt=timezone.now()).exists()
    AmenityFactory(shelter=sockets.shelter, name=sockets.name)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"seats": 0}, "seats"),
        ({"slot_minutes": 4}, "slot_minutes"),
        ({"rule": "richest"}, "rule"),
        ({"kind": "wifi"}, "kind"),
        ({"ask_days_ahead": 99}, "ask_days_ahead"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(sockets, coordinator, facts, field):
    for name, value in facts.items():
        setattr(sockets, name, value)

    with pytest.raises(BadInput) as refused:
        amenities.save(sockets, by=coordinator)

    assert field in refused.value.fields


def test_a_name_stands_once_in_a_house(sockets, coordinator):
    twin = Amenity(
        organization=sockets.organization, shelter=sockets.shelter, kind="tablet", name="Enchufes", seats=1
    )

    with pytest.raises(BadInput) as refused:
        amenities.save(twin, by=coordinator)

    assert "name" in refused.value.fields


@pytest.mark.parametrize("recurrence", ["", "FREQ=HOURLY", "FREQ=DAILY;COUNT=2", "FREQ=WEEKLY;BYDAY=XX"])
def test_a_recurrence_that_nobody_knows_is_refused(sockets, coordinator, recurrence):
    opening = sockets.hours.get()
    opening.recurrence = recurrence

    with pytest.raises(BadInput):
        amenities.save_hours(opening, by=coordinator)


def test_priorities_are_named_and_rested(shelter, coordinator):
    soon = Priority(shelter=shelter, name_es="Cita mañana", criterion="appointment_soon", kinds=["charging"])

    amenities.save_priority(soon, by=coordinator)
    soon.is_used = False
    amenities.save_priority(soon, by=coordinator)

    assert not Priority.objects.get().is_used


@pytest.mark.parametrize(
    "facts", [{"name_es": ""}, {"rank": 0}, {"kinds": ["gold"]}, {"criterion": "knows_somebody"}]
)
def test_a_priority_that_cannot_be_is_refused(shelter, coordinator, facts):
    wanted = Priority(shelter=shelter, **{"name_es": "Cita", "criterion": "said_at_desk"} | facts)

    with pytest.raises(BadInput):
        amenities.save_priority(wanted, by=coordinator)


def test_only_coordinators_of_the_house_set_up(sockets, desk, stranger, coordinator):
    opening, quiet = (
        sockets.hours.get(),
        QuietTime(shelter=sockets.shelter, why="quiet", begins=time(22), ends=time(6)),
    )
    deeds = [
        partial(amenities.save, sockets),
        partial(amenities.retire, sockets),
        partial(amenities.save_hours, opening),
        partial(amenities.remove_part, opening),
        partial(amenities.save_special_day, SpecialDay(amenity=sockets, on=date(2027, 1, 1))),
        partial(amenities.save_quiet_time, quiet),
        partial(amenities.remove_quiet_time, quiet),
        partial(
            amenities.save_priority, Priority(shelter=sockets.shelter, name_en="x", criterion="said_at_desk")
        ),
    ]

    for member in (desk, stranger):
        for deed in deeds:
            with pytest.raises((NotAllowed, NotHere)):
                deed(by=member)

    assert OpeningHours.objects.get().opens == time(8)


def test_a_link_bears_an_estimate_and_at_least_one():
    assert safe_users(50, 2) == 35
    assert safe_users(1000, 1) == 25
    assert safe_users(1, 1) == 1


def test_usual_numbers_can_be_saved_as_they_are(shelter, coordinator):
    for preset in PRESETS.values():
        amenity = Amenity(
            organization=shelter.organization, shelter=shelter, kind=preset.kind, name=str(preset.name),
            seats=preset.seats, slot_minutes=preset.slot_minutes,
        )  # fmt: skip
        amenities.add(amenity, opens=preset.opens, closes=preset.closes, by=coordinator)

    assert Amenity.objects.filter(shelter=shelter).count() == len(PRESETS)


def test_what_is_over_is_no_turn_ahead(sockets, coordinator):
    window = WindowFactory(amenity=sockets, starts_at=timezone.now() - timedelta(days=2))
    TurnFactory(window=window)

    assert amenities.retire(sockets, by=coordinator).retired_at is not None
