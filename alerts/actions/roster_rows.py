"""From the rows of a roster to what would become of each: new, the same, changed, or refused and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions import trusted
from alerts.actions.contacts import named_so
from alerts.actions.helpers import MOST_POINTS, USUAL
from alerts.errors import BadPoint, FlaggedPoint
from alerts.models import AlertsOffice, ContactPoint, Helper
from alerts.models.words import PointKind
from alerts.phones import MEXICO
from alerts.points import Point, read_point, shown
from alerts.roster_cells import left_open, name_in, names, parted, read_day, read_languages, told
from alerts.roster_columns import CONTACTS, COST_OF, KIND_OF, LABELS, SOURCE_OF, labelled
from shelters.sheets import cells
from shelters.sheets.columns import Row
from shelters.sheets.people import looks_like_a_person
from shelters.sheets.plans import Change, Line, Wrong
from shelters.sheets.words import plain

Kind, Source = Helper.Kind, Helper.Source
KIND_OF_SOURCE = {
    Source.EOIR_ORGANIZATION: Kind.ORGANIZATION,
    Source.EOIR_REPRESENTATIVE: Kind.REPRESENTATIVE,
    Source.STATE_BAR: Kind.REPRESENTATIVE,
    Source.CEDULA: Kind.REPRESENTATIVE,
    Source.AUTHORITY: Kind.AUTHORITY,
    Source.NETWORK: Kind.ORGANIZATION,
}
OF_THE_UNITED_STATES = (Source.EOIR_ORGANIZATION, Source.EOIR_REPRESENTATIVE, Source.STATE_BAR)
WRITTEN = ("kind", "source_url", "area", "languages", "cost", "about", "checked_on", "check_again_by")


@dataclass(frozen=True)
class Terms:
    """What a roster as a whole is: used where its rows do not say otherwise."""

    checked_on: date
    source: str = ""
    source_url: str = ""


@dataclass
class Work:
    """One helper as it will be. `former` holds the columns that change as they were; `points` are those it
    will have, None where they stay."""

    helper: Helper
    is_new: bool
    former: dict[str, Any]
    points: tuple[Point, ...] | None


class Planner:
    """Understands the rows of a roster one after the other. Works in the office of the network."""

    def __init__(self, office: AlertsOffice, terms: Terms, rows: Sequence[Row]) -> None:
        self.office, self.terms = office, terms
        self.sources = SOURCE_OF | labelled(Source)
        self.kinds, self.costs = KIND_OF | labelled(Kind), COST_OF | labelled(Helper.Cost)
        known = Helper.objects.filter(network=office.network_id).prefetch_related("points")
        self.known = {(row.source, plain(row.name), row.licence): row for row in known}
        self.points = {row.number: self._read_points(row) for row in rows}
        typed = {point for points in self.points.values() for point in points}
        self.owned = {
            Point(PointKind(row.kind), row.value): row for row in named_so(office.network_id, typed)
        }
        licences = [row.text("licence") for row in rows]
        self.warned = trusted.warned_near(typed, licences, office.network)
        self.rows: dict[tuple[str, str, str], int] = {}
        self.taken: dict[Point, str] = {}

    def read(self, row: Row) -> tuple[Line, Work | None]:
        """What becomes of one row."""
        name = name_in(row)
        line = Line(row.number, name, row.text("licence"), wrongs=row.wrongs)
        notes: list[str] = []
        facts = self._facts(row, name, notes)
        if _is_private(facts):
            return _not_even_shown(row), None
        key = (facts["source"], plain(name), facts["licence"])
        if not row.wrongs and self.rows.setdefault(key, row.number) != row.number:
            row.refuse("", _("Row %(row)s is about the same helper.") % {"row": self.rows[key]})
        known = self.known.get(key)
        if known is not None and known.retired_at is not None:
            row.refuse("", _("Somebody took this helper off the list. Open it there to bring it back."))
        points = self._usable_points(row, line.name, known, notes) if not row.wrongs else ()
        line.note = " ".join(notes)
        if row.wrongs:
            return line, None
        work = self._changed(line, known, facts, points) if known else self._new(line, facts, points)
        line.is_new = work.is_new
        _refuse_bad(row, work.helper)
        return (line, None) if row.wrongs else (line, work)

    def _facts(self, row: Row, name: str, notes: list[str]) -> dict[str, Any]:
        """What the row says; what it leaves open is not among it, but for register, name and number."""
        if not name:
            row.refuse("name", _("The name is missing."))
        if len(name) > 160:
            row.refuse("name", _("This is too long: at most %(count)s letters.") % {"count": 160})
        source = self.terms.source
        if row.text("source"):
            source = cells.meaning(row, "source", self.sources, offered=names(Source)) or ""
        elif not source:
            row.refuse("source", _("It is not said which register lists this helper. Choose it above."))
        facts: dict[str, Any] = {"name": name, "source": source, "licence": row.text("licence")}
        if source_url := row.text("source_url") or self.terms.source_url:
            facts["source_url"] = source_url
        for key, words in (("kind", self.kinds), ("cost", self.costs)):
            if meant := words.get(plain(row.text(key))):
                facts[key] = meant
            elif row.text(key):
                notes.append(left_open(key, row.text(key)))
        facts |= {key: row.text(key) for key in ("area", "about") if row.text(key)}
        facts |= {key: read_day(row, key) for key in ("checked_on", "check_again_by") if row.text(key)}
        facts.setdefault("checked_on", self.terms.checked_on)
        if facts["checked_on"] and facts["checked_on"] > timezone.localdate():
            row.refuse("checked_on", _("This day has not come yet."))
        facts["languages"], unknown = read_languages(row)
        notes += [left_open("languages", ", ".join(unknown))] if unknown else []
        return facts

    def _read_points(self, row: Row) -> list[Point]:
        source = self.sources.get(plain(row.text("source")), self.terms.source)
        region = "US" if source in OF_THE_UNITED_STATES else MEXICO
        found: dict[Point, None] = {}
        for key, kind in CONTACTS.items():
            for text in parted(row.text(key)):
                try:
                    found[read_point(text, region=region, kind=kind)] = None
                except BadPoint as wrong:
                    row.refuse(key, str(wrong))
        if len(found) > MOST_POINTS:
            row.refuse("contacts", _("At most %(most)s contact points.") % {"most": MOST_POINTS})
        return list(found)

    def _usable_points(
        self, row: Row, name: str, known: Helper | None, notes: list[str]
    ) -> tuple[Point, ...]:
        """Those that nobody else has; one that the network warns of refuses the whole row."""
        usable = []
        typed = self.points[row.number]
        exact = (point for point in typed if point in self.owned and self.owned[point].is_flagged)
        if warned := next(exact, None) or trusted.hit(self.warned, typed, row.text("licence")):
            row.refuse("contacts", str(FlaggedPoint(point=shown(warned))))
            return ()
        for point in typed:
            owned = self.owned.get(point)
            owner = owner_of(owned, known) or self.taken.get(point, "")
            if owner:
                notes.append(_("%(point)s is left out: it belongs to %(helper)s.") % {
                    "point": shown(point), "helper": owner,
                })  # fmt: skip
                continue
            self.taken[point] = name
            usable.append(point)
        return tuple(usable)

    def _new(self, line: Line, facts: dict[str, Any], points: tuple[Point, ...]) -> Work:
        if points:
            # As they were read: a number without its country got one.
            line.changes.append(Change(LABELS["contacts"], "", ", ".join(map(shown, points))))
        facts.setdefault("check_again_by", facts["checked_on"] + USUAL)
        facts.setdefault("kind", KIND_OF_SOURCE[Source(facts["source"])])
        owner = {"organization_id": self.office.organization_id, "network_id": self.office.network_id}
        return Work(Helper(**owner, **facts), is_new=True, former={}, points=points)

    def _changed(self, line: Line, known: Helper, facts: dict[str, Any], points: tuple[Point, ...]) -> Work:
        """Only what the file says, and never back to an older check."""
        if facts["checked_on"] > known.checked_on:
            facts.setdefault("check_again_by", facts["checked_on"] + USUAL)
        else:
            facts["checked_on"], facts["check_again_by"] = known.checked_on, known.check_again_by
        facts["languages"] = facts["languages"] or known.languages
        former: dict[str, Any] = {}
        for name in WRITTEN:
            old, new = getattr(known, name), facts.get(name, getattr(known, name))
            if old != new:
                former[name] = old
                line.changes.append(Change(LABELS[name], told(name, old), told(name, new)))
                setattr(known, name, new)
        had = tuple(Point(PointKind(row.kind), row.value) for row in known.points.all())
        kinds = {point.kind for point in points}
        wanted = (*points, *(point for point in had if point.kind not in kinds))
        if not points or set(wanted) == set(had):
            return Work(known, is_new=False, former=former, points=None)
        listed = (", ".join(sorted(shown(point) for point in each)) for each in (had, wanted))
        line.changes.append(Change(LABELS["contacts"], *listed))
        return Work(known, is_new=False, former=former, points=wanted)


def _refuse_bad(row: Row, helper: Helper) -> None:
    if helper.check_again_by <= helper.checked_on:
        row.refuse("check_again_by", _("This day must come after the day of the check."))
    try:
        helper.full_clean(
            exclude=["organization", "network"], validate_unique=False, validate_constraints=False
        )
    except ValidationError as wrong:
        for name, texts in wrong.message_dict.items():
            row.refuse(name if name in LABELS else "", " ".join(texts))


def _is_private(facts: dict[str, Any]) -> bool:
    """A person stands in the list only as the register of a profession names one."""
    kind = facts.get("kind") or KIND_OF_SOURCE.get(facts["source"])
    is_person = kind == Kind.REPRESENTATIVE or looks_like_a_person(facts["name"])
    has_number = any(letter.isdigit() for letter in facts["licence"])
    return is_person and (facts["source"] == Source.NETWORK or not has_number)


def _not_even_shown(row: Row) -> Line:
    sentence = _("This looks like a person without a number in a register. Private people are not listed.")
    return Line(row.number, "", wrongs=[Wrong(row.number, LABELS["licence"], "", sentence)])


def owner_of(owned: ContactPoint | None, known: Helper | None) -> str:
    """Whose it is already, if it is somebody else's."""
    if owned is None or owned.helper is None or (known is not None and owned.helper_id == known.pk):
        return ""
    return owned.helper.name


def read_all(planner: Planner, rows: Iterable[Row]) -> tuple[list[Line], list[Work]]:
    """All rows in their order."""
    read = [planner.read(row) for row in rows]
    return [line for line, _work in read], [work for _line, work in read if work is not None]
