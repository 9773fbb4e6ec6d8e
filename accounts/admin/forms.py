"""Shapes of what is typed on the pages about colleagues."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.rights import Role


class EndDateForm(forms.Form):
    """The last day on which somebody gets in."""

    last_day = forms.DateField(
        label=_("Last day of access"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty for a volunteer: 90 days. Empty for others: no end."),
    )

    def ends_at(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data.get("last_day")
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


class RoleForm(EndDateForm):
    """A role within the reach of whoever hands it out, and an end date."""

    role = forms.ChoiceField(label=_("Role"))
    field_order = ["role", "last_day"]

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in Role if role in by.reach]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
