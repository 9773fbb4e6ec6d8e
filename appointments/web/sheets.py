"""The sheet of one family: pictures, weekdays and clocks, in its own language, without a name."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from accounts.rights import Right
from appointments import signs
from appointments.actions import sheets
from appointments.actions.sheets import Entry
from appointments.occurrences import Occurrence
from appointments.web.clocks import clocks
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.kept import language_of, not_spoken


@staff_page(Right.KEEP_APPOINTMENTS)
def sheet(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The paper, in the language of `?language=` or of the family."""
    found = sheets.of_household(household_id, by=request.member)
    language = language_of(request, found.household)
    with translation.override(language):
        shown = [_shown(entry, found.zone) for entry in found.entries]
        duties = _by_duty(found.duties, found.zone)
        paper = render_to_string(
            "appointments/papers/sheet.html", {"entries": shown, "duties": duties, "zone": found.zone}
        )
    return render(
        request,
        "appointments/papers/sheet_page.html",
        {
            "household": found.household,
            "sheet": paper,
            "shown_language": language,
            "is_rtl": translation.get_language_info(language)["bidi"],
            "languages": settings.LANGUAGES,
            "not_spoken": not_spoken(found.household),
        },
    )


def _shown(entry: Entry, zone: str) -> dict[str, Any]:
    """One appointment in words and pictures. Called in the language of the paper."""
    appointment = entry.appointment
    place_sign = signs.of_appointment(appointment)
    part = signs.part_of_day(appointment.starts_at, appointment.zone)
    documents = entry.rule.documents if entry.rule else ""
    return {
        "appointment": appointment,
        "entry": entry,
        "starts": clocks(appointment.starts_at, appointment.zone, zone),
        "leaves": clocks(appointment.leaves_at, zone, appointment.zone),
        "part": (part, signs.PARTS_OF_DAY[part][1]),
        "place": (place_sign, signs.PLACES[place_sign]),
        "documents": [line.strip() for line in documents.splitlines() if line.strip()],
        "is_free": bool(entry.rule and entry.rule.is_free),
    }


def _by_duty(ways: Iterable[Occurrence], zone: str) -> list[dict[str, Any]]:
    """Each duty that comes again once, with its days: a weekly one must not fill a page."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in ways:
        duty = one.duty
        sign = signs.of_place(duty.place, duty.tracking.programme)
        shown = found.setdefault(duty.pk, {"duty": duty, "sign": sign, "days": []})
        shown["days"].append(_day(one, zone))
    return list(found.values())


def _day(one: Occurrence, zone: str) -> dict[str, Any]:
    """One way to an office; without times where it takes people all day."""
    return {
        "one": one,
        "leaves": clocks(one.leaves_at, zone, one.duty.zone) if one.leaves_at else None,
        "starts": clocks(one.starts_at, one.duty.zone, zone) if one.starts_at else None,
    }
