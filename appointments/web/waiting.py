"""How long people wait, as the network is told, beside what it cannot know."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.rights import Right
from appointments.actions import waiting
from appointments.actions.barrier_figures import SMALLEST
from appointments.models import Programme
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.SEE_NETWORK)
def waiting_times(request: StaffRequest) -> HttpResponse:
    """Per programme: half, a quarter and three quarters of the families, by 30 and 90 days."""
    programmes = list(Programme.objects.visible_to(request.member))
    rows = waiting.newest(programmes, by=request.member)
    return page(
        request,
        "appointments/waiting.html",
        title=_("Waiting times"),
        programmes=[(programme, rows.get(programme.pk, [])) for programme in programmes],
        smallest=SMALLEST,
        may_run=request.member.may(Right.RUN_WORKSHOPS),
    )
