"""Who has places: the list and its totals."""

import json
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Choice, Id, Text, Truth, Whole
from core.api.filters import Filters, read_filters, refuse_unclear
from core.api.freshness import CAPACITY
from core.api.paging import CURSOR_SCHEMA, LIMIT_SCHEMA, next_address, read_cursor, read_limit
from core.api.views import FramedView
from shelters.actions.households import MOST_PEOPLE
from shelters.api import figures
from shelters.api.figures import SHUT, Question
from shelters.api.orders.people import NEEDS
from shelters.api.serializers.figures import FigurePageSerializer, TotalsSerializer
from shelters.models import Group, Person, Shelter
from shelters.parties import Party, PersonAnswer, fits

ADULTS = {
    "women": Person.Gender.WOMAN,
    "men": Person.Gender.MAN,
    "lgbtq": Person.Gender.LGBTQ,
    "adults": Person.Gender.NOT_STATED,
}


class FigureFilters(Filters):
    """For whom, what and where."""

    women = Whole(required=False, max_value=MOST_PEOPLE)
    men = Whole(required=False, max_value=MOST_PEOPLE)
    lgbtq = Whole(required=False, max_value=MOST_PEOPLE, help_text="LGBTQ+ adults.")
    adults = Whole(
        required=False, max_value=MOST_PEOPLE, help_text="Adults whose group for rooms is not stated."
    )
    minors = Whole(required=False, max_value=MOST_PEOPLE)
    together = Truth(required=False, help_text="The whole party fits into one room.")
    needs = Choice(choices=NEEDS, required=False, help_text="A free place with this feature.")
    free_at_least = Whole(required=False, max_value=20000)
    shelter = Id(required=False)
    group = Id(required=False)
    area = Text(required=False, max_length=80)
    state = Choice(choices=Shelter.State.choices, required=False)
    own = Truth(required=False)
    stale = Truth(required=False)


class AvailabilityView(FramedView):
    """The figures of the network, one line for each shelter and group."""

    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY

    @extend_schema(
        summary="Who has places",
        operation_id="availability_list",
        parameters=[
            FigureFilters,
            OpenApiParameter("limit", LIMIT_SCHEMA, description="How many rows, at most."),
            OpenApiParameter(
                "cursor", CURSOR_SCHEMA, description="Where the page begins. Take it from `next`."
            ),
        ],
        responses=FigurePageSerializer,
    )
    def get(self, request: MemberRequest) -> HttpResponse:
        """Installed and usable free places apart from held, out of service and over capacity.

        Hidden shelters of other organizations say only whether they have places.
        """
        question = question_of(request)
        after, limit = read_cursor(request), read_limit(request)
        if after is not None:
            question.where("a.id > %(after)s", after=after)
        found = figures.rows(question, limit=limit + 1)
        following = json.dumps(next_address(request, found[limit - 1][1]) if len(found) > limit else None)
        body = ",".join(text for text, _key in found[:limit])
        return HttpResponse(f'{{"results":[{body}],"next":{following}}}', content_type="application/json")


class TotalsView(FramedView):
    """The pair of free and over for the figures that were asked for."""

    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY

    @extend_schema(
        summary="Free and over, never netted",
        operation_id="availability_totals",
        parameters=[FigureFilters],
        responses=TotalsSerializer,
    )
    def get(self, request: MemberRequest) -> Response:
        """Sums over fresh figures, and how many shelters reported within twelve hours.

        One shelter's overflow is never subtracted from another's free places. Hidden shelters of other
        organizations are counted in `by_phone` only.
        """
        return Response(figures.totals(question_of(request, paged=False)))


def question_of(request: MemberRequest, *, paged: bool = True) -> Question:
    """What the client asks for. Hidden figures of others are never compared, so nobody can search them.

    Raises: BadInput, rest_framework's ValidationError.
    """
    question = Question(request.member)
    if set(request.query_params) <= {"limit", "cursor"} and paged:
        refuse_unclear(request)
        return question
    asked = read_filters(request, FigureFilters, paged=paged).validated_data
    _ask_for_party(question, asked)
    _ask_for_places(question, asked)
    _ask_where(question, asked)
    return question


def _ask_for_party(question: Question, asked: dict[str, Any]) -> None:
    party = party_of(asked)
    if not party.size:
        return
    groups = Group.objects.visible_to(question.member)
    question.among("a.group_id", [group.pk for group in groups if fits(group, party.persons, of=party)])
    column = "a.largest_room" if asked.get("together") else "a.free"
    question.where(
        f"CASE WHEN {SHUT} THEN a.free > 0 ELSE {column} >= %(people)s END", people=party.beds_needed
    )


def _ask_for_places(question: Question, asked: dict[str, Any]) -> None:
    if "free_at_least" in asked:
        question.where(
            f"CASE WHEN {SHUT} THEN a.free > 0 ELSE a.free >= %(least)s END", least=asked["free_at_least"]
        )
    if "needs" in asked:
        question.where(f"CASE WHEN {SHUT} THEN a.free > 0 ELSE a.free_{asked['needs']} > 0 END")
    if "stale" in asked:
        question.where("a.as_of < %(stale)s" if asked["stale"] else "a.as_of >= %(stale)s")


def _ask_where(question: Question, asked: dict[str, Any]) -> None:
    for name, column in {"shelter": "a.shelter_id", "group": "a.group_id", "state": "s.state"}.items():
        if name in asked:
            question.where(f"{column} = %({name})s", **{name: asked[name]})
    if "area" in asked:
        question.where(f"NOT {SHUT} AND s.area = %(area)s", area=asked["area"])
    if "own" in asked:
        question.where(f"{figures.OWN}" if asked["own"] else f"NOT {figures.OWN}")


def party_of(asked: dict[str, Any]) -> Party:
    """The party behind the counts; children of any age need a room that takes minors."""
    persons = [
        PersonAnswer(gender=gender) for name, gender in ADULTS.items() for _each in range(asked.get(name, 0))
    ]
    persons += [PersonAnswer(age_band=Person.AgeBand.CHILD)] * asked.get("minors", 0)
    return Party(tuple(persons))
