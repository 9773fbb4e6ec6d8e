"""Amenities in the admin: through the actions, by those who may."""

from datetime import time

import pytest
from django.urls import reverse

from accounts.rights import Role
from schedules.models import Amenity, Priority, QuietTime, SpecialDay
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory, OpeningHoursFactory
from tests.factories.shelters import ShelterFactory

FRAMES = {f"{part}-{name}_FORMS": 0 for part in ("hours", "special_days") for name in ("TOTAL", "INITIAL")}
RULE = {
    "rule": "lottery", "draws_at": "20:00", "ask_days_ahead": 3, "turns_a_day": 1, "offer_minutes": 0,
}  # fmt: skip


def address(name, page="changelist", *keys):
    return reverse(f"admin:schedules_{name}_{page}", args=keys)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.mark.parametrize("name", ["amenity", "quiettime", "priority"])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.VOLUNTEER, 403), (Role.COORDINATOR, 200), (Role.VIEWER, 403)]
)
def test_who_sees_the_lists(signed_in, house, name, role, status):
    client = signed_in(MembershipFactory(organization=house, role=role))

    assert client.get(address(name)).status_code == status


def test_an_amenity_is_added_with_hours_every_second_week(signed_in, coordinator, shelter):
    form = FRAMES | RULE | {
        "shelter": shelter.pk, "kind": "washing", "name": "Lavadora", "seats": 1, "slot_minutes": 60,
        "hours-TOTAL_FORMS": 1, "hours-0-recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "hours-0-opens": "08:00", "hours-0-closes": "12:00", "hours-0-first_on": "2026-11-24",
        "special_days-TOTAL_FORMS": 1, "special_days-0-on": "2026-12-25",
    }  # fmt: skip

    answer = signed_in(coordinator).post(address("amenity", "add"), form)

    assert answer.status_code == 302
    amenity = Amenity.objects.get()
    assert (amenity.rule, amenity.hours.get().recurrence) == ("lottery", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    assert SpecialDay.objects.get().opens is None


def test_hours_are_changed_and_taken_away(signed_in, coordinator, shelter):
    amenity = AmenityFactory(shelter=shelter)
    kept, gone = OpeningHoursFactory(amenity=amenity), OpeningHoursFactory(amenity=amenity, opens=time(7))
    form = FRAMES | RULE | {"name": "Enchufes", "seats": 6, "slot_minutes": 30}
    form |= {"hours-TOTAL_FORMS": 2, "hours-INITIAL_FORMS": 2, "hours-1-DELETE": "on"}
    for number, row in enumerate((kept, gone)):
        form |= {
            f"hours-{number}-id": row.pk, f"hours-{number}-amenity": amenity.pk,
            f"hours-{number}-recurrence": row.recurrence, f"hours-{number}-opens": "09:00",
            f"hours-{number}-closes": "22:00", f"hours-{number}-first_on": "2026-01-01",
        }  # fmt: skip

    answer = signed_in(coordinator).post(address("amenity", "change", amenity.pk), form)

    assert answer.status_code == 302
    assert amenity.hours.get().opens == time(9)
    amenity.refresh_from_db()
    assert (amenity.seats, amenity.slot_minutes) == (6, 30)


def test_a_refusal_stands_in_the_form(signed_in, coordinator, shelter):
    AmenityFactory(shelter=shelter, name="Enchufes")
    form = FRAMES | RULE | {
        "shelter": shelter.pk, "kind": "charging", "name": "Enchufes", "seats": 1, "slot_minutes": 60,
    }  # fmt: skip

    answer = signed_in(coordinator).post(address("amenity", "add"), form)

    assert "with this name in the house already" in answer.content.decode()
    assert Amenity.objects.count() == 1


def test_nights_and_priorities_are_saved(signed_in, coordinator, shelter):
    client = signed_in(coordinator)
    night = {"shelter": shelter.pk, "why": "quiet", "begins": "22:00", "ends": "06:00", "kinds": ["shower"]}
    first = {
        "shelter": shelter.pk, "name_es": "Cita mañana", "name_fr": "Rendez-vous demain",
        "criterion": "appointment_soon", "rank": 1, "is_used": "on",
    }  # fmt: skip

    answers = [
        client.post(address("quiettime", "add"), night),
        client.post(address("priority", "add"), first),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert QuietTime.objects.get().kinds == ["shower"]
    assert Priority.objects.get().name_fr == "Rendez-vous demain"


def test_a_house_of_others_cannot_be_chosen(signed_in, coordinator, stranger):
    other = ShelterFactory(organization=stranger.organization)
    form = FRAMES | RULE | {
        "shelter": other.pk, "kind": "charging", "name": "x", "seats": 1, "slot_minutes": 60,
    }  # fmt: skip

    signed_in(coordinator).post(address("amenity", "add"), form)

    assert not Amenity.objects.exists()
