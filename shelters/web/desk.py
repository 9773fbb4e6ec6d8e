"""The desk: a family at the door, six answers, a place for the night (field-guide J1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from shelters.actions import arrivals, drafts
from shelters.errors import AlreadyEntered, FamilySplit
from shelters.languages import LANGUAGES
from shelters.models import ArrivalDraft, BusCount, Hold, Shelter, SplitNote, Stay
from shelters.parties import Party
from shelters.placement import find_places
from shelters.web import answers as asked
from shelters.web import orders
from shelters.web.doors import StaffRequest, are_closed, staff_page

HELD_ELSEWHERE = "held_elsewhere"


@staff_page(Right.PLACE)
def desk(request: StaffRequest) -> HttpResponse:
    """The questions, with what was answered before; every answer is kept at once."""
    if request.method == "POST":
        return _keep(request)
    draft = _draft(request)
    shelters = list(Shelter.objects.visible_to(request.member).open())
    at = _at(shelters, request.GET.get("at") or draft.answers.get("at"))
    bus = _bus(request, request.GET.get("bus") or draft.answers.get("bus"))
    return page(
        request,
        "shelters/desk.html",
        title=_("Desk"),
        draft=draft,
        steppers=_steppers(asked.USUAL, draft.answers),
        rarer=_steppers(asked.RARER, draft.answers),
        needs=[(name, feature, label, draft.answers.get(name, 0)) for name, feature, label in asked.NEEDS],
        with_parent=draft.answers.get("with_parent", 0),
        has_rarer=any(draft.answers.get(count.name) for count in asked.RARER),
        languages=LANGUAGES,
        shelters=shelters,
        at=at,
        bus=bus,
        is_late=at is not None and are_closed(at, timezone.now()),
        late_reasons=Stay.LateReason.choices,
        asks=request.member.organization.collects,
    )


@staff_page(Right.PLACE)
def places(request: StaffRequest) -> HttpResponse:
    """Where this family could sleep, the best first."""
    return _options(request, _draft(request))


@require_POST
@staff_page(Right.PLACE)
def choose(request: StaffRequest) -> HttpResponse:
    """A tap on an option: check in, hold, or hold at a neighbour's. A refusal keeps all answers."""
    draft = _draft(request)
    try:
        _refuse_old_page(request, draft)
        if request.POST.get("act") == "hold_elsewhere":
            return _hold_elsewhere(request, draft)
        return _place(request, draft)
    except FamilySplit as refused:
        return _split(request, draft, refused if "reason" in request.POST else None)
    except AlreadyEntered as refused:
        messages.warning(request, f"{refused} {refused.advice}")
        return redirect("shelters:desk")
    except DomainError as refused:
        if "reason" in request.POST:
            return _split(request, draft, refused)
        return _options(request, draft, refused=refused)


@staff_page(Right.HOLD_IN_NETWORK)
def held(request: StaffRequest) -> HttpResponse:
    """What the family needs for the way: code, until when, phone. Gone when the hold is over."""
    kept = request.session.get(HELD_ELSEWHERE)
    if not kept:
        return redirect("shelters:desk")
    shelter = Shelter.objects.in_network_of(request.member).filter(pk=kept["shelter"]).first()
    until = datetime.fromisoformat(kept["until"])
    if shelter is None or until < timezone.now():
        del request.session[HELD_ELSEWHERE]
        return redirect("shelters:desk")
    return page(
        request,
        "shelters/held.html",
        title=_("Places held"),
        shelter=shelter,
        address=shelter.address_for(request.member),
        code=kept["code"],
        until=until,
        people=kept["people"],
    )


def _refuse_old_page(request: StaffRequest, draft: ArrivalDraft) -> None:
    """A page from before the last arrival, or a second tap, changes nothing."""
    if str(draft.pk) != request.POST.get("draft"):
        raise AlreadyEntered


def _keep(request: StaffRequest) -> HttpResponse:
    """Save what was typed, then do what the button says."""
    if request.POST.get("step") == "clear" and not request.htmx:
        drafts.drop_draft(by=request.member)
        return redirect("shelters:desk")
    answers = asked.read_answers(request.POST)
    # htmx also sends the button tapped last, whose step the script has taken already.
    if "step" in request.POST and not request.htmx:
        answers = asked.stepped(answers, request.POST["step"])
    draft = drafts.keep_draft(answers, by=request.member)
    if request.htmx:
        return render(request, "shelters/kept.html", {"draft": draft, "at": _at_of(request, draft)})
    if "step" in request.POST:
        return redirect("shelters:desk")
    if not asked.party_of(answers).size:
        messages.warning(request, _("Say first how many people are here."))
        return redirect("shelters:desk")
    return redirect("shelters:desk_places")


def _options(request: StaffRequest, draft: ArrivalDraft, refused: DomainError | None = None) -> HttpResponse:
    party = asked.party_of(draft.answers)
    if not party.size:
        return redirect("shelters:desk")
    options = find_places(party, by=request.member, at=_at_of(request, draft))
    return page(
        request,
        "shelters/places.html",
        title=_("Places for tonight"),
        status=refused.status if refused else 200,
        draft=draft,
        party=party,
        options=[(option, orders.written(option)) for option in options],
        own=any(option.is_own and option.together for option in options),
        refused=refused,
    )


def _place(request: StaffRequest, draft: ArrivalDraft) -> HttpResponse:
    party = asked.party_of(draft.answers)
    facts: dict[str, Any] = {
        "seats": orders.seats_of(request),
        "draft": draft.pk,
        "by": request.member,
        "bus": _bus(request, draft.answers.get("bus")),
        "split": orders.split_of(request.POST),
    }
    if request.POST.get("act") == "hold":
        household = arrivals.hold(party, **facts)
        messages.success(request, _("The places are held."))
    else:
        household = arrivals.check_in(party, **facts, late_reason=draft.answers.get("late_reason", ""))
        messages.success(request, _("The household is checked in."))
    return redirect("shelters:household", household.pk)


def _hold_elsewhere(request: StaffRequest, draft: ArrivalDraft) -> HttpResponse:
    party = asked.party_of(draft.answers)
    neighbours = Shelter.objects.in_network_of(request.member)
    at = neighbours.found(pk=_uuid(request.POST.get("shelter")))
    agrees = request.POST.get("family_agrees") == "yes"
    kept: Hold = arrivals.hold_elsewhere(
        party, at=at, draft=draft.pk, by=request.member, family_agrees=agrees
    )
    # The household is the neighbour's: the code stays here only until the hold ends, in this session.
    request.session[HELD_ELSEWHERE] = {
        "code": kept.household.code,
        "until": kept.held_until.isoformat(),
        "shelter": str(at.pk),
        "people": party.size,
    }
    return redirect("shelters:held")


def _split(request: StaffRequest, draft: ArrivalDraft, refused: DomainError | None) -> HttpResponse:
    """Ask who sleeps with whom, before a family sleeps in several rooms."""
    party: Party = asked.party_of(draft.answers)
    seats = orders.seats_of(request)
    rooms = {index + 1: bed.room.name for index, bed in seats.items()} if isinstance(seats, dict) else {}
    people = {index + 1: (person, person.is_minor) for index, person in enumerate(party.persons)}
    return page(
        request,
        "shelters/split.html",
        title=_("Who sleeps with whom"),
        status=refused.status if refused else 200,
        sleepers=orders.sleepers(people, rooms),
        reasons=SplitNote.Reason.choices,
        action=reverse("shelters:desk_choose"),
        back=reverse("shelters:desk_places"),
        hidden={name: request.POST.get(name, "") for name in ("draft", "beds", "act")},
        chosen=request.POST,
        refused=refused,
    )


def _steppers(counts: tuple[asked.Count, ...], answers: asked.Answers) -> list[tuple[asked.Count, int]]:
    return [(count, answers.get(count.name, 0)) for count in counts]


def _draft(request: StaffRequest) -> ArrivalDraft:
    kept = ArrivalDraft.objects.visible_to(request.member).filter(member=request.member).first()
    return kept or ArrivalDraft(organization_id=request.member.organization_id, member=request.member)


def _at(shelters: list[Shelter], wanted: str | None) -> Shelter | None:
    """The house where the family stands: the chosen one, else the first."""
    chosen = [shelter for shelter in shelters if str(shelter.pk) == wanted]
    return next(iter(chosen or shelters), None)


def _at_of(request: StaffRequest, draft: ArrivalDraft) -> Shelter | None:
    return _at(list(Shelter.objects.visible_to(request.member).open()), draft.answers.get("at"))


def _bus(request: StaffRequest, bus_id: str | None) -> BusCount | None:
    """The arriving group of which this household is a part, while somebody of it waits."""
    rows = BusCount.objects.visible_to(request.member).open().select_related("shelter")
    return rows.filter(pk=_uuid(bus_id)).first() if bus_id else None


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as wrong:
        raise NotHere from wrong
