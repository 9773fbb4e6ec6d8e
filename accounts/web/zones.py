"""Times on pages are those of the member's network, not of the machine."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone


class TimeZoneMiddleware:
    """Shows times in the zone of the network; pages about one house use the house's own."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if request.member is None:
            return self.get_response(request)
        with timezone.override(request.member.organization.network.time_zone):
            return self.get_response(request)
