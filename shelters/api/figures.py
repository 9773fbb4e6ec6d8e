"""The figures of a network as JSON that the database builds: the list everybody reads most.

One query and no row objects: serializers would cost several times as much (design.md, section 4).
What it says is described by `FigureSerializer`, and a test holds the two together.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Membership
from shelters.models import FEATURES
from shelters.models.capacity import stale_before

FIGURES = (
    "installed",
    "mats",
    "free",
    "held",
    "in_use",
    "out_of_service",
    "over",
    "largest_room",
    *(f"free_{name}" for name in FEATURES),
)
TABLES = """
FROM shelters_availability a
JOIN shelters_shelter s ON s.id = a.shelter_id
JOIN shelters_group g ON g.id = a.group_id
WHERE a.network_id = %(network)s
"""
OWN = "(a.organization_id = %(organization)s)"
# Fails closed, as Shelter.is_hidden does: whatever is not known to be open is hidden.
# A locked organization does not report: its lines are gone, its houses still count as known.
LOCKED = "(a.organization_id IN (SELECT id FROM accounts_organization WHERE locked_at IS NOT NULL))"
SHUT = f"(NOT {OWN} AND s.address_visibility NOT IN ('public', 'area'))"


@dataclass(frozen=True)
class Dialect:
    """What the two engines write differently."""

    pairs: str
    truth: str
    moment: str
    half_hour: str
    key: str
    text: str


POSTGRESQL = Dialect(
    pairs="json_build_object",
    truth="({0})",
    moment="""to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
    half_hour="date_bin('30 minutes', {0}, TIMESTAMPTZ '2000-01-01 00:00:00+00')",
    key="{0}",
    text="({0})::text",
)
SQLITE = Dialect(
    pairs="json_object",
    truth="json(CASE WHEN {0} THEN 'true' WHEN NOT ({0}) THEN 'false' ELSE 'null' END)",
    moment="strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', {0})",
    half_hour="datetime(CAST(strftime('%%s', {0}) AS INTEGER) / 1800 * 1800, 'unixepoch')",
    key="(substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4) || '-' ||"
    " substr({0}, 17, 4) || '-' || substr({0}, 21))",
    text="{0}",
)


@dataclass
class Question:
    """Which figures are asked for: conditions of our own, values of the client's."""

    member: Membership
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def where(self, condition: str, **values: Any) -> None:
        """Add a condition. Its text is ours; what a client sent only goes into `values`."""
        self.conditions.append(condition)
        self.values |= {name: _stored(value) for name, value in values.items()}

    def among(self, column: str, keys: list[UUID]) -> None:
        """The column has one of these keys."""
        names = {f"key_{number}": key for number, key in enumerate(keys)}
        places = ", ".join(f"%({name})s" for name in names)
        self.where(f"{column} IN ({places})" if names else "1 = 0", **names)

    def sql(self, columns: str) -> tuple[str, dict[str, Any]]:
        """The query and its values."""
        tests = "".join(f" AND {condition}" for condition in self.conditions)
        values = self.values | {
            "network": _stored(self.member.organization.network_id),
            "organization": _stored(self.member.organization_id),
            "stale": _stored(stale_before()),
        }
        return f"SELECT {columns} {TABLES}{tests}", values


def rows(question: Question, *, limit: int) -> list[tuple[str, UUID]]:
    """At most `limit` figures in the order of their keys: JSON text and key."""
    sql, values = question.sql(_columns(connection.vendor, get_language() or settings.LANGUAGE_CODE))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND NOT {LOCKED} ORDER BY a.id LIMIT {int(limit)}", values)
        return [(text, key if isinstance(key, UUID) else UUID(key)) for text, key in cursor.fetchall()]


def totals(question: Question) -> dict[str, int]:
    """Free and over, never netted, of figures that are fresh; and how many houses reported.

    Hidden houses of other organizations stay out of the sums, or one could subtract to find them.
    """
    reports = f"a.as_of >= %(stale)s AND NOT {LOCKED}"
    counted = f"{reports} AND NOT {SHUT}"
    sql, values = question.sql(
        f"COALESCE(SUM(CASE WHEN {counted} THEN a.free END), 0),"
        f" COALESCE(SUM(CASE WHEN {counted} THEN a.over END), 0),"
        f" COUNT(DISTINCT CASE WHEN {reports} THEN a.shelter_id END),"
        " COUNT(DISTINCT a.shelter_id),"
        f" COUNT(DISTINCT CASE WHEN {SHUT} THEN a.shelter_id END)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        free, over, reported, known, by_phone = cursor.fetchone()
    return {"free": free, "over": over, "reported": reported, "shelters": known, "by_phone": by_phone}


@lru_cache(maxsize=32)
def _columns(vendor: str, language: str) -> str:
    """The two columns of the list: a row as JSON text, and its key."""
    way = POSTGRESQL if vendor == "postgresql" else SQLITE
    shown = f"CASE WHEN {SHUT} THEN NULL ELSE {{0}} END"
    as_of = way.moment.format(f"CASE WHEN {SHUT} THEN {way.half_hour.format('a.as_of')} ELSE a.as_of END")
    shelter = {
        "id": way.key.format("s.id"),
        "name": "s.name",
        "organization": way.key.format("s.organization_id"),
        "is_own": way.truth.format(OWN),
        "state": "s.state",
        "area": shown.format("s.area"),
        "phone": "s.phone",
    }
    facts = {
        "id": way.key.format("a.id"),
        "shelter": _object(way, shelter),
        "group": _object(
            way, {"id": way.key.format("g.id"), "code": "g.code", "name": _group_name(language)}
        ),
        "has_places": way.truth.format("a.free > 0"),
        "ask_by_phone": way.truth.format(f"({SHUT} OR a.free IS NULL)"),
        **{name: shown.format(f"a.{name}") for name in FIGURES},
        "as_of": as_of,
        "is_stale": way.truth.format("(a.as_of < %(stale)s)"),
    }
    return f"{way.text.format(_object(way, facts))}, a.id"


def _object(way: Dialect, facts: dict[str, str]) -> str:
    pairs = ", ".join(f"'{name}', {expression}" for name, expression in facts.items())
    return f"{way.pairs}({pairs})"


def _group_name(language: str) -> str:
    """In the reader's language, else the code: a missing translation must show."""
    wanted = (language, language.partition("-")[0], settings.MODELTRANSLATION_DEFAULT_LANGUAGE)
    known = next(code for code in wanted if code in settings.MODELTRANSLATION_LANGUAGES)
    return f"COALESCE(NULLIF(g.{build_localized_fieldname('name', known)}, ''), g.code)"


def _stored(value: Any) -> Any:
    """A key or a moment as this engine stores it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, UUID) and connection.vendor != "postgresql" else value
