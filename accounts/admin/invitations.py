"""Invitations: who was asked in, until when, and the page that makes one."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from accounts.actions import invitations
from accounts.admin.base import TenantAdmin, pressed, says_refusals
from accounts.admin.codes import shown_once
from accounts.admin.forms import RoleForm
from accounts.models import Invitation, Membership
from accounts.rights import Right


@admin.register(Invitation)
class InvitationAdmin(TenantAdmin):
    """Adding one is an action whose code is shown once."""

    see = Right.MANAGE_MEMBERS
    add = Right.MANAGE_MEMBERS
    list_display = ["role", "ends_at", "state", "colleague", "invited_by"]
    list_filter = ["role", ("used_at", admin.EmptyFieldListFilter)]
    list_select_related = ["membership__user", "invited_by__user"]
    fields = [
        "role",
        "is_limited",
        "ends_at",
        "membership_ends_at",
        "invited_by",
        "used_at",
        "withdrawn_at",
        "colleague",
    ]
    readonly_fields = ["colleague"]
    change_form_template = "admin/accounts/invitation.html"

    def get_urls(self) -> list[URLPattern]:
        """The button that withdraws."""
        withdraw = self.admin_site.admin_view(self.withdraw)
        button = path("<uuid:pk>/withdraw/", withdraw, name="accounts_invitation_withdraw")
        return [button, *super().get_urls()]

    @method_decorator(require_POST)
    def withdraw(self, request: Any, pk: Any) -> HttpResponse:
        """Make the code worthless."""
        invitation = self.found(request, pk)
        page = reverse("admin:accounts_invitation_change", args=[invitation.pk])
        told = _("The invitation was withdrawn.")
        return pressed(request, page, lambda: invitations.withdraw(invitation, by=request.member), told)

    @says_refusals
    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A role, an end date; then the code, once."""
        request.member.require(Right.MANAGE_MEMBERS, within=request.member.organization)
        form = RoleForm(request.POST or None, by=request.member, initial={"role": "volunteer"})
        if not form.is_valid():
            shown = {"title": _("Invite a colleague"), "form": form, "opts": self.opts}
            return TemplateResponse(
                request, "admin/accounts/form.html", self.admin_site.each_context(request) | shown
            )
        invitation, code = invitations.invite(
            organization=request.member.organization,
            role=form.cleaned_data["role"],
            membership_ends_at=form.ends_at(),
            by=request.member,
        )
        return show_invitation(request, self.admin_site, invitation, code)

    @admin.display(description=gettext_lazy("colleague"))
    def colleague(self, invitation: Invitation) -> Membership | None:
        """Who came in with it."""
        return getattr(invitation, "membership", None)

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation: Invitation) -> str:
        """Used, withdrawn, expired or open."""
        if invitation.used_at:
            return _("used")
        if invitation.withdrawn_at:
            return _("withdrawn")
        return pgettext("invitation", "open") if invitation.ends_at > timezone.now() else _("expired")


def show_invitation(request: Any, site: Any, invitation: Invitation, code: str) -> HttpResponse:
    """The code of a new invitation, once."""
    told = _("%(role)s at %(organization)s. Works once, until %(day)s.") % {
        "role": invitation.get_role_display(),
        "organization": invitation.organization,
        "day": invitation.ends_at.date().isoformat(),
    }
    return shown_once(
        request,
        site,
        title=_("Invitation"),
        code=code,
        address=reverse("accounts:join"),
        told=told,
        back=reverse("admin:accounts_invitation_changelist"),
    )
