"""One alert for staff: also what is marked for them only, which has no page for everybody."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.rights import Right
from alerts import reading
from alerts.errors import AlertNotShown
from alerts.web.public import near, shown_in
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.SEE_NETWORK)
def read(request: StaffRequest, alert_code: str) -> HttpResponse:
    """The alert as it was told to the reader's circle, while it is in force.

    Raises: AlertNotShown.
    """
    found = reading.told_to(request.member).filter(alert__code=alert_code).first()
    if found is None:
        raise AlertNotShown
    told = reading.as_it_holds(found, reading.marks_of(request.member))
    shown = shown_in(told, request.GET.get("language", ""))
    return page(
        request,
        "alerts/desk/read.html",
        title=_("Warning"),
        shown=shown,
        helpers=near(request.member.organization.network),
    )
