"""Importing a roster of helpers: looked at first, then every good row at once, and taken back for an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.rights import Right
from alerts.actions import helpers, offices
from alerts.actions.roster_rows import WRITTEN, Planner, Terms, Work, read_all
from alerts.errors import FlaggedPoint, KnownHelper, PointOfAnother
from alerts.models import AlertsOffice, Helper
from alerts.models.words import PointKind
from alerts.points import Point
from alerts.roster_columns import COLUMNS, LABELS, PROFESSIONAL
from core.errors import BadInput, TooLate
from privacy import audit
from privacy.verbs import Verb
from shelters.sheets import columns, people
from shelters.sheets.columns import Matching
from shelters.sheets.errors import ColumnMissing, FileTooLarge
from shelters.sheets.plans import Plan, State
from shelters.sheets.reading import MOST_BYTES, MOST_COLUMNS, Table

__all__ = ["MOST_ROWS", "Done", "Roster", "Terms", "carry_out", "preview", "take_back"]

MOST_ROWS = 1_000
TAKEN_BACK_WITHIN = timedelta(hours=1)
NAMES = ("name", "given", "surname")


@dataclass(frozen=True)
class Roster:
    """A table and which of its columns is which."""

    table: Table
    matching: Matching

    @classmethod
    def of(cls, table: Table, matching: Matching = ()) -> "Roster":
        """The table as it was matched, or as its column names suggest.

        Raises: FileTooLarge; PeopleInFile: before anything of the table is looked at, shown or kept.
        """
        if len(table.records) > MOST_ROWS:
            raise FileTooLarge(rows=MOST_ROWS, columns=MOST_COLUMNS, megabytes=MOST_BYTES // 1_000_000)
        guessed = columns.guess(table.headers, COLUMNS)
        people.refuse_people(table, guessed, professional=PROFESSIONAL)
        return cls(table, matching if len(matching) == len(guessed) else guessed)


@dataclass(frozen=True)
class Done:
    """What one import wrote, with what is needed to take it back: ids, and former columns and contact points
    of helpers that were there before. `at` marks the rows that nobody has changed since."""

    at: datetime
    new: tuple[str, ...]
    changed: tuple[dict[str, Any], ...]


def preview(roster: Roster, *, by: Membership, terms: Terms) -> Plan:
    """What the import would do. Nothing is written.

    Raises: NotAllowed, BadInput (address of the register, day), ColumnMissing, ColumnTwice.
    """
    by.require_in_network(Right.KEEP_HELPERS, network_id=by.organization.network_id)
    with offices.at_office(by.organization.network_id) as office:
        return _plan(roster, office, terms)


def carry_out(roster: Roster, *, by: Membership, terms: Terms) -> tuple[Plan, Done]:
    """Write every good row, all or none of them. The same file again changes nothing.

    Raises: NotAllowed, BadInput, ColumnMissing, ColumnTwice; KnownHelper, FlaggedPoint and PointOfAnother
    where somebody else changes the list in the same moment.
    """
    network_id = by.organization.network_id
    by.require_in_network(Right.KEEP_HELPERS, network_id=network_id)
    try:
        with transaction.atomic(), offices.at_office(network_id) as office:
            # One import at a time in a network: the second one sees what the first one made.
            AlertsOffice.objects.filter(pk=office.pk).locked().get()
            plan = _plan(roster, office, terms)
            done = _write(plan.work, office, timezone.now())
    except IntegrityError as twice:
        raise KnownHelper from twice
    if plan.changes_something:
        audit.record(Verb.HELPERS_IMPORTED, by=by, about=office)
    return plan, done


def take_back(done: Done, *, by: Membership) -> tuple[int, int]:
    """Take back what an import wrote: how many helpers, and how many stay because somebody has changed them
    since, or because their former contact points are somebody else's now.

    Raises: NotAllowed, TooLate.
    """
    network_id = by.organization.network_id
    by.require_in_network(Right.KEEP_HELPERS, network_id=network_id)
    if done.at < timezone.now() - TAKEN_BACK_WITHIN:
        raise TooLate
    with transaction.atomic(), offices.at_office(network_id) as office:
        rows = Helper.objects.filter(network=network_id, changed_at=done.at).locked()
        new = list(rows.filter(pk__in=done.new))
        helpers.give(dict.fromkeys(new, ()), office)
        Helper.objects.filter(pk__in=[row.pk for row in new]).delete()
        former = {each["pk"]: each for each in done.changed}
        back = [_put_back(row, former[str(row.pk)], office) for row in rows.filter(pk__in=list(former))]
    taken = len(new) + sum(back)
    if taken:
        audit.record(Verb.HELPERS_IMPORTED, by=by, about=office)
    return taken, len(done.new) + len(done.changed) - taken


def _put_back(row: Helper, former: dict[str, Any], office: AlertsOffice) -> bool:
    try:
        with transaction.atomic():
            if former["points"] is not None:
                points = [Point(PointKind(kind), value) for kind, value in former["points"]]
                helpers.give({row: points}, office)
            for name, value in former["columns"].items():
                is_day = name in ("checked_on", "check_again_by")
                setattr(row, name, date.fromisoformat(value) if is_day else value)
            row.changed_at = timezone.now()
            row.save()
    except (FlaggedPoint, PointOfAnother):
        return False
    return True


def _plan(roster: Roster, office: AlertsOffice, terms: Terms) -> Plan:
    _check(terms)
    rows = columns.rows_of(roster.table, roster.matching, COLUMNS)
    if not set(NAMES) & set(roster.matching):
        raise ColumnMissing(column=LABELS["name"])
    lines, work = read_all(Planner(office, terms, rows), rows)
    counts = {state: sum(line.state == state for line in lines) for state in State}
    summary = ngettext("%(count)s row in this file", "%(count)s rows in this file", len(lines))
    return Plan(
        lines,
        summary % {"count": len(lines)},
        new=counts[State.NEW],
        changed=counts[State.CHANGED],
        unchanged=counts[State.UNCHANGED],
        work=[each for each in work if each.is_new or each.former or each.points is not None],
    )


def _check(terms: Terms) -> None:
    if terms.source not in ("", *Helper.Source.values):
        raise BadInput({"source": [_("Choose a register of the list.")]})
    if terms.checked_on > timezone.localdate():
        raise BadInput({"checked_on": [_("This day has not come yet.")]})
    try:
        if terms.source_url:
            URLValidator(schemes=["http", "https"])(terms.source_url)
    except ValidationError as wrong:
        raise BadInput({"source_url": wrong.messages}) from wrong


def _write(work: Iterable[Work], office: AlertsOffice, now: datetime) -> Done:
    new = [each.helper for each in work if each.is_new]
    old = [each for each in work if not each.is_new]
    former = tuple(_former(each) for each in old)
    for each in work:
        each.helper.changed_at = now
    Helper.objects.bulk_create(new)
    Helper.objects.bulk_update([each.helper for each in old], [*WRITTEN, "changed_at"], batch_size=200)
    given = {each.helper: each.points for each in work if each.points is not None}
    if given:
        helpers.give(given, office)
    return Done(now, tuple(str(helper.pk) for helper in new), former)


def _former(work: Work) -> dict[str, Any]:
    """As plain values."""
    columns_ = {
        name: value if isinstance(value, str | list) else value.isoformat()
        for name, value in work.former.items()
    }
    points = [[row.kind, row.value] for row in work.helper.points.all()] if work.points is not None else None
    return {"pk": str(work.helper.pk), "columns": columns_, "points": points}
