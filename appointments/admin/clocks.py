"""What forms about programmes share: moments on a clock in a zone, addresses, and who may change what."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Field, URLField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from appointments.models import Programme
from shelters.admin.zones import zone_choices

# An address that is typed without its beginning.
HTTPS: dict[type[Field], dict[str, str]] = {URLField: {"assume_scheme": "https"}}


class WallClock(forms.DateTimeField):
    """A moment as the announcement says it: on the clock of the zone beside it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> Any:
        """What the clock shows, without a zone."""
        with timezone.override(UTC):
            shown = super().to_python(value)
        return shown and shown.replace(tzinfo=None)


def zones() -> list[tuple[str, str]]:
    """The zones, and first none: no moment is taken to be in the first one of a list."""
    return [("", "---"), *zone_choices()]


class InZone(forms.ModelForm):
    """The zone as a list, instead of typed text; moments are on the clock of that zone."""

    zone = forms.ChoiceField(label=_("time zone"), choices=zones)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.clocks:
            moment = getattr(self.instance, name)
            if self.instance.zone and not self.instance._state.adding:
                self.initial[name] = moment.astimezone(ZoneInfo(self.instance.zone)).replace(tzinfo=None)

    def clean(self) -> Any:
        """Clocks and zone together are instants."""
        cleaned = super().clean()
        # A zone that is not there is an error of its own; the moment needs some zone until it is corrected.
        there = ZoneInfo(self.cleaned_data.get("zone") or "UTC")
        for name in self.clocks:
            if clock := self.cleaned_data.get(name):
                self.cleaned_data[name] = clock.replace(tzinfo=there)
        return cleaned

    @property
    def clocks(self) -> list[str]:
        """The fields that hold a moment."""
        return [name for name, field in self.fields.items() if isinstance(field, WallClock)]


def may_edit(request: Any, programme: Programme | None) -> bool:
    """Whether the member may change this programme, or add one."""
    member = request.member
    if programme is None:
        return bool(member.may(Right.EDIT_PROGRAMMES))
    right = Right.EDIT_PROGRAMMES if programme.network_id is None else Right.RUN_NETWORK_PROGRAMMES
    return bool(programme.organization_id == member.organization_id and member.may(right))
