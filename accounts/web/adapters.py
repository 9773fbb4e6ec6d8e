"""What allauth asks: who may sign in, how often, and how secrets are kept."""

import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import factors
from accounts.actions import memberships
from accounts.errors import AccessEnded, SecondFactorLost
from accounts.factors import open_seed, seal_seed
from accounts.models import Membership, User
from accounts.web import devices, guesses
from accounts.web.sessions import MEMBER, SHARED
from privacy.keyring import KeyGone
from privacy.sealing import CannotOpen

# How long a sign-in counts as proof for changing the second factor.
FRESH = 5 * 60


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is typed in parts
    """Username and password. Coming in is by invitation only, and no mail is ever sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see accounts.web.joining."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user behind the credentials; wrong guesses are counted."""
        guess = guesses.weigh(request, what="password", username=credentials.get("username", ""))
        guess.refuse_if_too_many()
        user: User | None = super().authenticate(request, **credentials)
        if user:
            guess.was_right()
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The first step of every way in: note whether the tablet is shared."""
        shared = "shared" in request.POST
        request.session[SHARED] = shared
        request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The last step: remember the device, and begin to act if there is nothing to choose."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user)
        try:
            member = memberships.only_one(user)
        except AccessEnded:
            return response
        if member:
            request.session[MEMBER] = str(member.pk)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of a sign-in: setting up the second factor follows it directly."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > FRESH


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is typed in parts
    """Second factors: seeds are sealed for their owner, QR codes are drawn here."""

    def get_totp_issuer(self) -> str:
        """A neutral name: it stands on the phone's screen."""
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """An SVG element to stand in the page itself: images of other origins are forbidden, data: too."""
        drawn: str = segno.make(url, micro=False).svg_inline(scale=5, border=2)
        return drawn

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  allauth's name
        """What a passkey is called until somebody names it."""
        return _("Passkey %(number)s") % {"number": factors.of_user(user).filter(type=type).count() + 1}

    def encrypt(self, text: str) -> str:
        """Seal a seed for whoever is signing in or signed in."""
        return seal_seed(text, user_id=_owner().pk)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again, for the same person only.

        Raises: SecondFactorLost, KeyringUnavailable.
        """
        try:
            return open_seed(encrypted_text, user_id=_owner().pk)
        except (KeyGone, CannotOpen) as gone:
            raise SecondFactorLost from gone

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs one."""
        own = Authenticator.objects.filter(user=authenticator.user_id)
        others = own.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        needing = Membership.objects.filter(user=authenticator.user_id).current()
        return others.exists() or not any(each.needs_second_factor for each in needing)


def _owner() -> User:
    """Who is signed in, or in the middle of it."""
    request = context.request
    if request.user.is_authenticated:
        owner: User = request.user
        return owner
    pending: User = request._login_stage.login.user  # noqa: SLF001  allauth's only way to tell
    return pending
