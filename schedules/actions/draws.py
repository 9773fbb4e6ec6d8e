"""Draws: announced with the fingerprint of a seed, carried out whole or not at all, open to be checked."""

import gc
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership, Organization
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments import programmes
from core.errors import DomainError
from privacy import audit, walls
from privacy.verbs import Verb
from schedules import drawing, published, seats
from schedules.actions import entering, rewriting, settling
from schedules.actions.entering import Inputs
from schedules.drawing import NO_PRIORITY, Result, Window
from schedules.errors import ListGone, NotDrawnYet
from schedules.models import Amenity, Draw, Turn, TurnMemory, TurnRequest, TurnSeat, TurnWindow
from schedules.models.turns import RequestQuerySet
from schedules.published import Asked

log = logging.getLogger("posada.turns")

A_TIME = 1000
SEED_BYTES = 32
DRAWN = ["number", "rank", "served_on", "misses", "windows", "taken", "place", "outcome"]


def announce(amenity: Amenity, day: date) -> Draw:
    """The draw of this amenity for this day, with the moment, the rule and the fingerprint of a fresh seed.

    It stays as it was announced, even when the house changes its rule since. Asking again changes nothing.
    """
    evening = programmes.instant(day - timedelta(days=1), amenity.draws_at, amenity.shelter.time_zone)
    seed = secrets.token_hex(SEED_BYTES)
    draw, _is_new = Draw.objects.get_or_create(
        amenity=amenity,
        day=day,
        defaults={
            "organization_id": amenity.organization_id,
            "rule": amenity.rule,
            "draws_at": evening,
            "seed": seed,
            "seed_hash": drawing.fingerprint(seed),
        },
    )
    return draw


def carry_out(draw_id: UUID, tenant: UUID) -> Draw:
    """Draw, in one transaction: whoever is killed in it leaves nothing. Doing it again changes nothing.

    Whoever asks or gives meanwhile waits at the draw or at its windows.
    Raises: NotHere, NotDrawnYet (its moment has not come).
    """
    with walls.within(tenant):
        organization = Organization.objects.select_related("network").get(pk=tenant)
        robot = robot_of(organization)
        robot.require(Right.KEEP_TURNS, within=organization)
        rows = Draw.objects.filter(organization=tenant).select_related("amenity__shelter")
        draw: Draw = rows.locked().found(pk=draw_id)
        if draw.done_at is None:
            now = timezone.now()
            if draw.draws_at > now:
                raise NotDrawnYet(at=f"{draw.draws_at:%Y-%m-%d %H:%M} UTC")
            with _undisturbed():
                _carry_out(draw, now, by=robot)
        return draw


def carry_out_due(now: datetime | None = None) -> int:
    """In every organization: the draws whose moment has come, the oldest first. How many were made.

    One that cannot be made keeps no other one waiting; the next round tries it again.
    """
    moment, made = now or timezone.now(), 0
    for tenant in tenants():
        with walls.within(tenant):
            due = Draw.objects.filter(
                organization=tenant, organization__locked_at=None, done_at=None, draws_at__lte=moment
            )
            keys = list(due.order_by("draws_at", "pk").values_list("pk", flat=True))
        if keys:
            settling.settle_one(tenant)  # a turn that ended this minute hinders nobody
        for key in keys:
            try:
                carry_out(key, tenant)
                made += 1
            except (DatabaseError, DomainError) as problem:
                log.error("A draw could not be made: %s", type(problem).__name__)  # noqa: TRY400
    return made


def publication(draw: Draw) -> dict[str, Any]:
    """What the draw was made from and what came out, by ticket: the content of its file.

    Raises: NotDrawnYet, ListGone (requests are forgotten a day after the day, or one was erased).
    """
    if draw.done_at is None:
        raise NotDrawnYet(at=f"{draw.draws_at:%Y-%m-%d %H:%M} UTC")
    rows = requests_of(draw).filter(number__isnull=False).only("draw", "ticket", "slots", *DRAWN)
    said = _content(draw, list(rows))
    if published.fingerprint(published.text(said)) != draw.file_hash:
        raise ListGone
    return said


def requests_of(draw: Draw) -> RequestQuerySet:
    """Who asked, for lists by ticket: none once the day has been over for as long as they are kept. The
    caller knows that the reader may see the draw."""
    tenant = draw.organization_id
    return TurnRequest.objects.filter(TurnRequest.objects.all().own_time(tenant), draw=draw)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Thousands of rows live until the end of a draw; to look for garbage in them took half of its time."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _carry_out(draw: Draw, now: datetime, *, by: Membership) -> None:
    windows, seen = _look(draw, now)
    # What is written below need not be read.
    requests = list(TurnRequest.objects.filter(draw=draw, withdrawn_at=None).locked().defer(*DRAWN))
    requests.sort(key=lambda request: (request.asked_at, request.pk))
    inputs = entering.inputs_of(draw, requests, windows)
    _write_inputs(requests, inputs)
    asked = [_asked(request) for request in requests if request.household_id not in inputs.busy]
    results = {
        result.ticket: result
        for result in drawing.draw(
            published.entries_of(asked, rule=draw.rule), seen, rule=draw.rule, seed=draw.seed
        )
    }
    _write_results(requests, results)
    _give(draw, requests, windows, now, by=by)
    _remember(draw, requests, inputs.memories)
    draw.windows_seen = [
        [page.index, window.starts_at.isoformat(), window.ends_at.isoformat(), list(page.seats)]
        for page, window in zip(seen, windows, strict=True)
    ]
    draw.done_at, draw.asked = now, len(requests)
    draw.given = sum(bool(request.taken) for request in requests)
    draw.file_hash = published.fingerprint(published.text(_content(draw, requests)))
    draw.save(update_fields=["windows_seen", "done_at", "asked", "given", "file_hash"])
    audit.record(Verb.DRAWN, by=by, about=draw)


def _look(draw: Draw, now: datetime) -> tuple[list[TurnWindow], list[Window]]:
    """The windows still to come, locked, in order, and what is free in them."""
    rows = TurnWindow.objects.filter(amenity=draw.amenity_id, day=draw.day, starts_at__gt=now)
    if draw.amenity.retired_at is not None:
        rows = rows.none()
    windows = sorted(rows.locked(), key=lambda window: window.starts_at)
    free = seats.free_seats(windows)
    begins = {window.starts_at: index for index, window in enumerate(windows)}
    seen = [
        Window(index, tuple(free[window.pk]), begins.get(window.ends_at))
        for index, window in enumerate(windows)
    ]
    return windows, seen


def _write_inputs(requests: Sequence[TurnRequest], inputs: Inputs) -> None:
    for number, request in enumerate(requests, start=1):
        memory = inputs.memories.get(request.household_id)
        request.number = number
        request.rank = inputs.ranks[request.household_id]
        request.served_on = memory.served_on if memory else None
        request.misses = memory.misses if memory else 0
        request.windows = list(inputs.suits[request.pk])


def _write_results(requests: Sequence[TurnRequest], results: Mapping[str, Result]) -> None:
    for request in requests:
        result = results.get(request.ticket)
        request.place = result.place if result else None
        request.outcome = result.outcome if result else TurnRequest.Outcome.HAS_ONE
        request.taken = [list(seat) for seat in result.taken] if result else []
    rewriting.rewrite(requests)


def _give(
    draw: Draw,
    requests: Sequence[TurnRequest],
    windows: Sequence[TurnWindow],
    now: datetime,
    *,
    by: Membership,
) -> None:
    """Turns and their seats. A household that got another turn this moment makes the whole draw fail at a
    constraint, and the next round sees it."""
    turns, taken = [], []
    for request in requests:
        held = [(windows[index], number) for index, number in request.taken]
        if held:
            turn = _turn(draw, request, [window for window, _number in held], now, by=by)
            turns.append(turn)
            taken += [
                TurnSeat(
                    organization_id=draw.organization_id, turn_id=turn.pk, window_id=window.pk, number=number,
                    of_seats=window.seats,
                )
                for window, number in held
            ]  # fmt: skip
    Turn.objects.bulk_create(turns, batch_size=A_TIME)
    TurnSeat.objects.bulk_create(taken, batch_size=A_TIME)


def _turn(
    draw: Draw, request: TurnRequest, windows: Sequence[TurnWindow], now: datetime, *, by: Membership
) -> Turn:
    amenity, first = draw.amenity, windows[0]
    until = min(now + timedelta(minutes=amenity.offer_minutes), first.starts_at)
    return Turn(
        organization_id=draw.organization_id,
        household_id=request.household_id,
        amenity_id=amenity.pk,
        kind=amenity.kind,
        starts_at=first.starts_at,
        ends_at=windows[-1].ends_at,
        state=Turn.State.OFFERED if amenity.offer_minutes else Turn.State.GIVEN,
        state_since=now,
        offered_until=until if amenity.offer_minutes else None,
        request_id=request.pk,
        given_by_id=by.pk,
    )


def _remember(draw: Draw, requests: Sequence[TurnRequest], memories: Mapping[UUID, TurnMemory]) -> None:
    """Who went without has one more miss; who repeats a lost turn has it now."""
    changed = []
    for request in requests:
        memory = memories.get(request.household_id) or TurnMemory(
            organization_id=draw.organization_id, household_id=request.household_id, kind=draw.amenity.kind
        )
        if request.outcome == TurnRequest.Outcome.FULL:
            memory.misses += 1
            changed.append(memory)
        elif request.taken and memory.repeats_first:
            memory.repeats_first = False
            changed.append(memory)
    TurnMemory.objects.bulk_create(
        changed,
        batch_size=A_TIME,
        update_conflicts=True,
        unique_fields=["household", "kind"],
        update_fields=["misses", "repeats_first"],
    )


def _asked(request: TurnRequest) -> Asked:
    return Asked(
        request.ticket,
        NO_PRIORITY if request.rank is None else request.rank,
        request.served_on,
        request.misses,
        request.number or 0,
        request.slots,
        tuple(request.windows),
    )


def _content(draw: Draw, requests: Sequence[TurnRequest]) -> dict[str, Any]:
    """The same before and after the rows went through the database."""
    took_part = [request for request in requests if request.place is not None]
    facts = {
        "rule": draw.rule,
        "day": draw.day.isoformat(),
        "drawn_at": draw.done_at.isoformat(timespec="seconds") if draw.done_at else None,
        "seed": draw.seed,
        "seed_hash": draw.seed_hash,
        "busy": sorted(request.ticket for request in requests if request.place is None),
    }
    return published.content(
        facts,
        draw.windows_seen,
        published.entries_of([_asked(request) for request in took_part], rule=draw.rule),
        [
            Result(request.ticket, request.place or 0, request.outcome, tuple(map(tuple, request.taken)))
            for request in took_part
        ],
    )
