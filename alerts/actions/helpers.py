"""Verified helpers: who they are, which register says so, when it was looked at, how they are reached.

Not being on the list says nothing against anybody. Their contact points can be warned of by no alert.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Network
from accounts.rights import Right
from alerts.actions import contacts, offices, trusted
from alerts.errors import BadPoint, FlaggedPoint, KnownHelper, PointOfAnother, UnreadPoint
from alerts.models import AlertsOffice, ContactPoint, Helper
from alerts.models.words import PointKind
from alerts.points import Point, Reach, reach, read_point, shown
from core.errors import BadInput
from privacy import audit, walls
from privacy.verbs import Verb

USUAL = timedelta(days=180)
MOST_POINTS = 12
MOST_LISTED = 200


@dataclass(frozen=True)
class Entry:
    """What is written about a helper. `points` as they were typed."""

    kind: str
    name: str
    source: str
    checked_on: date
    check_again_by: date
    source_url: str = ""
    licence: str = ""
    area: str = ""
    languages: tuple[str, ...] = ()
    cost: str = Helper.Cost.UNKNOWN
    about: str = ""
    points: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the row."""
        return {
            name: value for name, value in asdict(self).items() if name not in ("points", "languages")
        } | {"languages": list(self.languages)}


def add(entry: Entry, *, by: Membership) -> Helper:
    """Enter a helper of the member's network.

    Raises: NotAllowed, BadInput, UnreadPoint, KnownHelper, FlaggedPoint, PointOfAnother.
    """
    by.require_in_network(Right.KEEP_HELPERS, network_id=by.organization.network_id)
    points = read_points(entry.points)
    with transaction.atomic(), offices.at_office(by.organization.network_id) as office:
        helper = Helper(organization_id=office.organization_id, network_id=office.network_id, **entry.columns)
        _save(helper)
        _refuse_warned_of(helper, points, office)
        give({helper: points}, office)
    audit.record(Verb.HELPER_CHANGED, by=by, about=helper)
    return helper


def change(helper: Helper, entry: Entry, *, by: Membership) -> Helper:
    """Change what is written. Contact points that are left out can be warned of again.

    Raises: NotAllowed, NotHere, BadInput, UnreadPoint, KnownHelper, FlaggedPoint, PointOfAnother.
    """
    points = read_points(entry.points)
    with _locked(helper, by) as (row, office):
        for name, value in entry.columns.items():
            setattr(row, name, value)
        row.retired_at = None
        _save(row)
        _refuse_warned_of(row, points, office)
        give({row: points}, office)
    audit.record(Verb.HELPER_CHANGED, by=by, about=row)
    return row


def checked_again(helper: Helper, *, by: Membership, on: date | None = None) -> Helper:
    """Write down that the register was looked at today, and says the same.

    Raises: NotAllowed, NotHere.
    """
    today = on or timezone.now().date()
    with _locked(helper, by) as (row, _office):
        row.checked_on, row.check_again_by = today, today + USUAL
        _save(row)
    audit.record(Verb.HELPER_CHANGED, by=by, about=row)
    return row


def retire(helper: Helper, *, by: Membership) -> Helper:
    """Take a helper off the list; its contact points are nobody's from then on. `change` brings it back.

    Raises: NotAllowed, NotHere.
    """
    with _locked(helper, by) as (row, office):
        row.retired_at = row.retired_at or timezone.now()
        _save(row)
        give({row: ()}, office)
    audit.record(Verb.HELPER_CHANGED, by=by, about=row)
    return row


def entry_of(helper: Helper) -> Entry:
    """What is written now, to be changed."""
    points = helper.points.order_by("kind", "value")
    return Entry(
        **{
            name: getattr(helper, name)
            for name in Entry.__dataclass_fields__
            if name not in ("points", "languages")
        },
        languages=tuple(helper.languages),
        points=tuple(said(point) for point in points),
    )


def for_everybody_in(network: Network) -> list[Helper]:
    """Helpers whose check is not over, those that cost nothing first, with their contact points."""
    with walls.on_behalf(None, network=network.pk):
        rows = Helper.objects.filter(network=network).current()
        found = list(rows.prefetch_related("points").order_by("name")[:MOST_LISTED])
    return sorted(found, key=lambda row: row.cost != Helper.Cost.FREE)


def read_points(typed: Sequence[str]) -> tuple[Point, ...]:
    """Contact points in their one form, each once.

    Raises: UnreadPoint, BadInput for too many.
    """
    if len(typed) > MOST_POINTS:
        raise BadInput({"points": [_("At most %(most)s contact points.") % {"most": MOST_POINTS}]})
    found: dict[Point, None] = {}
    for line, text in enumerate(typed, start=1):
        if not text.strip():
            continue
        try:
            found[read_point(text)] = None
        except BadPoint as wrong:
            raise UnreadPoint({"points": ""}, line=line) from wrong
    return tuple(found)


@contextmanager
def _locked(helper: Helper, by: Membership) -> Iterator[tuple[Helper, AlertsOffice]]:
    """The row, locked, and its office, in which the block works."""
    by.require_in_network(Right.KEEP_HELPERS, network_id=helper.network_id)
    with transaction.atomic(), walls.within(helper.organization_id, network=helper.network_id):
        office = AlertsOffice.objects.get(network=helper.network_id)
        yield Helper.objects.locked().found(pk=helper.pk), office


def _save(helper: Helper) -> None:
    helper.changed_at = timezone.now()
    if helper.check_again_by <= helper.checked_on:
        raise BadInput({"check_again_by": [_("This day must come after the day of the check.")]})
    try:
        helper.full_clean(
            exclude=["organization", "network"], validate_unique=False, validate_constraints=False
        )
        with transaction.atomic():
            helper.save()
    except ValidationError as wrong:
        raise BadInput(wrong.message_dict) from wrong
    except IntegrityError as twice:
        raise KnownHelper from twice


def give(wanted: Mapping[Helper, Collection[Point]], office: AlertsOffice) -> None:
    """Make these the contact points of the helpers, and no others. A flagged one is refused here, and by the
    database when an alert flags it in the same moment. Works in the office.

    Raises: FlaggedPoint, PointOfAnother.
    """
    owner = {point: helper for helper, points in wanted.items() for point in points}
    given = []
    for row in contacts.all_known(office, owner) if owner else []:
        helper = owner[Point(PointKind(row.kind), row.value)]
        if row.is_flagged:
            raise FlaggedPoint(point=said(row))
        if row.helper_id not in (None, helper.pk):
            raise PointOfAnother(point=said(row), helper=str(row.helper))
        row.helper = helper
        given.append(row)
    ContactPoint.objects.bulk_update(given, ["helper"], batch_size=200)
    had = ContactPoint.objects.filter(helper__in=list(wanted)).exclude(pk__in=[row.pk for row in given])
    had.update(helper=None)


def _refuse_warned_of(helper: Helper, points: Collection[Point], office: AlertsOffice) -> None:
    """Also what is only written differently, and the number of a helper in a register (trusted.py).

    Raises: FlaggedPoint.
    """
    warned = trusted.warned_near(points, [helper.licence], office.network)
    if found := trusted.hit(warned, points, helper.licence):
        raise FlaggedPoint(point=shown(found))


def said(row: ContactPoint) -> str:
    """A contact point of a helper for people."""
    return reached(row).text


def reached(row: ContactPoint) -> Reach:
    """The same with the address that dials, writes to or opens it."""
    return reach(Point(PointKind(row.kind), row.value))
