"""An iCalendar file (RFC 5545) that says when, and neither who nor what for.

Whatever is cancelled or moved stays in the file as cancelled, with a higher SEQUENCE, so that programs take
it out of calendars that have it. Times carry the zone of the office, described in the file itself.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import icalendar
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.actions.calendars import Calendar
from appointments.models import Appointment
from appointments.occurrences import LONGEST_CLOSURE, Occurrence
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
        for one in calendar.duties:
            file.add_component(_event_of_duty(one, calendar))
        for one in calendar.dropped:
            file.add_component(_event_of_duty(one, calendar, is_dropped=True))
    text: bytes = file.to_ical()
    return text


def _zones(calendar: Calendar) -> list[icalendar.Timezone]:
    timed = [(appointment.zone, appointment.starts_at.date()) for appointment in calendar.appointments]
    timed += [(one.duty.zone, one.on) for one in (*calendar.duties, *calendar.dropped) if one.duty.at]
    if not timed:
        return []
    moments = [day for _zone, day in timed]
    first, last = min(moments) - ZONE_MARGIN, max(moments) + ZONE_MARGIN
    return [described(zone, first, last) for zone in sorted({zone for zone, _day in timed})]


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
    event.add("summary", _title(appointment.household.code, calendar))
    event.add("description", _what_to_do(appointment, calendar.shelter_zone))
    return event


def _what_to_do(appointment: Appointment, zone: str) -> str:
    if not appointment.is_open:
        return ""
    return _leave(appointment.leaves_at, zone)


def _event_of_duty(one: Occurrence, calendar: Calendar, *, is_dropped: bool = False) -> icalendar.Event:
    """One way to an office: a whole day where the office takes people all day.

    Its UID goes by the day of the rhythm; a closure that moves it raises the SEQUENCE, its end even more.
    """
    event = icalendar.Event()
    event.add("uid", f"{uuid5(calendar.link.pk, f'{one.duty.pk} {one.due_on}')}@posada")
    # Nothing else tells when it was last changed; the same day every time it is asked.
    event.add("dtstamp", datetime.combine(one.duty.first_on, time(), UTC))
    event.add("sequence", (one.on - one.due_on).days + is_dropped * (LONGEST_CLOSURE.days + 1))
    event.add("status", "CANCELLED" if is_dropped else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("dtstart", one.starts_at.astimezone(ZoneInfo(one.duty.zone)) if one.starts_at else one.on)
    event.add("summary", _title(one.duty.tracking.household.code, calendar))
    told = [_leave(one.leaves_at, calendar.shelter_zone)] if one.leaves_at and not is_dropped else []
    if one.is_moved and not is_dropped:
        day = date_format(one.due_on, "l j F")
        told.append(_("Moved: the office is closed on %(day)s.") % {"day": day})
    event.add("description", " ".join(told))
    return event


def _title(code: str, calendar: Calendar) -> str:
    title = _("Appointment")
    return f"{title} {short(code)}" if calendar.is_of_house else title


def _leave(moment: datetime, zone: str) -> str:
    leaves = moment.astimezone(ZoneInfo(zone))
    return _("Leave the house: %(weekday)s %(time)s. Your paper says where.") % {
        "weekday": date_format(leaves, "l"),
        "time": date_format(leaves, "H:i"),
    }


def _uid(link: UUID, appointment: UUID) -> UUID:
    """Always the same for one address, and another one for every other address: nobody can join them."""
    return uuid5(link, str(appointment))
