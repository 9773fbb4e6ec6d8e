"""Workers that post alerts are killed anywhere: no message is lost, and none is taken twice by its id."""

import random
from contextlib import contextmanager
from threading import Thread

import pytest
from django.utils import timezone

from partners.actions import outbox, webhooks
from partners.models import Delivery
from privacy import walls
from tests.factories.accounts import MembershipFactory
from tests.factories.alerts import MessageFactory
from tests.partners.hearing import receiver
from tests.race.processes import Racer

KILLS = 50
# Fewer than a run with something to post has. The other half dies by the clock, in the post too.
STATEMENTS = 9
LONGEST = 0.06  # seconds
# Forked children post; each is killed after so many statements, or so many seconds.
WORKER = """
import os, signal, sys
from django.conf import settings
from django.db import connection
from partners.actions import outbox
settings.WEBHOOKS_INSIDE = ["127.0.0.1"]

def die_after(statements):
    left = [statements]
    def count(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    with connection.execute_wrapper(count):
        outbox.send_due()

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        kind, when = line.split()
        if kind == "seconds":
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # its usual end is the end of the process
            signal.setitimer(signal.ITIMER_REAL, float(when))
            outbox.send_due()
        else:
            die_after(int(when))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@contextmanager
def worker():
    """`post(line)` forks a child that posts and dies as the line says; the status that it left."""
    running = Racer(WORKER)
    assert running.said() == "ready"

    def post(line):
        running.tell(line)
        return running.said()

    yield post
    running.end()


def ends():
    """After so many statements, and in turn after so many seconds: at random, but the same every time."""
    dice = random.Random(6)  # no secret: any moments will do
    for number in range(KILLS // 2):
        yield f"statements {number % STATEMENTS + 1}"
        yield f"seconds {dice.uniform(0.001, LONGEST):.4f}"


def queued(office):
    """A message about one more alert, on its way. Not told: then it would be posted at once, by the test."""
    message = MessageFactory(alert__organization=office)
    with walls.within(office.pk, network=office.network_id):
        outbox.queue(message)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(transactional_db, settings):
    settings.WEBHOOKS_INSIDE = ["127.0.0.1"]
    coordinator = MembershipFactory()
    with receiver() as heard, worker() as post:
        webhooks.add(label="Socio", url=heard.url, mark="clear", by=coordinator)
        left = []
        for end in ends():
            queued(coordinator.organization)
            # The minute for which the dead one had claimed them is over.
            Delivery.objects.filter(taken_at=None).update(next_try_at=timezone.now())
            left.append(post(end))
        while Delivery.objects.filter(taken_at=None, given_up_at=None).exists():
            Delivery.objects.filter(taken_at=None).update(next_try_at=timezone.now())
            outbox.send_due()

    assert "0" not in left[::2]  # they did die in the middle of it
    wanted = {str(pk) for pk in Delivery.objects.values_list("pk", flat=True)}
    assert len(wanted) == KILLS
    assert set(heard.ids) == wanted
    assert not Delivery.objects.filter(taken_at=None).exists()


@pytest.mark.usefixtures("transactional_db")
def test_two_workers_never_post_the_same_at_once(settings):
    settings.WEBHOOKS_INSIDE = ["127.0.0.1"]
    coordinator = MembershipFactory()
    with receiver() as heard, worker() as post, worker() as other:
        webhooks.add(label="Socio", url=heard.url, mark="clear", by=coordinator)
        for _ in range(8):
            queued(coordinator.organization)
        racing = [Thread(target=each, args=("seconds 30",)) for each in (post, other)]
        for thread in racing:
            thread.start()
        for thread in racing:
            thread.join()

    assert len(heard.ids) == len(set(heard.ids)) == 8
