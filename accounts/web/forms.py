"""Shapes of what is typed at the door."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.factors import open_seed, seal_seed
from accounts.web import guesses
from accounts.web.sessions import SHARED

# A code counts for a step before and after its own, so it is remembered as used that long.
CODE_LIVES = 3 * 30 + 10


def shared_field() -> forms.BooleanField:
    """Checked by default: forgetting to sign out on the tablet at the door is the usual mistake."""
    return forms.BooleanField(
        label=_("This is a shared tablet or computer"),
        help_text=_("Then you are signed out after 15 minutes without a touch."),
        required=False,
        initial=True,
    )


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is typed in parts
    """Username, password, and whether the tablet is shared."""

    shared = shared_field()

    def login(self, request: Any, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; on a shared tablet the session also ends with the browser."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        if request.session.get(SHARED):
            request.session.set_expiry(0)
        return response


class CountedCode:
    """Codes of a second factor: guesses are counted, and a code works once."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right and was not used before."""
        guess = guesses.weigh(context.request, what="second factor", username=self.user.username)
        guess.refuse_if_too_many()
        code: str = super().clean_code()  # type: ignore[misc]  # of the form this is mixed into
        used = salted_hmac("accounts.used", f"{self.user.pk}|{code}", algorithm="sha256").hexdigest()
        if not cache.add(f"used:{used}", True, CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        guess.was_right()
        return code


class SecondFactorForm(CountedCode, AuthenticateForm):  # type: ignore[misc]  # allauth is typed in parts
    """The second step of signing in."""


class SecondFactorAgainForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]  # allauth is typed in parts
    """The same, when already signed in."""


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth is typed in parts
    """Setting up an authenticator app. The seed waits sealed in the session: sessions are rows too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        session = context.request.session
        if self.is_bound and totp.SECRET_SESSION_KEY in session:
            self.secret = open_seed(session[totp.SECRET_SESSION_KEY], user_id=self.user.pk)
            return
        self.secret = totp.generate_totp_secret()
        session[totp.SECRET_SESSION_KEY] = seal_seed(self.secret, user_id=self.user.pk)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is typed in parts
    """A passkey that opens the door alone, unless the box is cleared for a plain security key."""

    name = forms.CharField(label=_("Name of the device"), required=False, max_length=60)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        help_text=_("Without password. Clear this for an old security key that has no PIN or fingerprint."),
        required=False,
        initial=True,
    )


class CodeForm(forms.Form):
    """A code from a paper or a QR picture."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "typed-code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class NewPasswordForm(CodeForm):
    """A code and a password typed twice. What a password must be is decided in the actions."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    shared = shared_field()

    def clean_password_again(self) -> str:
        """Both must be the same."""
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again


class JoinForm(NewPasswordForm):
    """The same with the username that the person chooses."""

    username = forms.CharField(
        label=_("Username"),
        help_text=_("Choose one. It need not be your name. Letters, digits and . _ - @ +"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["username", "password", "password_again", "shared", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()
