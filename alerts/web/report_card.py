"""The way to a report, on the first page."""

from django.http import HttpRequest

from accounts.rights import Right
from core import dashboard
from core.dashboard import Card
from shelters.web.cards import member_of


def card(request: HttpRequest) -> Card | None:
    """For whoever may report."""
    member = member_of(request)
    if not member.may(Right.REPORT_FRAUD):
        return None
    return Card("alerts/cards/report.html", {"may_count": member.may(Right.EXPORT_FIGURES)})


dashboard.register(card, position=19)
