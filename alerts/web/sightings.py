"""Staff say that they met what an alert warns of, or that it is a false alarm: from wherever they read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from alerts.actions import answers
from alerts.models import Alert, Sighting
from alerts.models.alerts import CODE_LETTERS
from alerts.web.banner import own_address
from core.codes import BadCode, read_code
from core.errors import NotHere
from core.web.repeats import unkept
from shelters.web.doors import StaffRequest, staff_page

# They wait in the session for the next page: so they do not say of which alert.
SAID = {
    Sighting.Kind.SEEN: _("Kept: your organization met it again today. Nobody learns which one it was."),
    Sighting.Kind.FALSE_ALARM: _(
        "Kept: your organization says today that it is a false alarm. Nobody learns which one it was. "
        "The office looks at it again."
    ),
}


@require_POST
@staff_page(Right.REPORT_FRAUD)
def note(request: StaffRequest) -> HttpResponse:
    """Keep one `kind` for the alert whose code is `alert`, and go back to `next`.

    Raises: NotHere, BadInput.
    """
    alert = Alert.objects.visible_to(request.member).found(code=_code(request.POST.get("alert", "")))
    kind = request.POST.get("kind", "")
    answers.note(alert, kind, by=request.member)
    messages.success(request, str(SAID[Sighting.Kind(kind)]))
    # Once a day for each organization: a form sent twice does no harm. And who pressed it stands nowhere.
    return unkept(redirect(own_address(request)))


def _code(typed: str) -> str:
    try:
        return read_code(typed, CODE_LETTERS)
    except BadCode:
        raise NotHere from None
