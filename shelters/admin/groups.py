"""Groups: the built-in ones to read, the own ones to change."""

from typing import Any

from django.contrib import admin

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from shelters.actions.groups import save_group
from shelters.admin.texts import in_interface_languages, in_other_languages
from shelters.models import Group


@admin.register(Group)
class GroupAdmin(TenantAdmin):
    """A change of an own group's rules is refused while people sleep in its rooms."""

    see = edit = add = Right.EDIT_SHELTER
    list_display = [
        "name",
        "code",
        "admits_women",
        "admits_men",
        "admits_lgbtq",
        "admits_minors",
        "organization",
    ]
    list_select_related = ["organization"]
    fieldsets = [
        (None, {"fields": ["code", *in_interface_languages("name"), "position"]}),
        (
            None,
            {
                "fields": [
                    "admits_women",
                    "admits_men",
                    "admits_lgbtq",
                    "admits_minors",
                    "needs_minor",
                    "smallest_party",
                    "hand_over_only",
                ]
            },
        ),
        in_other_languages("name"),
    ]

    def get_queryset(self, request: Any) -> Any:
        """The built-in groups and the own ones; those of neighbours only stand in their figures."""
        rows: Any = super().get_queryset(request)
        return rows.usable_by(request.member.organization_id)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Own groups only."""
        is_own = obj is None or obj.organization_id == request.member.organization_id
        return is_own and super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: Group, form: Any, change: bool) -> None:
        """Through the action, in the own organization."""
        if not change:
            obj.organization = request.member.organization
        save_group(obj, by=request.member)
