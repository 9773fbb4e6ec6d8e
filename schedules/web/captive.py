"""What a telephone sees before it is let in: the captive-portal API (RFC 8908), and the page for the voucher.

Nobody signs in here, and no script is needed: small browsers of telephones run none.
"""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import TooManyTries
from accounts.web.access import open_to_all
from accounts.web.guesses import HOUSE, Guess, weigh_use
from core.errors import DomainError, NotHere
from schedules import clients, opennds
from schedules.actions import admission, routers
from schedules.actions.admission import Admission
from schedules.errors import VoucherUnknown
from schedules.models import RouterKey
from schedules.opennds import Gate

KIND = "application/captive+json"
# With this the router sends back whom it let in. Behind its one address we could not tell telephones apart.
LET_IN = "in"


@open_to_all
@require_safe
def captive(request: HttpRequest, prefix: str) -> HttpResponse:
    """RFC 8908: whether this telephone is in, until when, and where its page is.

    It is known by its address in the house's own network (schedules/clients.py). Behind a public address
    stands the whole house, so nothing is answered there: then telephones find out by trying.

    Raises: NotHere, Locked.
    """
    address = address_of(request)
    with routers.at_door(prefix) as router:
        if not clients.own_address(address):
            raise NotHere
        seconds = clients.seconds_left(router.pk, address)
    portal = settings.SITE_URL + reverse("schedules:portal", args=[router.prefix])
    told: dict[str, object] = {"captive": not seconds, "user-portal-url": portal}
    if seconds:
        told |= {"seconds-remaining": seconds, "can-extend-session": False}
    return JsonResponse(told, content_type=KIND, headers={"Cache-Control": "private, no-store"})


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest, prefix: str) -> HttpResponse:
    """The page on which a guest types the voucher.

    openNDS sends telephones here with `?fas=`: then the voucher is used, and the page leads to the router.
    A router with a page of its own sends them with `?login=`, the address of that page: then it gets the
    voucher, and asks by RADIUS. Without either the page says whether the voucher is good now.

    Raises: NotHere, Locked, TooManyTries.
    """
    with routers.at_door(prefix) as router:
        return _portal(request, router)


def _portal(request: HttpRequest, router: RouterKey) -> HttpResponse:
    fas = request.POST.get("fas") or request.GET.get("fas", "")
    login = request.POST.get("login") or request.GET.get("login", "")
    shown = {
        "router": router,
        "fas": fas,
        "login": opennds.page_in_house(login),
        "is_in": LET_IN in request.GET or clients.seconds_left(router.pk, address_of(request)),
    }
    if request.method != "POST":
        return _page(request, shown)
    try:
        return _page(request, shown | _opened(request, router, opennds.read(fas), shown["login"]))
    except DomainError as refused:
        return _page(request, shown | {"refused": refused, "typed": request.POST.get("voucher", "")})


def _opened(request: HttpRequest, router: RouterKey, gate: Gate | None, login: object) -> dict[str, object]:
    """What the voucher opens.

    Raises: NotLetIn, TooManyTries.
    """
    typed = request.POST.get("voucher", "")[:64]
    # For each router, so that whoever guesses at one house keeps no other one out.
    guess = weigh_use(request, what=f"voucher|{router.prefix}", network=HOUSE)
    opened = _asked(router, typed, gate, guess)
    if gate is not None:
        back = f"{settings.SITE_URL}{reverse('schedules:portal', args=[router.prefix])}?{LET_IN}=1"
        key = routers.gate_key(router)
        way = gate.way_in(key, seconds=opened.seconds, until=opened.until, back=back)
    elif login:
        way = f"{login}?{urlencode({'username': typed, 'password': typed})}"
    else:
        way = ""
    return {"opened": opened, "until": _clock(opened.until, router), "way": way}


def _asked(router: RouterKey, typed: str, gate: Gate | None, guess: Guess) -> Admission:
    """Only words that nobody made count as wrong guesses, and a right word opens however many there were:
    behind one address stands the whole house (docs/decisions/0008-guessing.md).

    Raises: NotLetIn, TooManyTries.
    """
    try:
        if gate is None:
            opened = admission.look(router, typed)
        else:
            opened = admission.admit(router, typed, device=gate.hid, address=gate.client)
    except VoucherUnknown as unknown:
        if guess.is_allowed:
            raise
        raise TooManyTries from unknown
    except DomainError:
        guess.was_right()
        raise
    guess.was_right()
    return opened


def address_of(request: HttpRequest) -> str:
    """Of the telephone, as the last proxy of our own saw it."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        return forwarded[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def _clock(moment: datetime, router: RouterKey) -> str:
    """By the clock of the house."""
    return f"{timezone.localtime(moment, ZoneInfo(router.amenity.shelter.time_zone)):%H:%M}"


def _page(request: HttpRequest, shown: dict[str, object]) -> HttpResponse:
    refused = shown.get("refused")
    status = refused.status if isinstance(refused, DomainError) else 200
    answer = render(request, "schedules/wifi/portal.html", shown, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
