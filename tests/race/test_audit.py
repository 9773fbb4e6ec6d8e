"""Many processes write the trail of one organization at once: no fork, no gap, nothing lost."""

import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from privacy import audit, keyring, walls
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.race.processes import Racer

PROCESSES = 3
DEEDS = 20
THREADS = 6

WRITER = """
import sys
from django.db import transaction
from accounts.models import Membership
from privacy import audit, walls
from privacy.verbs import Verb
member = Membership.objects.get(pk=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    with walls.within(member.organization_id):
        audit.record(Verb.CHECKED_IN, by=member)
        audit.record(Verb.MOVED, by=member)
    with transaction.atomic():
        audit.record(Verb.CHECKED_OUT, by=member)
        transaction.set_rollback(number % 5 == 0)
print("done", flush=True)
"""


def whole(tenant):
    report = audit.verify(tenant, public_key=keyring.public_key())
    return report.entries if not report.findings else report.findings


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_leave_one_chain(desk):
    writers = [Racer(WRITER, desk.pk, DEEDS) for _ in range(PROCESSES)]
    assert [writer.said() for writer in writers] == ["ready"] * PROCESSES
    for writer in writers:
        writer.tell()

    assert [writer.end() for writer in writers] == ["done\n"] * PROCESSES
    rolled_back = PROCESSES * len([number for number in range(DEEDS) if number % 5 == 0])
    assert whole(desk.organization_id) == PROCESSES * DEEDS * 3 - rolled_back


@pytest.mark.django_db(transaction=True)
def test_the_first_entries_of_a_chain_may_come_at_once_and_cross(desk, stranger):
    barrier, failed = threading.Barrier(THREADS), []

    def act(here, there, *, fails):
        with walls.within(here.organization_id):
            audit.record(Verb.HELD, by=here)
            audit.record(Verb.HELD, by=here, within=there.organization_id)
            if fails:
                raise DomainError

    def write(turn):
        here, there = (desk, stranger) if turn % 2 else (stranger, desk)
        barrier.wait()
        try:
            for number in range(8):
                with suppress(DomainError):
                    act(here, there, fails=number == 3)
        except Exception as error:  # noqa: BLE001  told to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[turn]) for turn in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert whole(desk.organization_id) == whole(stranger.organization_id) == THREADS * 7
    assert AuditEntry.objects.count() == THREADS * 14


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_after_it_was_recorded_is_not_in_the_trail(desk):
    with suppress(DomainError), transaction.atomic():
        audit.record(Verb.MOVED, by=desk)
        raise DomainError

    audit.record(Verb.CHECKED_IN, by=desk)

    assert whole(desk.organization_id) == 1
