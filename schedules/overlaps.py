"""Windows of one amenity never overlap: the database keeps that itself, on both engines.

A seat of a window is unique, but two windows at the same hour would promise the same socket twice (R39).
Equality cannot say so, therefore a trigger looks before a window is written. SQLite has one writer at a
time. On PostgreSQL the trigger locks the amenity first, as planning does, so that the second of two writers
sees the window of the first.
"""

from typing import Any

WINDOW, AMENITY = "schedules_turnwindow", "schedules_amenity"
GUARD = "windows_never_overlap"
REFUSAL = "windows of one amenity never overlap"

OVERLAPS = """EXISTS (
    SELECT 1 FROM schedules_turnwindow AS other
    WHERE other.amenity_id = NEW.amenity_id AND other.id <> NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)"""
MOMENTS = ("INSERT", "UPDATE OF amenity_id, starts_at, ends_at")


def install(connection: Any) -> None:
    """Put the triggers in place, also where they are already."""
    made = {"postgresql": _postgresql, "sqlite": _sqlite}[connection.vendor]()
    with connection.cursor() as cursor:
        for statement in [*removal(connection.vendor), *made]:
            cursor.execute(statement)


def removal(vendor: str) -> list[str]:
    """The statements that take the triggers away."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, _moment in _sqlite_names()]
    return [f"DROP TRIGGER IF EXISTS {GUARD} ON {WINDOW}"]


def _sqlite_names() -> list[tuple[str, str]]:
    """SQLite has no trigger for two kinds of writes: one each."""
    return [(f"{GUARD}_{number}", moment) for number, moment in enumerate(MOMENTS, start=1)]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {moment} ON {WINDOW} WHEN {OVERLAPS}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, moment in _sqlite_names()
    ]


def _postgresql() -> list[str]:
    # The rights of whoever writes: no SECURITY DEFINER. A lock that lets others point to the amenity.
    body = (
        f"PERFORM 1 FROM {AMENITY} WHERE id = NEW.amenity_id FOR NO KEY UPDATE;"
        f" IF {OVERLAPS} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'exclusion_violation'; END IF;"
        " RETURN NEW;"
    )
    function = f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql"
    trigger = f"CREATE TRIGGER {GUARD} BEFORE {' OR '.join(MOMENTS)} ON {WINDOW}"
    return [
        f"{function} AS $$ BEGIN {body} END $$",
        f"{trigger} FOR EACH ROW EXECUTE FUNCTION {GUARD}()",
    ]
