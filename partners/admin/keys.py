"""Partner keys: made here and shown once, approved house by house, revoked at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.admin.base import ReadOnlyAdmin, pressed, says_refusals
from accounts.rights import Right
from partners.actions import keys
from partners.admin.filters import UsableFilter
from partners.admin.forms import KeyForm, ShelterForm
from partners.models import PartnerKey
from shelters.models import Shelter


@admin.register(PartnerKey)
class PartnerKeyAdmin(ReadOnlyAdmin):
    """Read-only on purpose: keys change through their buttons, which keep the rules."""

    see = Right.MANAGE_KEYS
    list_display = ["label", "organization", "prefix", "ends_at", "revoked_at", "last_used_on"]
    list_filter = [UsableFilter]
    list_select_related = ["organization"]
    fields = [
        "label",
        "organization",
        "prefix",
        "scopes",
        "made_by",
        "made_at",
        "ends_at",
        "revoked_at",
        "records_per_day",
        "last_used_on",
        "records_that_day",
    ]
    change_form_template = "admin/partners/key.html"
    change_list_template = "admin/partners/keys.html"

    def get_urls(self) -> list[URLPattern]:
        """A page or a button for each action."""
        doors = [
            ("make/", self.make, "make"),
            ("<uuid:pk>/approve/", self.approve, "approve"),
            ("<uuid:pk>/withdraw/", self.withdraw, "withdraw"),
            ("<uuid:pk>/revoke/", self.revoke, "revoke"),
        ]
        own = [
            path(route, self.admin_site.admin_view(page), name=f"partners_partnerkey_{name}")
            for route, page, name in doors
        ]
        return own + super().get_urls()

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """With the houses that the member may open or close to this key."""
        key = kwargs.get("obj")
        own = Shelter.objects.visible_to(request.member)
        approved = own.filter(pk__in=keys.shelters_of(key)) if key else own.none()
        context |= {"approved": approved, "others": own.exclude(pk__in=approved)}
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(never_cache)
    @says_refusals
    def make(self, request: Any) -> HttpResponse:
        """The form of a new key, then its text, once."""
        request.member.require(Right.MANAGE_KEYS, within=request.member.organization)
        form = KeyForm(request.POST or None, by=request.member)
        if form.is_valid():
            facts = dict(form.cleaned_data)
            key, text = keys.make(facts.pop("organization"), by=request.member, **facts)
            return self._page(request, "admin/partners/secret.html", _("The new key"), key=key, text=text)
        return self._page(request, "admin/accounts/form.html", _("Make a partner key"), form=form)

    @method_decorator(require_POST)
    def approve(self, request: Any, pk: Any) -> HttpResponse:
        """Open one own house to the key."""
        return self._about_shelter(request, pk, keys.approve, _("The key can read this shelter."))

    @method_decorator(require_POST)
    def withdraw(self, request: Any, pk: Any) -> HttpResponse:
        """Close one own house to the key."""
        return self._about_shelter(request, pk, keys.withdraw, _("The key can no longer read this shelter."))

    @method_decorator(require_POST)
    def revoke(self, request: Any, pk: Any) -> HttpResponse:
        """End the key now."""
        key = self.found(request, pk)
        told = _("The key has ended.")
        return pressed(request, _address(key), lambda: keys.revoke(key, by=request.member), told)

    def _about_shelter(self, request: Any, pk: Any, deed: Callable[..., None], told: str) -> HttpResponse:
        key = self.found(request, pk)
        form = ShelterForm(request.POST, by=request.member)
        if not form.is_valid():
            return HttpResponseRedirect(_address(key))
        shelter = form.cleaned_data["shelter"]
        return pressed(request, _address(key), lambda: deed(key, shelter=shelter, by=request.member), told)

    def _page(self, request: Any, template: str, title: str, **shown: Any) -> HttpResponse:
        frame = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, template, frame | shown)


def _address(key: PartnerKey) -> str:
    return reverse("admin:partners_partnerkey_change", args=[key.pk])
