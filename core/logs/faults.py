"""A fault without anything that somebody typed: which kind, and where in the code."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MOST_FRAMES = 30
MOST_CAUSES = 5


def describe(error: BaseException, trace: TracebackType | None = None) -> dict[str, Any]:
    """Types and places of an exception and of what caused it; never its message, never a value.

    `trace` for whoever was handed a traceback apart from its exception. Errors of a database or of the
    system carry their number, which is a word of a closed list.
    """
    frames = list(_frames(trace or error.__traceback__))[-MOST_FRAMES:]
    told: dict[str, Any] = {"exception": name_of(error), "frames": frames}
    causes = list(_causes(error))
    if causes:
        told["caused_by"] = [name_of(cause) for cause in causes]
    for one in (error, *causes):
        for number in ("sqlstate", "errno"):
            value = getattr(one, number, None)
            if isinstance(value, str | int) and number not in told:
                told[number] = value
    return told


def name_of(error: BaseException) -> str:
    """The type with its module."""
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def place(file: str, line: int | None) -> str:
    """A line of code; the path begins at this site or at the package, so that it names no machine."""
    path = Path(file)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return f"{path.relative_to(ROOT)}:{line}"
    parts = path.parts
    start = parts.index("site-packages") + 1 if "site-packages" in parts else -2
    return f"{'/'.join(parts[start:])}:{line}"


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{place(frame.f_code.co_filename, line)} {frame.f_code.co_name}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    for _step in range(MOST_CAUSES):
        inner = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if inner is None or id(inner) in seen:
            return
        seen.add(id(inner))
        yield inner
        error = inner
