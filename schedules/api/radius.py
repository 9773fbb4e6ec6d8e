"""What FreeRADIUS asks (rlm_rest): does this voucher open the Wi-Fi, and for how long.

The answer is in the words of rlm_rest: attributes with `do_xlat: false`, so that FreeRADIUS takes them as
they are and never as a program. Refusals have the one shape of the site, and beside it what the router may
show.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import MemberSession
from core.api.fields import Strict, Text
from core.api.views import FramedView
from schedules.actions import admission
from schedules.api.authentication import RouterKeyAuthentication
from schedules.api.permissions import OfRouter, RouterThrottle
from schedules.clients import LONGEST_MARK
from schedules.errors import NotLetIn
from schedules.models import RouterKey

# Of this answer rlm_rest reads the body, and refuses whatever stands in it.
REJECT = 401


class AskShape(Strict):
    """What the router knows: the voucher, a mark of the device, its address in the house."""

    voucher = Text(max_length=64)
    device = Text(max_length=LONGEST_MARK, required=False, allow_blank=True, default="")
    address = Text(max_length=64, required=False, allow_blank=True, default="")


class Authorize(FramedView):
    """One question for each sign-in. Described in docs/technicians/wifi.md, not in the API of programs."""

    schema = None
    # The session is looked at so that its cookie opens nothing here without a form token.
    authentication_classes = (RouterKeyAuthentication, MemberSession)
    permission_classes = (OfRouter,)
    throttle_classes = (RouterThrottle,)

    def post(self, request: Request) -> Response:
        """Let one device in.

        Raises: NotAllowed, BadInput, NotLetIn.
        """
        asked, router = self.ordered(AskShape), cast("RouterKey", request.auth)
        opened = admission.admit(router, asked["voucher"], device=asked["device"], address=asked["address"])
        return Response(
            {
                "control:Auth-Type": attribute("Accept"),
                "reply:Session-Timeout": attribute(opened.seconds),
            }
        )

    def get_exception_handler(self) -> Callable[[Exception, Mapping[str, Any]], Response | None]:
        """The site's own; for a telephone that stays outside with the sentence that it may be shown."""
        answer_refusal = super().get_exception_handler()

        def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
            response: Response | None = answer_refusal(error, context)
            if isinstance(error, NotLetIn) and response is not None:
                response.data["reply:Reply-Message"] = attribute(response.data["detail"])
                response.status_code = REJECT
            return response

        return answer


def attribute(value: str | int) -> dict[str, Any]:
    """One attribute as rlm_rest reads it."""
    return {"op": ":=", "do_xlat": False, "value": [str(value)]}
