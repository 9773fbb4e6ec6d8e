"""Answer cards: shown large in a workshop, printed, written by one and read by another."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right
from appointments import writers
from appointments.actions import answer_cards as acts
from appointments.models import AnswerCard, Programme, Workshop
from appointments.models.programmes import SharedQuerySet
from appointments.web.texts import keep, tongues, written_in
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page

USUAL = timedelta(days=90)
COLUMNS = ("question", "answer")


def in_use(member: Membership) -> SharedQuerySet[AnswerCard]:
    """Cards whose day is not over: those that a second person has read, and the own ones for who writes."""
    rows = AnswerCard.objects.visible_to(member).filter(valid_until__gte=timezone.localdate())
    seen = Q(reviewed_by__isnull=False)
    if member.may(Right.WRITE_ADVICE):
        seen |= Q(organization=member.organization_id)
    found: SharedQuerySet[AnswerCard] = rows.filter(seen)
    # Who wrote a neighbour's card stands behind the wall of that organization: never join it here.
    return found.select_related("programme")


@staff_page(Right.SEE_NETWORK)
def cards(request: StaffRequest) -> HttpResponse:
    """The questions by topic."""
    return page(
        request,
        "appointments/cards_of_answers/list.html",
        title=_("Answer cards"),
        cards=list(in_use(request.member)),
        may_write=request.member.may(Right.WRITE_ADVICE),
        may_run=request.member.may(Right.RUN_WORKSHOPS),
    )


@staff_page(Right.SEE_NETWORK)
def card(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """One card, large enough for the back row.

    Raises: NotHere.
    """
    member = request.member
    row = in_use(member).found(pk=card_id)
    may_write = row.organization_id == member.organization_id and member.may(Right.WRITE_ADVICE)
    languages = _by_others(row, member) if may_write else []
    return page(
        request,
        "appointments/cards_of_answers/card.html",
        title=_("Answer card"),
        card=row,
        is_reviewed=get_language() in row.reviewed_languages,
        may_write=may_write,
        may_review=bool(languages) and row.written_by.user_id != member.user_id,
        languages=languages,
    )


@staff_page(Right.SEE_NETWORK)
def paper(request: StaffRequest) -> HttpResponse:
    """All cards that a second person has read, to print and pin to the wall."""
    rows = in_use(request.member).filter(reviewed_by__isnull=False)
    return render(request, "appointments/papers/answers.html", {"cards": list(rows)})


@staff_page(Right.WRITE_ADVICE)
def write(request: StaffRequest, card_id: UUID | None = None) -> HttpResponse:
    """Write a card, or change one of the own house.

    Raises: NotHere.
    """
    fresh = AnswerCard(valid_until=timezone.localdate() + USUAL)
    row = in_use(request.member).found(pk=card_id) if card_id else fresh
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            _fill(row, request)
            acts.write(row, by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Kept. A second person reads it before others see it."))
            return redirect("appointments:answer_card", row.pk)
    return page(
        request,
        "appointments/cards_of_answers/write.html",
        title=_("Write an answer card"),
        status=refused.status if refused else 200,
        card=row,
        topics=Workshop.Topic.choices,
        programmes=Programme.objects.visible_to(request.member),
        tongues=tongues(row, {"question": _("Question"), "answer": _("Answer")}),
        refused=refused,
    )


@require_POST
@staff_page(Right.WRITE_ADVICE)
def review(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """A second person has read it.

    Raises: NotHere, and as `answer_cards.review`.
    """
    row = in_use(request.member).found(pk=card_id)
    acts.review(row, languages=request.POST.getlist("languages"), by=request.member)
    messages.success(request, _("Thank you. Everybody in the network sees it now."))
    return redirect("appointments:answer_card", row.pk)


def _by_others(row: AnswerCard, member: Membership) -> list[tuple[str, str]]:
    """The languages whose words somebody else wrote."""
    written = written_in(row, ["question"])
    own = writers.own(row, [code for code, _name in written], member)
    return [each for each in written if each[0] not in own]


def _fill(row: AnswerCard, request: StaffRequest) -> None:
    """What the form says, onto the row.

    Raises: BadInput.
    """
    posted = request.POST
    keep(row, posted, COLUMNS)
    row.topic = posted.get("topic", "")
    asked = posted.get("programme", "")
    known = Programme.objects.visible_to(request.member) if asked else ()
    row.programme = next((one for one in known if str(one.pk) == asked), None)
    if asked and row.programme is None:
        raise BadInput({"programme": ""})
    try:
        row.valid_until = date.fromisoformat(posted.get("valid_until", ""))
    except ValueError as wrong:
        raise BadInput({"valid_until": ""}) from wrong
