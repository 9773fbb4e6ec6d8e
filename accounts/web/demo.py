"""Sign-ins of the demo network, so that a new user comes in through the true door."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.actions import demo
from accounts.web.access import open_to_all
from core.errors import NotHere

STEP = 30


@open_to_all
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Username, password and the six digits of this moment, for every demo colleague.

    Raises: NotHere unless this is a demo.
    """
    if not settings.DEMO:
        raise NotHere
    now = int(time.time())
    people = [
        {"person": person, "digits": format_hotp_value(hotp_value(person.seed, now // STEP))}
        for person in demo.people()
    ]
    left = STEP - now % STEP
    return render(request, "accounts/demo.html", {"people": people, "left": left, "password": demo.PASSWORD})
