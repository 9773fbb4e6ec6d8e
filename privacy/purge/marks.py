"""What the purge remembers outside of the database: a restored backup must not make it forget.

One small file in the folder of the keyring: the clock of the last run, its last success, the heads
of the chains of receipts and the last checkpoints of audit trails.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings

from privacy.keyring import files
from privacy.purge.errors import ClockJumped, StillPurging

LATE = timedelta(hours=26)
# The worker comes every two minutes. After this somebody else does its work (privacy/purge/__init__.py).
BEHIND = timedelta(hours=1)
FARTHEST = timedelta(days=14)
SECONDS_REMEMBERED = 30


@dataclass(frozen=True)
class Mark:
    """`begun`: the clock of the first run. `seen`: of the last one. `finished`: of the last one that left
    nothing undone.

    `heads` holds number and digest of the last receipt of each chain; `restored` when an older
    database was noticed; `trails` number, digest and sequence of the last audit checkpoint of each
    organization; `turn` the organization at which the last slice stopped.
    """

    begun: datetime | None = None
    seen: datetime | None = None
    finished: datetime | None = None
    scanned: datetime | None = None
    restored: datetime | None = None
    jumped: bool = False
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    trails: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    turn: str = ""

    def refuse_jump(self, now: datetime) -> None:
        """Refuse to erase by a clock that ran far ahead since the last run.

        Raises: ClockJumped.
        """
        if self.seen and now - self.seen > FARTHEST:
            raise ClockJumped(days=(now - self.seen).days)

    def whose_turn(self) -> UUID | None:
        """The organization at which the last slice stopped."""
        try:
            return UUID(self.turn)
        except ValueError:
            return None

    def is_older(self, than: timedelta, now: datetime) -> bool:
        """Whether the last success is longer ago. A clock that went back does not hide that."""
        since = self.finished or self.begun or _begun
        return abs(now - since) > than


# Where nothing was ever tried, the age of this process counts.
_begun = datetime.now().astimezone()
_remembered: tuple[float, Mark] | None = None


def _file() -> Path:
    return Path(settings.KEYRING_DIR) / "purge.json"


def read() -> Mark:
    """The mark. An unreadable one is no reason to erase by any clock: it reads as never run.

    Raises: OSError when the folder is there but cannot be read.
    """
    try:
        return _told(json.loads(_file().read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return Mark()


def _told(said: dict[str, Any]) -> Mark:
    names = ("begun", "seen", "finished", "scanned", "restored")
    moments = {name: datetime.fromisoformat(said[name]) for name in names if said.get(name)}
    heads = {chain: (int(number), str(digest)) for chain, (number, digest) in said.get("heads", {}).items()}
    trails = {
        tenant: (int(number), str(digest), int(sequence))
        for tenant, (number, digest, sequence) in said.get("trails", {}).items()
    }
    jumped, turn = bool(said.get("jumped")), str(said.get("turn", ""))
    return Mark(**moments, jumped=jumped, turn=turn, heads=heads, trails=trails)


def change(
    *,
    heads: dict[str, tuple[int, str]] | None = None,
    trails: dict[str, tuple[int, str, int]] | None = None,
    **facts: Any,
) -> Mark:
    """Write the mark anew with these facts, wholly or not at all; `heads` and `trails` are added to those
    known.

    Raises: OSError.
    """
    global _remembered  # noqa: PLW0603  what this process remembers of the file
    mark = Mark()

    def anew() -> bytes:
        nonlocal mark
        former = read()
        ends, checkpoints = {**former.heads, **(heads or {})}, {**former.trails, **(trails or {})}
        mark = replace(former, heads=ends, trails=checkpoints, **facts)
        return json.dumps(asdict(mark), default=datetime.isoformat).encode("ascii")

    files.rewrite(_file(), anew)
    _remembered = None
    return mark


def remembered() -> Mark:
    """The mark, read at most every half minute. For pages and health checks."""
    global _remembered  # noqa: PLW0603  what this process remembers of the file
    if _remembered is None or monotonic() - _remembered[0] > SECONDS_REMEMBERED:
        try:
            _remembered = (monotonic(), read())
        except OSError:
            _remembered = (monotonic(), Mark())
    return _remembered[1]


def is_red(now: datetime) -> bool:
    """Whether people must be told: nothing was erased for more than a day, or the clock jumped."""
    mark = remembered()
    return mark.jumped or mark.is_older(LATE, now)


def is_behind(now: datetime) -> bool:
    """Whether nobody came to the end of a purge for an hour, and a try may help."""
    mark = remembered()
    return not mark.jumped and mark.is_older(BEHIND, now)


@contextmanager
def alone() -> Iterator[None]:
    """One purge at a time, of all processes that share the folder of the keyring.

    Raises: StillPurging, OSError.
    """
    files.make_folder(_file().parent)
    descriptor = os.open(
        _file().with_name("purge.running"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, files.FILE
    )
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillPurging from None
        yield
    finally:
        os.close(descriptor)
