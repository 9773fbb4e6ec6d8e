"""What belongs on the first page about colleagues."""

from typing import Any

from accounts import openings
from accounts.rights import Right
from core import dashboard
from core.dashboard import Card


def unusual_openings(request: Any) -> Card | None:
    """Who opened unusually many households today: for coordinators everybody, else only the reader."""
    member = request.member
    if member.may(Right.SEE_AUDIT) and member.may(Right.SEE_HOUSEHOLD):
        openers = openings.unusual_today(member)
        return Card("accounts/cards/openings.html", {"openers": openers}) if openers else None
    own = openings.own_today(member) if member.may(Right.SEE_HOUSEHOLD) else None
    return Card("accounts/cards/own_openings.html", {"own": own}) if own else None


dashboard.register(unusual_openings, position=17)
