"""A draw while everything happens at once: workers are killed anywhere in it, two workers make the same one,
and desks ask until the last moment."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
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

ASKING = 6
SEATS = 2
# More than a draw has statements: the last children come through.
STATEMENTS = 40

# Forked children make the draw; each dies after one statement more than the one before it.
WORKER = """
import os, signal, sys
from uuid import UUID
import django
django.setup()
from django.db import connection
from schedules.actions import draws
connection.settings_dict["NAME"] = sys.argv[1]
draw, tenant = UUID(sys.argv[2]), UUID(sys.argv[3])

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
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    command = [sys.executable, "-W", "ignore", "-c", WORKER]
    names = [str(connection.settings_dict["NAME"]), str(due.pk), str(due.organization_id)]
    seen = []
    with subprocess.Popen(
        [*command, *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as worker:
        assert worker.stdout.readline() == "ready\n"
        for statements in range(1, STATEMENTS + 1):
            worker.stdin.write(f"{statements}\n")
            worker.stdin.flush()
            seen.append((worker.stdout.readline().strip(), facts()))
            if seen[-1] == ("0", WHOLE):
                break
        worker.communicate(timeout=60)

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
