"""The form of an appointment: what it offers, what is filled in, and what was typed."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from appointments import programmes
from appointments.actions.appointments import Meeting
from appointments.models import Appointment, Programme, ProgrammePlace
from core.errors import BadInput, NotHere
from shelters.models import Household
from shelters.web.doors import StaffRequest

MINUTES = 60  # to leave before, where no rule says it


def zone_of(household: Household, request: StaffRequest) -> str:
    """The clock on the wall of the house in which the household has its beds."""
    stay = household.stays.open().select_related("shelter").first()
    return stay.shelter.time_zone if stay else request.member.organization.network.time_zone


def form(
    request: StaffRequest,
    programme: Programme,
    household: Household,
    posted: Mapping[str, str],
    row: Appointment | None = None,
) -> dict[str, object]:
    """What the form of an appointment offers, and what is filled in: what was typed, else what is there."""
    covered = set(row.covers.values_list("person__number", flat=True)) if row else None
    local = row.local if row else None
    rule = (
        programmes.rule_at(programme, row.starts_at) if row else programmes.rule_at(programme, timezone.now())
    )
    lead = row.lead_minutes if row else (rule.lead_minutes if rule else 60)
    filled = {
        "day": f"{local:%Y-%m-%d}" if local else "",
        "clock": f"{local:%H:%M}" if local else "",
        "place": str(row.place_id or "") if row else "",
        "zone": row.zone if row else "",
        "lead_minutes": str(lead),
        "interpreter": row.interpreter if row else Appointment.Help.NOT_NEEDED,
        "companion": row.companion if row else Appointment.Help.NOT_NEEDED,
        "status": row.status if row else Appointment.Status.CONFIRMED,
    }
    charging = "needs_charging" in posted if posted else bool(row and row.needs_charging)
    places = ProgrammePlace.objects.visible_to(request.member).filter(programme=programme)
    zones = [zone_of(household, request), *([rule.zone] if rule else []), *([row.zone] if row else [])]
    return {
        "answers": {name: posted.get(name, value) for name, value in filled.items()},
        "needs_charging": charging,
        "places": [(str(place.pk), place) for place in places],
        "zones": list(dict.fromkeys(zones)),
        "helps": Appointment.Help.choices,
        "statuses": [choice for choice in Appointment.Status.choices if choice[0] in Appointment.OPEN],
        "persons": ticked(household, posted, covered),
    }


def ticked(
    household: Household, posted: Mapping[str, str], covered: set[int] | None
) -> list[tuple[object, bool]]:
    """The persons with whether each is ticked: as typed, else as it is, else everybody."""
    numbers = covered
    if posted:
        numbers = set(numbers_of(posted))
    return [(person, numbers is None or person.number in numbers) for person in household.persons.all()]


def meeting_of(
    request: StaffRequest, programme: Programme, household: Household, row: Appointment | None = None
) -> Meeting:
    """What the form says.

    Raises: BadInput, NotHere.
    """
    posted = request.POST
    place = None
    if posted.get("place"):
        places = ProgrammePlace.objects.visible_to(request.member).filter(programme=programme)
        place = next((each for each in places if str(each.pk) == posted["place"]), None)
        if place is None:
            raise NotHere
    zone = place.zone if place else posted.get("zone") or zone_of(household, request)
    return Meeting(
        programme=programme,
        starts_at=instant_of(posted, zone),
        zone=zone,
        persons=numbers_of(posted),
        place=place,
        lead_minutes=_whole(posted, "lead_minutes"),
        status=posted.get("status", row.status if row else Appointment.Status.CONFIRMED),
        needs={
            "interpreter": posted.get("interpreter", Appointment.Help.NOT_NEEDED),
            "companion": posted.get("companion", Appointment.Help.NOT_NEEDED),
            "needs_charging": "needs_charging" in posted,
        },
    )


def instant_of(posted: Mapping[str, str], zone: str) -> datetime:
    """The day and the time on the office's clock, as an instant.

    Raises: BadInput.
    """
    try:
        day, clock = date.fromisoformat(posted.get("day", "")), time.fromisoformat(posted.get("clock", ""))
        return programmes.instant(day, clock, zone)
    except (ValueError, KeyError, OverflowError, OSError) as wrong:
        raise BadInput({"starts_at": ""}) from wrong


def numbers_of(posted: Mapping[str, str]) -> list[int]:
    """The numbers of the persons who are ticked."""
    names = (name.removeprefix("person_") for name in posted if name.startswith("person_"))
    return [int(number) for number in names if number.isdecimal() and len(number) < 6]


def _whole(posted: Mapping[str, str], name: str) -> int | None:
    """Raises: BadInput."""
    typed = posted.get(name, "").strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 5:
        raise BadInput({name: typed})
    return int(typed)
