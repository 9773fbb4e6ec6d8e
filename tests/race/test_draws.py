"""A draw while everything happens at once: workers are killed anywhere in it, two workers make the same one,
and desks ask until the last moment."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions.robots import robot_of
from core.errors import DomainError
from privacy import audit, keyring
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import draws, requests
from schedules.models import Draw, Turn, TurnMemory, TurnRequest, TurnSeat
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import DrawFactory, TurnRequestFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import HouseholdFactory
from tests.race.processes import Racer

ASKING = 6
SEATS = 2
# More than a draw has statements: the last children come through.
STATEMENTS = 40

# Forked children make the draw; each dies after one statement more than the one before it.
WORKER = """
import os, signal, sys
from uuid import UUID
from django.db import connection
from schedules.actions import draws
draw, tenant = UUID(sys.argv[1]), UUID(sys.argv[2])

def make(statements):
    left = [statements]
    def count(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    with connection.execute_wrapper(count):
        draws.carry_out(draw, tenant)

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        make(int(line))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def due(transactional_db):
    """Six ask for two seats; one of them lost a turn before."""
    draw = DrawFactory(draws_at=timezone.now() - timedelta(minutes=1))
    WindowFactory(amenity=draw.amenity, seats=SEATS, starts_at=tomorrow_at(draw.amenity, 10))
    asked = TurnRequestFactory.create_batch(ASKING, draw=draw)
    TurnMemory.objects.create(
        organization=draw.organization, household=asked[0].household, kind="charging", repeats_first=True
    )
    robot_of(draw.organization)
    return draw


def facts():
    """How many turns, seats, places, misses and entries there are, and whether the draw is done."""
    return (
        Turn.objects.count(),
        TurnSeat.objects.count(),
        TurnRequest.objects.filter(place__isnull=False).count(),
        sum(TurnMemory.objects.values_list("misses", flat=True)),
        TurnMemory.objects.filter(repeats_first=True).count(),
        AuditEntry.objects.filter(verb=Verb.DRAWN).count(),
        Draw.objects.filter(done_at__isnull=False).count(),
    )


OLD = (0, 0, 0, 0, 1, 0, 0)
WHOLE = (SEATS, SEATS, ASKING, ASKING - SEATS, 0, 1, 1)


def test_whoever_is_killed_anywhere_leaves_nothing_or_the_whole_draw(due):
    seen = []
    worker = Racer(WORKER, due.pk, due.organization_id)
    assert worker.said() == "ready"
    for statements in range(1, STATEMENTS + 1):
        worker.tell(str(statements))
        seen.append((worker.said(), facts()))
        if seen[-1] == ("0", WHOLE):
            break
    worker.end()

    assert seen[-1] == ("0", WHOLE)
    assert set(seen[:-1]) == {("9", OLD)}
    assert len(seen) > 15
    assert audit.verify(due.organization_id, public_key=keyring.public_key()).findings == []


def test_two_workers_make_a_draw_once(due):
    answers = at_once([lambda: draws.carry_out(due.pk, due.organization_id)] * 2)

    assert answers == [due, due]
    assert facts() == WHOLE


def test_whoever_asks_at_the_last_moment_is_in_the_draw_or_is_told(due):
    """Nobody is written on a list that was just drawn."""
    Draw.objects.filter(pk=due.pk).update(draws_at=timezone.now() + timedelta(hours=1))
    desk = MembershipFactory(organization=due.organization)
    families = HouseholdFactory.create_batch(4, organization=due.organization)

    def ask(family):
        return lambda: requests.ask(family, due, way="desk", by=desk)

    def draw():
        Draw.objects.filter(pk=due.pk).update(draws_at=timezone.now())
        return draws.carry_out(due.pk, due.organization_id)

    answers = at_once([*map(ask, families[:2]), draw, *map(ask, families[2:])])

    done = Draw.objects.get(pk=due.pk)
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert {answer.code for answer in refused} <= {"draw_over"}
    assert TurnRequest.objects.filter(draw=due).count() == ASKING + 4 - len(refused)
    assert done.asked == ASKING + 4 - len(refused)
    assert not TurnRequest.objects.filter(draw=due, place=None).exists()


def at_once(deeds):
    """What each of these answers when all are called at the same moment."""
    barrier, answers = threading.Barrier(len(deeds)), {}

    def call(number, deed):
        barrier.wait()
        try:
            answers[number] = deed()
        except DomainError as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(deeds))]
