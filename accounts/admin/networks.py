"""The network and its organizations: names, phones, and the way in for a new organization."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import invitations, networks
from accounts.admin.base import TenantAdmin, flashed
from accounts.admin.invitations import show_invitation
from accounts.models import Network, Organization
from accounts.rights import Right, Role
from core.errors import DomainError


@admin.register(Network)
class NetworkAdmin(TenantAdmin):
    """The own network."""

    see = Right.MANAGE_NETWORK
    edit = Right.MANAGE_NETWORK
    list_display = ["name", "time_zone"]
    fields = ["name", "time_zone"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        networks.save_network(obj, by=request.member)


@admin.register(Organization)
class OrganizationAdmin(TenantAdmin):
    """All organizations of the network to see; the own one, or for the network all, to change."""

    see = Right.SEE_NETWORK
    edit = Right.MANAGE_MEMBERS
    add = Right.MANAGE_NETWORK
    list_display = ["name", "kind", "phone"]
    list_filter = ["kind"]
    search_fields = ["name"]
    change_form_template = "admin/accounts/organization.html"

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """The own organization, or any for whoever manages the network."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or obj.pk == request.member.organization_id:
            return True
        return bool(request.member.may(Right.MANAGE_NETWORK))

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """How many openings a day are usual stands only in the own organization."""
        own = obj is not None and obj.pk == request.member.organization_id
        return ["name", "kind", "phone", "openings_a_day"] if own else ["name", "kind", "phone"]

    def get_urls(self) -> list[URLPattern]:
        """The button that invites a first coordinator."""
        invite = self.admin_site.admin_view(self.invite)
        return [path("<uuid:pk>/invite/", invite, name="accounts_organization_invite"), *super().get_urls()]

    @method_decorator(require_POST)
    def invite(self, request: Any, pk: Any) -> HttpResponse:
        """An invitation for the first coordinator of an organization that has none."""
        organization = self.found(request, pk)
        page = reverse("admin:accounts_organization_change", args=[pk])
        try:
            invitation, code = invitations.invite(
                organization=organization, role=Role.COORDINATOR, by=request.member
            )
        except DomainError as refused:
            return flashed(request, page, refused)
        return show_invitation(request, self.admin_site, invitation, code)

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Name, kind, phone; then the code for its first coordinator, once."""
        request.member.require(Right.MANAGE_NETWORK, within=request.member.organization)
        form = self.get_form(request)(request.POST or None)
        if form.is_valid():
            organization = form.save(commit=False)
            organization.network = request.member.organization.network
            try:
                invitation, code = networks.add_organization(organization, by=request.member)
            except DomainError as refused:
                return flashed(request, request.path, refused)
            return show_invitation(request, self.admin_site, invitation, code)
        shown = {"title": _("Add an organization"), "form": form, "opts": self.opts}
        return TemplateResponse(
            request, "admin/accounts/form.html", self.admin_site.each_context(request) | shown
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        networks.save_organization(obj, by=request.member)
