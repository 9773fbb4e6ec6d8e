"""What a legal demand could obtain today, on a page that prints."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.web.pages import page
from privacy import audit, disclosure, walls
from privacy.verbs import Verb
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.ANSWER_DEMANDS)
def preview(request: StaffRequest) -> HttpResponse:
    """Every model of the inventory with its rows, fields and days; no value of any of them."""
    member = request.member
    with walls.within(member.organization_id, user=member.user_id):
        holdings = disclosure.preview(member.organization_id)
        audit.record(Verb.DISCLOSURE_PREVIEWED, by=member, about=member.organization)
    guests = [holding for holding in holdings if holding.about_guests]
    return page(
        request,
        "shelters/demands/preview.html",
        title=_("What a demand could obtain today"),
        guests=guests,
        others=[holding for holding in holdings if not holding.about_guests],
        names=sum(
            column.readable for holding in guests for column in holding.sealed if column.name == "called_name"
        ),
        now=timezone.now(),
    )
