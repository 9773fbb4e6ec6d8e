"""The shape of what is typed when amenities are set up. Whether it may be, actions say."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from schedules.models import Amenity, Kind, OpeningHours, Priority, QuietTime, SpecialDay
from shelters.admin.texts import in_interface_languages

if TYPE_CHECKING:
    RowForm = forms.ModelForm[Any]
else:
    RowForm = forms.ModelForm  # takes no type when it runs

# As RFC 5545 calls them, from Monday on.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = tuple((code, WEEKDAYS[number]) for number, code in enumerate(DAYS))
DAILY, WEEKLY = "FREQ=DAILY", "FREQ=WEEKLY;BYDAY="


def clock(**more: Any) -> forms.TimeField:
    """A time of day, typed on the phone's own clock."""
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def day(**more: Any) -> forms.DateField:
    """A day, chosen in the phone's own calendar."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def kinds() -> forms.MultipleChoiceField:
    """Which kinds of amenities it is about."""
    return forms.MultipleChoiceField(
        label=_("about (nothing chosen is everything)"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AmenityForm(RowForm):
    """What a Wi-Fi link bears is asked of links only."""

    class Meta:
        model = Amenity
        fields = ["name", "uplink_mbit", "access_points", "seats", "slot_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind != Kind.WIFI:
            del self.fields["uplink_mbit"], self.fields["access_points"]


class NewAmenityForm(AmenityForm):
    """With its first opening hours."""

    opens = clock(label=_("opens"))
    closes = clock(label=_("closes"))


class SettingsForm(AmenityForm):
    """And the rule, with everything that belongs to it."""

    draws_at = clock(label=_("drawn on the evening before, at"))

    class Meta(AmenityForm.Meta):
        fields = [
            *AmenityForm.Meta.fields,
            "rule",
            "draws_at",
            "ask_days_ahead",
            "turns_a_day",
            "offer_minutes",
            "parents_have_two",
        ]


class HoursForm(RowForm):
    """Weekdays as boxes; other recurrences are typed in the admin."""

    weekdays = forms.MultipleChoiceField(
        label=_("on these days"), choices=WEEK, widget=forms.CheckboxSelectMultiple, initial=DAYS
    )
    opens = clock(label=_("opens"))
    closes = clock(label=_("closes"))
    first_on = day(label=_("first on"))
    last_on = day(label=_("last on (empty: always)"), required=False)

    class Meta:
        model = OpeningHours
        fields = ["opens", "closes", "first_on", "last_on"]

    def clean(self) -> dict[str, Any]:
        """The days become a recurrence."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.recurrence = recurrence(cleaned.get("weekdays", ()))
        return cleaned


class SpecialDayForm(RowForm):
    """Without clocks it is shut on that day."""

    on = day(label=_("day"))
    opens = clock(label=_("opens (empty: shut)"), required=False)
    closes = clock(label=_("closes"), required=False)

    class Meta:
        model = SpecialDay
        fields = ["on", "opens", "closes"]


class QuietTimeForm(RowForm):
    """Every night."""

    begins = clock(label=_("from"))
    ends = clock(label=_("until"))
    kinds = kinds()

    class Meta:
        model = QuietTime
        fields = ["why", "begins", "ends", "kinds"]


class PriorityForm(RowForm):
    """The name in the languages of the interface; others are typed in the admin."""

    kinds = kinds()

    class Meta:
        model = Priority
        fields = [*in_interface_languages("name"), "criterion", "rank", "kinds", "is_used"]


def recurrence(weekdays: Iterable[str]) -> str:
    """As RFC 5545 writes these days of the week."""
    chosen = [code for code in DAYS if code in set(weekdays)]
    return DAILY if len(chosen) == len(DAYS) else WEEKLY + ",".join(chosen)


def days_in_words(opening: OpeningHours) -> str:
    """The days of these hours as one says them; what no box says, as it was typed."""
    if opening.recurrence == DAILY:
        return str(_("every day"))
    codes = opening.recurrence.removeprefix(WEEKLY).split(",")
    if opening.recurrence.startswith(WEEKLY) and set(codes) <= set(DAYS):
        return ", ".join(str(name) for code, name in WEEK if code in codes)
    return opening.recurrence
