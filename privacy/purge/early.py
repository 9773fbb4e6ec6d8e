"""What was erased before its time because somebody asked: ids, kept for as long as backups may live.

The clock erases again what a restored backup brings back, for what was due stays due. What a family
asked for is known to the database alone, and a backup from before knows nothing of it. So it stands in
the folder of the keyring too: organization, ids, day.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError

from core.errors import DomainError
from core.events import after_commit
from privacy import retention, walls
from privacy.keyring import files
from privacy.keyring.folder import plainly
from privacy.keyring.places import today
from privacy.purge.erasing import tally

log = logging.getLogger("posada.purge")
# As long as docs/technicians say that a backup may be kept.
BACKUPS_LIVE = timedelta(days=14)
Eraser = TypeVar("Eraser", bound=Callable[[Collection[UUID]], Counter[str]])


@dataclass(frozen=True)
class Erasure:
    """What was erased at one stroke. `done`: its transaction came to its end."""

    rule: str
    tenant: UUID
    ids: frozenset[UUID]
    day: date
    done: bool = False


_erasers: dict[str, Callable[[Collection[UUID]], Counter[str]]] = {}


def erases(rule: str) -> Callable[[Eraser], Eraser]:
    """Make known who erases rows of the first model of this rule by their ids, their locks being held."""

    def known(eraser: Eraser) -> Eraser:
        _erasers[rule] = eraser
        return eraser

    return known


def note(rule: str, tenant: UUID, ids: Iterable[UUID]) -> None:
    """Write down what is about to be erased, before the first row goes; done with the commit.

    Raises: KeyringUnavailable.
    """
    erasure = Erasure(rule, tenant, frozenset(ids), today())
    with plainly():
        _write(lambda known: [*known, erasure])
    finished = replace(erasure, done=True)
    after_commit(_write, lambda known: [finished if each == erasure else each for each in known])


def erase_again(*, is_restored: bool) -> list[str]:
    """Erase what came back with a restored backup; the rules of which something could not be erased.

    What was noted but perhaps never committed goes only when an older database `is_restored`. Of
    organizations that the database does not know nothing is touched, nor what is under legal hold.
    """
    failed = []
    tenants = set(retention.tenants())
    for erasure in read():
        if erasure.tenant not in tenants or not (erasure.done or is_restored):
            continue
        try:
            _again(erasure)
        except (DatabaseError, OSError, DomainError) as problem:
            told = type(problem).__name__  # a message could hold a value
            log.error("What was erased on request could not be erased again: %s", told)  # noqa: TRY400
            failed.append(erasure.rule)
    return failed


def read() -> list[Erasure]:
    """What is remembered and may still come back.

    Raises: OSError.
    """
    return [erasure for erasure in _everything() if today() - erasure.day <= BACKUPS_LIVE]


def forget() -> None:
    """Let go of what no backup can bring back any more.

    Raises: OSError.
    """
    if len(_everything()) > len(read()):
        _write(lambda known: known)


def _everything() -> list[Erasure]:
    """What stands in the file. An unreadable one reads as nothing, and is said."""
    try:
        return [_told(said) for said in json.loads(_file().read_text(encoding="ascii"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, AttributeError, KeyError):
        log.error("%s cannot be read: put it back from the mirror of the keyring.", _file().name)  # noqa: TRY400
        return []


def _again(erasure: Erasure) -> None:
    model = apps.get_model(retention.RULES[erasure.rule].models[0])
    with walls.within(erasure.tenant):
        rows = model._base_manager.filter(pk__in=erasure.ids).order_by("pk")  # noqa: SLF001  its public name
        found = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not found or erasure.ids & retention.held(erasure.tenant):
            return
        tally(erasure.tenant, erasure.rule, _erasers[erasure.rule](found).total())
    log.warning("An older database brought back what was erased on request: erased again.")


def _write(change: Callable[[list[Erasure]], list[Erasure]]) -> None:
    """Write the file anew, wholly or not at all, and for good before this returns."""

    def anew() -> bytes:
        said = [asdict(erasure) for erasure in change(read())]
        return json.dumps(said, default=_plain).encode("ascii")

    files.rewrite(_file(), anew)


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def _told(said: dict[str, Any]) -> Erasure:
    ids = frozenset(map(UUID, said["ids"]))
    return Erasure(
        said["rule"], UUID(said["tenant"]), ids, date.fromisoformat(said["day"]), said["done"] is True
    )


def _file() -> Path:
    return Path(settings.KEYRING_DIR) / "erased.json"
