"""Limits per caller in windows of one minute: one counter each, shared through the cache."""

import hashlib
import time
from random import randrange
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW = 60
SAMPLED_FROM = 600
STEP = 16


class MinuteThrottle(BaseThrottle):
    """At most so many requests a minute for each caller of a kind; 0 means no limit."""

    def allow_request(self, request: Request, view: Any) -> bool:
        kind, caller = self.caller_of(request)
        most: int = settings.API_REQUESTS_PER_MINUTE[kind]
        if not most:
            return True
        self.now = time.time()
        name = f"throttle:{kind}:{caller}:{int(self.now // WINDOW)}"
        if most < SAMPLED_FROM:
            return count(name, 1) <= most
        # Generous limits are counted by a sample: the cache is asked once in STEP requests.
        return randrange(STEP) > 0 or count(name, STEP) <= most  # noqa: S311

    def caller_of(self, request: Request) -> tuple[str, str]:
        """Members by their membership, everybody else by a hash of the address."""
        member = getattr(request, "member", None)
        if member is not None:
            return ("key" if member.user_id is None else "member"), str(member.pk)
        address = self.get_ident(request) or ""
        return "anonymous", hashlib.sha256(address.encode()).hexdigest()[:32]

    def wait(self) -> float:
        return WINDOW - self.now % WINDOW


def count(name: str, requests: int) -> int:
    """The counter after these requests."""
    try:
        return cache.incr(name, requests)
    except ValueError:
        cache.add(name, 0, WINDOW * 2)
        try:
            return cache.incr(name, requests)
        except ValueError:
            return requests
