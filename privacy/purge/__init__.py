"""Forgetting by the clock: destroy keys, delete rows, clear the space, look for copies, sign a receipt.

`run` is what the schedule, the command and the start of every process call. It may be killed
anywhere: the next run goes on where it was.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock, Thread
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from core.errors import DomainError
from privacy import receipts, retention, walls
from privacy.models import Receipt, Tally
from privacy.purge import canaries, early, erasing, marks, physical, tidying
from privacy.purge.errors import NotAllErased, StillPurging

__all__ = ["before_serving", "is_red", "run", "stand_in"]

log = logging.getLogger("posada.purge")
SECONDS_BEFORE_SERVING = 30
SECONDS_BETWEEN_TRIES = 300
PROOF_EVERY = timedelta(hours=24)

_trying = Lock()
_tried = float("-inf")


def run(
    *, seconds: float | None = None, accept_clock: bool = False, pace: erasing.Pace = erasing.side_by_side
) -> bool:
    """Erase what is past its time, for at most so many seconds; False when there is more to do.

    Raises: ClockJumped, StillPurging, NotOverwritten, NotAllErased, KeyringUnavailable, OSError,
    DatabaseError.
    """
    with marks.alone():
        begun = timezone.now()
        mark = _look_at_clock(begun, accept_clock)
        physical.refuse_unless_overwriting()
        restored = _notice_restore(mark, begun)
        deadline = None if seconds is None else monotonic() + seconds
        failed = early.erase_again(is_restored=restored == begun)
        work = erasing.everything(deadline=deadline, pace=pace, first=mark.whose_turn())
        work.failed += failed
        if not work.is_done:
            marks.change(turn=str(work.turn))
            return False
        tidying.tidy(restored=restored)
        _sign(begun, work, mark)
        if work.failed:
            raise NotAllErased(rules=", ".join(sorted(set(work.failed))))
        early.forget()
        marks.change(finished=timezone.now())
    return True


def before_serving(*, seconds: float = SECONDS_BEFORE_SERVING) -> None:
    """Catch up after a downtime, before anybody can read. Never keeps a process from starting: what is
    past its time is refused to readers anyway, and the site is red until a purge succeeds."""
    # A thread of its own: a server may start inside an event loop, or fork after this.
    catching_up = Thread(target=_catch_up, args=(seconds, erasing.at_full_speed), name="purge")
    catching_up.start()
    catching_up.join()


def stand_in() -> Thread | None:
    """Purge aside, when nobody came to the end of one for an hour: a worker that is down must not be why
    people are not forgotten. For processes that answer people, after each answer; at most every five minutes.
    The purge that it began, or nothing."""
    global _tried  # noqa: PLW0603  when this process tried last
    if not marks.is_behind(timezone.now()):
        return None
    with _trying:
        if monotonic() - _tried < SECONDS_BETWEEN_TRIES:
            return None
        _tried = monotonic()
    log.warning("Nothing was erased for an hour: is the worker down? This process does it.")
    standing_in = Thread(target=_catch_up, args=(None, erasing.side_by_side), name="purge", daemon=True)
    standing_in.start()
    return standing_in


def _catch_up(seconds: float | None, pace: erasing.Pace) -> None:
    try:
        run(seconds=seconds, pace=pace)
    except StillPurging:
        log.info("Another process is catching up already.")
    except (DomainError, DatabaseError, OSError) as problem:
        log.error("Not erased: %s", type(problem).__name__)  # noqa: TRY400  a message could hold a value
    finally:
        connection.close()


def is_red() -> bool:
    """Whether people must be told that erasing does not work. Costs no query."""
    return marks.is_red(timezone.now())


def _look_at_clock(now: datetime, accept_clock: bool) -> marks.Mark:
    mark = marks.read()
    if not accept_clock:
        try:
            mark.refuse_jump(now)
        except DomainError:
            marks.change(jumped=True)
            raise
    if mark.seen and now < mark.seen:
        log.warning("The clock went back by %s; what was erased stays erased.", mark.seen - now)
        if not accept_clock:
            return mark
    return marks.change(begun=mark.begun or now, seen=now, jumped=False)


def _notice_restore(mark: marks.Mark, now: datetime) -> datetime | None:
    for tenant in retention.tenants():
        with walls.within(tenant):
            _number, _digest, is_restored = receipts.head_of(tenant)
        if is_restored:
            log.warning("An older database was restored: what was erased since is erased again.")
            marks.change(restored=now)
            return now
    return mark.restored


def _sign(begun: datetime, work: erasing.Work, mark: marks.Mark) -> None:
    """Clear the space, look for copies once a day, and sign a receipt where there is something to say."""
    touched = set()
    for tenant in retention.tenants():
        with walls.within(tenant):
            touched |= set(Tally.objects.filter(organization_id=tenant).values_list("rule", flat=True))
    is_proof_due = mark.scanned is None or begun - mark.scanned >= PROOF_EVERY or begun < mark.scanned
    cleared = physical.clear(physical.tables_of(touched), thoroughly=is_proof_due)
    scan = canaries.prove() if is_proof_due else Receipt.Scan.NOT_DUE
    signed = []
    for tenant in retention.tenants():
        with walls.within(tenant):
            overdue = work.overdue.get(tenant, 0)
            if _has_something_to_say(tenant, begun) or is_proof_due:
                ended = receipts.Run(_since(tenant, begun), timezone.now(), cleared, scan)
                signed.append(receipts.issue(tenant, ended, overdue=overdue))
    receipts.keep_heads(signed)
    if is_proof_due:
        marks.change(scanned=begun)


def _has_something_to_say(tenant: UUID, begun: datetime) -> bool:
    if Tally.objects.filter(organization_id=tenant).exists():
        return True
    today = begun.replace(hour=0, minute=0, second=0, microsecond=0)
    return not Receipt.objects.filter(organization_id=tenant, ended_at__gte=today).exists()


def _since(tenant: UUID, begun: datetime) -> datetime:
    """Where the last receipt ended; the beginning of this run for the first one."""
    last = Receipt.objects.filter(organization_id=tenant).order_by("number").last()
    return last.ended_at if last and last.ended_at <= begun else begun
