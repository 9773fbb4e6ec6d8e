"""Texts and times of programmes on a page."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.models.programmes import in_own_words

register = template.Library()


@register.filter
def own_words(row: Model, name: str) -> str:
    """A translated text in the reader's language, else in another one with its tag."""
    return in_own_words(row, name)


@register.filter
def city(zone: str) -> str:
    """The place that gives a time zone its name: "Mexico City"."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.filter
def host(address: str) -> str:
    """Whose address it is: "cbp.gov"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.filter
def by_clock(moment: datetime, zone: str) -> str:
    """The moment on a clock in that zone, with its weekday: "Monday 20 January 2025, 12:00 (New York)"."""
    there = moment.astimezone(ZoneInfo(zone))
    shown = {"day": date_format(there, "l j F Y"), "clock": f"{there:%H:%M}", "city": city(zone)}
    return _("%(day)s, %(clock)s (%(city)s)") % shown
