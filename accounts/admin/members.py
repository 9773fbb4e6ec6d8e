"""Colleagues: role, end date, devices, recovery. Every button calls one action."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import members, recoveries
from accounts.admin.base import ReadOnlyAdmin, pressed, says_refusals
from accounts.admin.forms import EndDateForm, RoleForm
from accounts.models import Membership
from accounts.rights import Right


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Read-only lists; what changes a colleague stands as buttons on the colleague's page."""

    see = Right.MANAGE_MEMBERS
    list_display = ["user", "role", "expires_at", "ended_at", "is_limited", "created_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["user", "role", "is_limited", "created_at", "expires_at", "ended_at"]
    change_form_template = "admin/accounts/membership.html"
    change_list_template = "admin/accounts/memberships.html"

    def get_queryset(self, request: Any) -> Any:
        """People of the own organization; keys and the site itself have no page here."""
        rows: Any = super().get_queryset(request)
        return rows.people()

    def get_urls(self) -> list[URLPattern]:
        """A page or a button for each action."""
        doors = [
            ("role", self.change_role),
            ("expiry", self.set_expiry),
            ("end", self.end),
            ("block", self.block),
            ("recover", self.recover),
        ]
        own = [
            path(f"<uuid:pk>/{name}/", self.admin_site.admin_view(page), name=f"accounts_membership_{name}")
            for name, page in doors
        ]
        return own + super().get_urls()

    @says_refusals
    def change_role(self, request: Any, pk: Any) -> HttpResponse:
        """Another role, with an end date."""
        membership = self.found(request, pk)
        form = RoleForm(request.POST or None, by=request.member, initial={"role": membership.role})
        if form.is_valid():
            role = form.cleaned_data["role"]
            members.change_role(membership, role=role, expires_at=form.ends_at(), by=request.member)
            return self._done(request, membership, _("The role was changed. All devices were signed out."))
        return self._form(request, membership, form, _("Change the role"))

    @says_refusals
    def set_expiry(self, request: Any, pk: Any) -> HttpResponse:
        """Another end date."""
        membership = self.found(request, pk)
        form = EndDateForm(request.POST or None)
        if form.is_valid():
            members.set_expiry(membership, expires_at=form.ends_at(), by=request.member)
            return self._done(request, membership, _("The end date was changed."))
        return self._form(request, membership, form, _("Change the end date"))

    @method_decorator(require_POST)
    def end(self, request: Any, pk: Any) -> HttpResponse:
        """End the access now."""
        return self._press(request, pk, members.end_membership, _("The access has ended on every device."))

    @method_decorator(require_POST)
    def block(self, request: Any, pk: Any) -> HttpResponse:
        """Sign out every device, as after a theft."""
        told = _("All devices of this colleague were signed out.")
        return self._press(request, pk, members.block_devices, told)

    @method_decorator(require_POST)
    def recover(self, request: Any, pk: Any) -> HttpResponse:
        """Ask for a recovery; another coordinator approves it."""
        told = _("Asked. Another coordinator approves it under “Recoveries of access”.")
        return self._press(request, pk, recoveries.ask, told)

    def _press(self, request: Any, pk: Any, action: Any, told: str) -> HttpResponse:
        membership = self.found(request, pk)
        page = reverse("admin:accounts_membership_change", args=[membership.pk])
        return pressed(request, page, lambda: action(membership, by=request.member), told)

    def _done(self, request: Any, membership: Membership, told: str) -> HttpResponse:
        messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:accounts_membership_change", args=[membership.pk]))

    def _form(self, request: Any, membership: Membership, form: Any, title: str) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        shown = {"title": title, "form": form, "opts": self.opts, "original": membership}
        return TemplateResponse(request, "admin/accounts/form.html", frame | shown)
