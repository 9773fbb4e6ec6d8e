"""What a family takes along of its appointments: tables for the file of its own data."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from appointments.models import (
    Appointment,
    BarrierEntry,
    CalendarLink,
    Consent,
    Duty,
    Reminder,
    Seat,
    Tracking,
)
from shelters.models import Household
from shelters.names import told
from shelters.own_sheets import Sheet
from shelters.sheets.writing import Value

Rows = Iterator[list[Value]]


def sheets(households: Sequence[Household], with_words: bool) -> Iterator[Sheet]:
    """Appointments, registrations with their duties, obstacles, and the rest; each line has the code."""
    code, programme = _("code"), _("programme")
    words = [_("exact message")] if with_words else []
    reference = [_("reference")] if with_words else []
    yield Sheet(
        [code, programme, _("at"), _("place"), _("status"), _("persons"), _("entered")],
        _appointments(households),
    )
    yield Sheet(
        [code, programme, _("state"), _("since"), _("begun on"), _("persons"), _("duties"), *reference],
        _registrations(households, with_words=with_words),
    )
    yield Sheet(
        [code, programme, _("kind"), _("when it happened"), _("device"), _("attempt number"), *words],
        _obstacles(households, with_words=with_words),
    )
    yield Sheet([code, _("what"), "", _("from"), _("until")], _others(households))


def _appointments(households: Sequence[Household]) -> Rows:
    rows = _of(Appointment, households).order_by("starts_at", "pk")
    for row in rows.select_related("household", "programme", "place").prefetch_related("covers__person"):
        numbers = sorted(cover.person.number for cover in row.covers.all())
        yield [
            str(row.household), str(row.programme), row.local, str(row.place or ""),
            str(row.get_status_display()), _joined(numbers), row.made_at,
        ]  # fmt: skip


def _registrations(households: Sequence[Household], *, with_words: bool) -> Rows:
    rows = _of(Tracking, households).order_by("state_since", "pk")
    wanted = ("covers__person", "duties")
    for row in rows.select_related("household", "programme").prefetch_related(*wanted):
        numbers = sorted(cover.person.number for cover in row.covers.all())
        words: list[Value] = [told(row, "reference").text] if with_words else []
        yield [
            str(row.household), str(row.programme), str(row.get_state_display()), row.state_since,
            str(row.begun_on or ""), _joined(numbers), "; ".join(_rhythm(duty) for duty in row.duties.all()),
            *words,
        ]  # fmt: skip


def _obstacles(households: Sequence[Household], *, with_words: bool) -> Rows:
    rows = _of(BarrierEntry, households).order_by("household", "number")
    for row in rows.select_related("household", "programme"):
        words: list[Value] = [told(row, "message").text] if with_words else []
        yield [
            str(row.household), str(row.programme), str(row.get_kind_display()),
            _by_clock(row.happened_at, row.zone), str(row.get_device_display()), row.attempt, *words,
        ]  # fmt: skip


def _others(households: Sequence[Household]) -> Rows:
    """Consents, seats in workshops, links of calendars, reminders: what, which, from when until when."""
    for consent in _of(Consent, households).select_related("household", "partner").order_by("pk"):
        what = str(Consent._meta.verbose_name)
        yield [str(consent.household), what, str(consent.partner), consent.given_at, consent.withdrawn_at]
    for seat in _of(Seat, households).select_related("household", "workshop").order_by("pk"):
        what = str(Seat._meta.verbose_name)
        yield [str(seat.household), what, str(seat.workshop), seat.workshop.starts_at, None]
    for link in _of(CalendarLink, households).select_related("household").order_by("pk"):
        yield [str(link.household), str(CalendarLink._meta.verbose_name), "", link.made_at, link.revoked_at]
    for reminder in _of(Reminder, households).select_related("household").order_by("pk"):
        yield [str(reminder.household), str(Reminder._meta.verbose_name), str(reminder.on), None, None]


def _of(model: Any, households: Sequence[Household]) -> Any:
    """The rows about these households of one organization whose own time is not over."""
    in_time = model.objects.own_time(households[0].organization_id)
    return model.objects.filter(in_time, household__in=households)


def _joined(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))


def _rhythm(duty: Duty) -> str:
    weeks = _("every %(weeks)s weeks from %(day)s") % {"weeks": duty.every_weeks, "day": duty.first_on}
    return f"{weeks}, {duty.at:%H:%M} {duty.zone}" if duty.at else weeks


def _by_clock(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
