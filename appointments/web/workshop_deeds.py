"""What can be done on the page of a session, one button each."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from appointments.actions import workshops as acts
from appointments.models import HandCount, Seat, Workshop
from core.errors import BadInput, NotHere
from shelters.actions.households import MOST_PEOPLE
from shelters.models import Household, Person
from shelters.parties import Party, PersonAnswer
from shelters.web.doors import StaffRequest

Deed = Callable[[Workshop, StaffRequest], str]


def do(row: Workshop, request: StaffRequest) -> str:
    """One deed of the page; what to say about it.

    Raises: BadInput, and as the actions.
    """
    deeds: dict[str, Deed] = {
        "sign_up": _sign_up,
        "visitor": _sign_up_visitor,
        "came": lambda row, request: _mark(row, request, did=True),
        "not_there": lambda row, request: _mark(row, request, did=False),
        "give_back": _give_back,
        "hands": _count_hands,
        "seats": _set_seats,
        "cancel": lambda row, request: _cancel(row, request, with_later=False),
        "cancel_later": lambda row, request: _cancel(row, request, with_later=True),
    }
    deed = deeds.get(request.POST.get("act", ""))
    if deed is None:
        raise BadInput({"act": ""})
    return deed(row, request)


def _sign_up(row: Workshop, request: StaffRequest) -> str:
    people = number_of(request, "people") if request.POST.get("people") else None
    seats = acts.sign_up(row, request.POST.get("code", ""), people=people, by=request.member)
    return _("Signed up. Seats: %(n)s.") % {"n": len(seats)}


def _sign_up_visitor(row: Workshop, request: StaffRequest) -> str:
    party = _party(number_of(request, "adults"), number_of(request, "children"))
    household, seats = acts.sign_up_visitor(row, party, by=request.member)
    told = {"n": len(seats), "code": str(household)}
    return _("Signed up. Seats: %(n)s. Write the code on their paper: %(code)s") % told


def _mark(row: Workshop, request: StaffRequest, *, did: bool) -> str:
    acts.came(row, _household(row, request), did=did, by=request.member)
    return _("Written down.")


def _give_back(row: Workshop, request: StaffRequest) -> str:
    acts.give_back(row, _household(row, request), by=request.member)
    return _("The seats are free again.")


def _count_hands(row: Workshop, request: StaffRequest) -> str:
    typed = {code: request.POST.get(code, "").strip() for code in HandCount.Question.values}
    acts.count_hands(
        row, {code: number_of(request, code) for code in typed if typed[code]}, by=request.member
    )
    return _("Written down.")


def _set_seats(row: Workshop, request: StaffRequest) -> str:
    acts.set_seats(row, seats=number_of(request, "seats"), by=request.member)
    return _("Written down.")


def _cancel(row: Workshop, request: StaffRequest, *, with_later: bool) -> str:
    cancelled = acts.cancel(row, with_later=with_later, by=request.member)
    return _("Cancelled sessions: %(n)s. Their lists stay, to tell the people.") % {"n": len(cancelled)}


def _party(adults: int, children: int) -> Party:
    """A family from elsewhere: nothing more is asked of somebody who comes for an hour.

    Raises: BadInput.
    """
    if not 1 <= adults + children <= MOST_PEOPLE:
        raise BadInput({"adults": adults, "children": children})
    grown, small = PersonAnswer(), PersonAnswer(Person.AgeBand.CHILD)
    return Party((*[grown] * adults, *[small] * children))


def _household(row: Workshop, request: StaffRequest) -> Household:
    """Somebody with seats in this session: by the code that was typed or scanned, or a line of the list.

    Raises: NotAllowed, NotHere.
    """
    if "code" in request.POST:
        return acts.seated(row, request.POST["code"], by=request.member)
    asked = request.POST.get("household", "")
    for seat in Seat.objects.visible_to(request.member).filter(workshop=row).select_related("household"):
        if str(seat.household_id) == asked:
            return seat.household
    raise NotHere


def number_of(request: StaffRequest, name: str) -> int:
    """A number that was typed; nothing is zero.

    Raises: BadInput.
    """
    text = request.POST.get(name, "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise BadInput({name: text[:20]})
    return int(text)
