"""The red line on every staff page while erasing does not work."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import dashboard
from core.errors import Text
from privacy import purge

NOT_ERASED = _(
    "Nothing was erased for more than a day: what should be forgotten is still here. "
    "Tell your technician now."
)


@dashboard.register_alarm
def nothing_is_erased(_request: HttpRequest) -> Text | None:
    """For everybody who works here: whoever sees it first tells the technician."""
    return NOT_ERASED if purge.is_red() else None
