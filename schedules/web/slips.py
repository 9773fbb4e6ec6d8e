"""A small paper for the family: when its turn is, or that it is on a list. No name and not the whole code."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.rights import Right
from appointments import signs
from privacy import audit
from privacy.verbs import Verb
from schedules.models import Amenity, Turn, TurnRequest
from schedules.signs import called
from schedules.web.clocks import by_house
from shelters.models import Household
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.kept import language_of, not_spoken


@staff_page(Right.KEEP_TURNS)
def given(request: StaffRequest, turn_id: UUID) -> HttpResponse:
    """When and where: weekday, part of the day and seat.

    Raises: NotHere.
    """
    rows = Turn.objects.visible_to(request.member).select_related("household", "amenity__shelter")
    turn: Turn = rows.found(pk=turn_id)
    zone = turn.amenity.shelter.time_zone
    here = ZoneInfo(zone)
    starts = by_house(turn.starts_at, here)
    part = signs.part_of_day(turn.starts_at, zone)
    context = {
        "turn": turn,
        "starts": starts,
        "ends": by_house(turn.ends_at, here),
        "day": starts.date(),
        "part": (part, signs.PARTS_OF_DAY[part][1]),
        "seats": sorted(set(turn.seats.values_list("number", flat=True))),
        "until": by_house(turn.offered_until, here)
        if turn.state == Turn.State.OFFERED and turn.offered_until
        else None,
    }
    return _paper(request, turn.household, turn.amenity, context)


@staff_page(Right.KEEP_TURNS)
def asked(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The ticket of a request, and when is drawn.

    Raises: NotHere.
    """
    rows = TurnRequest.objects.visible_to(request.member)
    row: TurnRequest = rows.select_related("household", "draw__amenity__shelter").found(pk=request_id)
    zone = ZoneInfo(row.draw.amenity.shelter.time_zone)
    context = {"ticket": row.ticket, "day": row.draw.day, "drawn": by_house(row.draw.draws_at, zone)}
    return _paper(request, row.household, row.draw.amenity, context)


def _paper(
    request: StaffRequest, household: Household, amenity: Amenity, context: dict[str, Any]
) -> HttpResponse:
    audit.record(Verb.SHEET_PRINTED, by=request.member, about=household)
    language = language_of(request, household)
    with translation.override(language):
        words = {**context, "amenity": amenity, "called": called({household.code})[household.code]}
        slip = render_to_string("schedules/papers/slip_words.html", words)
    return render(
        request,
        "schedules/papers/slip.html",
        {
            "slip": slip,
            "back": reverse("schedules:turn_day", args=[amenity.pk]),
            "shown_language": language,
            "is_rtl": translation.get_language_info(language)["bidi"],
            "languages": settings.LANGUAGES,
            "not_spoken": not_spoken(household),
        },
    )
