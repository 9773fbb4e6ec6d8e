"""Pictures for people who do not read: what part of the day, and what kind of place.

The drawings are our own (templates/appointments/signs.html). A sign without a drawing is shown as "other".
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.models import Appointment, Programme, ProgrammePlace
from core.errors import Text

# What `ProgrammePlace.sign` may hold.
PLACES: dict[str, Text] = {
    "bridge": _("bridge or gate at the border"),
    "office": _("office"),
    "court": _("court"),
    "clinic": _("clinic"),
    "school": _("school"),
    "consulate": _("consulate"),
    "registry": _("civil registry"),
    "legal_aid": _("lawyer"),
    "interview": _("interview"),
    "phone": _("by phone"),
    "work": _("work"),
    "other": _("another place"),
}
# The first hour of each part. Three, as most of our languages greet: morning, afternoon, night.
PARTS_OF_DAY: dict[str, tuple[int, Text]] = {
    "morning": (4, pgettext_lazy("part of the day", "in the morning")),
    "noon": (11, pgettext_lazy("part of the day", "at noon or in the afternoon")),
    "night": (18, pgettext_lazy("part of the day", "in the evening or at night")),
}
_OF_KIND = {
    Programme.Kind.SCREENING: "bridge",
    Programme.Kind.COURT: "court",
    Programme.Kind.INTERVIEW: "interview",
    Programme.Kind.CONSULATE: "consulate",
    Programme.Kind.REGISTRY: "registry",
    Programme.Kind.CLINIC: "clinic",
    Programme.Kind.LEGAL_AID: "legal_aid",
    Programme.Kind.SCHOOL: "school",
    Programme.Kind.WORK: "work",
    Programme.Kind.OTHER: "other",
}


def part_of_day(moment: datetime, zone: str) -> str:
    """morning, noon or night by the clock of that zone. What is before four is still night."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    begun = [name for name, (first, _words) in PARTS_OF_DAY.items() if hour >= first]
    return begun[-1] if begun else "night"


def of_place(place: ProgrammePlace | None, programme: Programme) -> str:
    """The place's own sign where it has a known one, else what the kind of programme suggests."""
    if place is not None and place.sign in PLACES:
        return place.sign
    return _OF_KIND.get(Programme.Kind(programme.kind), "office")


def of_appointment(appointment: Appointment) -> str:
    """The sign of where it is."""
    return of_place(appointment.place, appointment.programme)
