"""An iCalendar file (RFC 5545) that says when, and neither who nor what for.

Whatever is cancelled or moved stays in the file as cancelled, with a higher SEQUENCE, so that programs take
it out of calendars that have it. Times carry the zone of the office, described in the file itself.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import icalendar
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.actions.calendars import Calendar
from appointments.models import Appointment
from appointments.web.ical_zones import described

PRODUCT = "-//Posada//Calendar 1//EN"
REFRESH = timedelta(hours=1)
# How much of a zone's past and future the file describes around its appointments.
ZONE_MARGIN = timedelta(days=400)
_STATUS = {
    Appointment.Status.PLANNED: "TENTATIVE",
    Appointment.Status.BY_PROGRAMME: "CANCELLED",
    Appointment.Status.BY_FAMILY: "CANCELLED",
    Appointment.Status.MOVED: "CANCELLED",
}


def written(calendar: Calendar) -> bytes:
    """The file, in the language of the family or the site. The same content gives the same bytes."""
    with translation.override(calendar.language):
        file = icalendar.Calendar()
        file.add("prodid", PRODUCT)
        file.add("version", "2.0")
        file.add("calscale", "GREGORIAN")
        file.add("method", "PUBLISH")
        file.add("x-wr-calname", _("Calendar"))
        file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        file.add("x-published-ttl", "PT1H")
        for zone in _zones(calendar):
            file.add_component(zone)
        for appointment in calendar.appointments:
            file.add_component(_event(appointment, calendar))
    text: bytes = file.to_ical()
    return text


def _zones(calendar: Calendar) -> list[icalendar.Timezone]:
    if not calendar.appointments:
        return []
    moments = [appointment.starts_at.date() for appointment in calendar.appointments]
    first, last = min(moments) - ZONE_MARGIN, max(moments) + ZONE_MARGIN
    zones = sorted({appointment.zone for appointment in calendar.appointments})
    return [described(zone, first, last) for zone in zones]


def short(code: str) -> str:
    """The first group of a household's code: enough to know it again in a house, too little to use."""
    return code[:4]


def _event(appointment: Appointment, calendar: Calendar) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{_uid(calendar.link.pk, appointment.pk)}@posada")
    event.add("dtstamp", appointment.changed_at)  # type: ignore[attr-defined]  # annotated
    event.add("last-modified", appointment.changed_at)  # type: ignore[attr-defined]
    event.add("sequence", appointment.version)
    event.add("status", _STATUS.get(Appointment.Status(appointment.status), "CONFIRMED"))
    event.add("class", "PRIVATE")
    event.add("dtstart", appointment.local)
    title = _("Appointment")
    event.add("summary", f"{title} {short(appointment.household.code)}" if calendar.is_of_house else title)
    event.add("description", _what_to_do(appointment, calendar.shelter_zone))
    return event


def _what_to_do(appointment: Appointment, zone: str) -> str:
    if not appointment.is_open:
        return ""
    leaves: datetime = appointment.leaves_at.astimezone(ZoneInfo(zone))
    return _("Leave the house: %(weekday)s %(time)s. Your paper says where.") % {
        "weekday": date_format(leaves, "l"),
        "time": date_format(leaves, "H:i"),
    }


def _uid(link: UUID, appointment: UUID) -> UUID:
    """Always the same for one address, and another one for every other address: nobody can join them."""
    return uuid5(link, str(appointment))
