"""Coming in with an invitation. The code never stands in an address that reaches the server."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.actions import invitations, memberships
from accounts.errors import AlreadyMember, WrongCode
from accounts.models import Membership, User
from accounts.web.access import open_to_all
from accounts.web.forms import CodeForm, JoinForm
from accounts.web.guesses import weigh_code
from accounts.web.sessions import MEMBER
from core.errors import BadInput


@method_decorator([open_to_all, sensitive_post_parameters()], name="dispatch")
class JoinView(View):
    """First the code, then a username and a password; who is signed in only confirms."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code. A QR picture carries it behind the #, where a script picks it up."""
        return self._ask(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look at the code, or use it."""
        given = CodeForm(request.POST)
        if not given.is_valid():
            return self._ask(request, given)
        guess = weigh_code(request, what="invitation")
        try:
            invitation = invitations.look(given.cleaned_data["code"])
        except WrongCode as refused:
            given.add_error("code", f"{refused} {refused.advice}")
            return self._ask(request, given, status=refused.status)
        guess.was_right()
        if isinstance(request.user, User):
            return self._add(request, request.user, given, invitation)
        return self._make(request, invitation)

    def _ask(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/join_code.html", {"form": form}, status=status)

    def _add(self, request: HttpRequest, user: User, given: CodeForm, invitation: Any) -> HttpResponse:
        """Somebody who is signed in gets one more membership after confirming."""
        shown = {"invitation": invitation, "code": given.cleaned_data["code"]}
        if "confirmed" not in request.POST:
            return render(request, "accounts/join_more.html", shown)
        try:
            membership = invitations.accept_as(given.cleaned_data["code"], user=user)
        except AlreadyMember as refused:
            given.add_error("code", f"{refused} {refused.advice}")
            return self._ask(request, given, status=refused.status)
        memberships.choose(membership.pk, user=user)
        request.session[MEMBER] = str(membership.pk)
        return HttpResponseRedirect("/")

    def _make(self, request: HttpRequest, invitation: Any) -> HttpResponse:
        """A new user; the session begins at once, and the second factor follows."""
        form = JoinForm(request.POST if "username" in request.POST else None, initial=request.POST.dict())
        if form.is_bound and form.is_valid():
            typed = form.cleaned_data
            try:
                membership = invitations.accept(
                    typed["code"], username=typed["username"], password=typed["password"]
                )
            except BadInput as refused:
                show_wrong(form, refused)
            else:
                messages.success(request, _("Welcome. You now belong to %s.") % membership.organization)
                return enter(request, membership)
        return render(request, "accounts/join.html", {"form": form, "invitation": invitation})


def show_wrong(form: Any, refused: BadInput) -> None:
    """The refusal of an action at the fields of the form."""
    for name, reasons in refused.fields.items():
        form.add_error(name if name in form.fields else None, reasons)


def enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Sign in whoever has just proven a code and set a password."""
    user = membership.user
    record_authentication(request, user, method="password", username=str(user))
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=reverse("mfa_index")))
    return response
