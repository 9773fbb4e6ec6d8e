"""To which houses a colleague is limited: shown on the colleague's page, changed on one of our own."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import says_refusals
from accounts.admin.members import MembershipAdmin
from accounts.models import Membership
from accounts.rights import Right
from shelters.actions.assignments import limit_to
from shelters.models import Shelter, ShelterAssignment


class HousesForm(forms.Form):
    """The houses in which a colleague works; none means all."""

    shelters: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Works only in"),
        queryset=Shelter.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing chosen: every shelter of the organization."),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shelters"].queryset = Shelter.objects.visible_to(by)  # type: ignore[attr-defined]


class AssignmentInline(admin.TabularInline):
    """Read-only: the page behind the button calls the action."""

    model = ShelterAssignment
    template = "admin/shelters/assignments.html"
    extra = 0

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Whoever manages colleagues."""
        return bool(request.member.may(Right.MANAGE_MEMBERS))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Not here."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class LimitedMembershipAdmin(MembershipAdmin):
    """Colleagues with the houses to which they are limited."""

    inlines = [AssignmentInline]

    def get_urls(self) -> list[URLPattern]:
        """The page that limits a colleague to some houses."""
        page = self.admin_site.admin_view(self.shelters)
        return [path("<uuid:pk>/shelters/", page, name="accounts_membership_shelters"), *super().get_urls()]

    @says_refusals
    def shelters(self, request: Any, pk: Any) -> HttpResponse:
        """Choose the houses."""
        request.member.require(Right.MANAGE_MEMBERS, within=request.member.organization)
        member = self.found(request, pk)
        chosen = Shelter.objects.visible_to(request.member).filter(assignments__membership=member)
        form = HousesForm(request.POST or None, by=request.member, initial={"shelters": chosen})
        if form.is_valid():
            limit_to(member, shelters=list(form.cleaned_data["shelters"]), by=request.member)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("admin:accounts_membership_change", args=[member.pk]))
        shown = {"title": _("Shelters of a colleague"), "form": form, "opts": self.opts, "original": member}
        return TemplateResponse(
            request, "admin/accounts/form.html", self.admin_site.each_context(request) | shown
        )


admin.site.unregister(Membership)
admin.site.register(Membership, LimitedMembershipAdmin)
