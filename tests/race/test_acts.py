"""An act on a whole programme: workers are killed anywhere in it, two coordinators press at once, and the
desks go on."""

import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import acts, notices, shares
from appointments.events import act_begun, act_undone, notice_written
from appointments.models import Appointment, AppointmentChange, Notice, ProgrammeAct, ProgrammeState
from appointments.receivers import carry_out
from core.errors import DomainError
from privacy import audit, keyring
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from shelters.models import Stay
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room
from tests.race.processes import Racer

HOUSES = 5
APPOINTMENTS_OF_A_HOUSE = 3
WORKERS = 2
KILLED = 12
COORDINATORS = 4
STATEMENTS = 30
LONGEST = 0.3

# Forked children work on the act until they die: the even ones at a statement, the odd ones at a moment.
# The first of two workers to come so far dies for certain, however quick the machine: both together have
# far more statements to make than twice STATEMENTS.
WORKER = """
import os, random, signal, sys, time
from uuid import UUID
from django.db import connection
from appointments.actions import shares
act, tenant, chance = UUID(sys.argv[1]), UUID(sys.argv[2]), random.Random(int(sys.argv[3]))

def work(statements):
    left = [statements]
    def count(execute, sql, params, many, context):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(count):
        shares.finish(act, tenant)

print("ready", flush=True)
for _go in sys.stdin:
    ends = []
    for number in range(int(sys.argv[4])):
        statements, seconds = chance.randrange(1, int(sys.argv[5])), chance.uniform(0, float(sys.argv[6]))
        child = os.fork()
        if child == 0:
            work(0 if number % 2 else statements)
            os._exit(0)
        if number % 2:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
        ends.append(str(os.waitpid(child, 0)[1]))
    print(*ends, flush=True)
"""


@pytest.fixture
def boss(transactional_db):
    office = OrganizationFactory(network=NetworkFactory(), kind="partner")
    return MembershipFactory(organization=office, role=Role.NETWORK_COORDINATOR)


@pytest.fixture
def programme(boss):
    """With appointments in some houses of its network."""
    programme = ProgrammeFactory(organization=boss.organization)
    for _each in range(HOUSES):
        house = OrganizationFactory(network=boss.organization.network)
        member = MembershipFactory(organization=house)
        for day in range(1, APPOINTMENTS_OF_A_HOUSE + 1):
            AppointmentFactory(
                household=make_household(house, "woman"),
                programme=programme,
                made_by=member,
                starts_at=timezone.now() + timedelta(days=day),
                bed_kept_until=timezone.now() + timedelta(days=day + 1),
            )
    return programme


@pytest.fixture
def broker(boss):
    """Down: whoever acts is heard by nobody, so that the workers of the tests come first."""
    act_begun.disconnect(carry_out)
    act_undone.disconnect(carry_out)
    yield
    act_begun.connect(carry_out)
    act_undone.connect(carry_out)


@contextmanager
def workers_at(act):
    """Programs whose children work on the act; `next(rounds)` lets all go and tells how each one ended."""
    workers = [
        Racer(WORKER, act.pk, act.organization_id, seed, KILLED, STATEMENTS, LONGEST)
        for seed in range(WORKERS)
    ]
    assert [worker.said() for worker in workers] == ["ready"] * WORKERS
    yield workers
    for worker in workers:
        worker.end()


def let_go(workers):
    """All children of this round begin."""
    for worker in workers:
        worker.tell()


def ends_of(workers):
    """How they ended: 9 by SIGKILL, 0 for those that were through before."""
    return Counter(end for worker in workers for end in worker.said().split())


def waiting_families():
    """A desk with a house, and families at its door."""
    desk = MembershipFactory()
    beds = iter(make_room(ShelterFactory(organization=desk.organization), 6).beds.all())
    return desk, [(make_household(desk.organization, "woman"), next(beds)) for _each in range(6)]


def facts():
    """All appointments as they are, except that versions only ever go up."""
    columns = ["pk", "status", "status_since", "starts_at", "bed_kept_until"]
    return list(Appointment.objects.order_by("pk").values_list(*columns))


def close(programme, boss):
    wanted = Wanted("close", timezone.now(), "America/New_York")
    return acts.begin(programme, wanted, asked="once", by=boss)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_anywhere_everything_happens_once(boss, programme, broker):
    before = facts()
    desk, families = waiting_families()
    act = close(programme, boss)

    with workers_at(act) as workers:
        let_go(workers)
        for family, bed in families:
            stays.check_in(family, into={family.persons.get(): bed}, by=desk)
        killed = [ends_of(workers)]
        shares.finish_all()
        notices.deliver_all()
        happened_once(act)

        acts.undo(act, by=boss)
        let_go(workers)
        killed.append(ends_of(workers))
        shares.finish_all()

    assert facts() == before
    assert set(Appointment.objects.values_list("version", flat=True)) == {2}
    assert Notice.objects.filter(kind="undone", organization__in=houses()).count() == HOUSES
    assert Stay.objects.in_use().count() == len(families)
    assert [set(ends) - {"0"} for ends in killed] == [{"9"}, {"9"}]


def houses():
    """Those that have appointments."""
    return set(Appointment.objects.values_list("organization", flat=True))


def happened_once(act):
    """Each appointment changed once, each house told once, each trail whole."""
    rows = Appointment.objects.values_list("status", "version")
    assert Counter(rows) == {("by_programme", 1): HOUSES * APPOINTMENTS_OF_A_HOUSE}
    assert AppointmentChange.objects.count() == HOUSES * APPOINTMENTS_OF_A_HOUSE
    shared = act.shares.filter(organization__in=houses())
    assert [share.appointments for share in shared] == [APPOINTMENTS_OF_A_HOUSE] * HOUSES
    told = Notice.objects.filter(kind="act", organization__in=houses())
    assert Counter(told.values_list("organization", flat=True)) == dict.fromkeys(houses(), 1)
    assert not Notice.objects.waiting().exists()
    assert AuditEntry.objects.filter(verb=Verb.BY_ACT).count() == act.shares.count()
    key = keyring.public_key()
    assert [audit.verify(house, public_key=key).findings for house in houses()] == [[]] * HOUSES


def at_once(deeds):
    """What each of these answers when all are called at the same moment."""
    barrier, answers = threading.Barrier(len(deeds)), []

    def call(deed):
        barrier.wait()
        try:
            answers.append(deed())
        except DomainError as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["close", "cancel"])
def test_of_coordinators_who_press_at_once_one_acts(boss, programme, kind, broker):
    wanted = Wanted(kind, timezone.now(), "America/New_York")
    colleagues = [
        MembershipFactory(organization=boss.organization, role=Role.NETWORK_COORDINATOR)
        for _each in range(COORDINATORS)
    ]

    answers = at_once(
        [lambda by=by: acts.begin(programme, wanted, asked=str(by.pk), by=by) for by in colleagues]
    )
    shares.finish_all()

    act = ProgrammeAct.objects.get()
    assert Counter(answers) == {act: 1, "act_under_way": COORDINATORS - 1}
    assert AppointmentChange.objects.count() == HOUSES * APPOINTMENTS_OF_A_HOUSE
    assert ProgrammeState.objects.filter(programme=programme).count() == (2 if kind == "close" else 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_act(boss, programme, broker):
    wanted = Wanted("close", timezone.now(), "America/New_York")

    answers = at_once([lambda: acts.begin(programme, wanted, asked="the same", by=boss)] * COORDINATORS)

    assert answers == [ProgrammeAct.objects.get()] * COORDINATORS


@pytest.mark.django_db(transaction=True)
def test_workers_and_the_sweep_at_once_do_it_once_and_take_it_back_once(boss, programme, broker):
    before = facts()
    act = close(programme, boss)
    heard: Counter[str] = Counter()

    def hear(*, notice_id, **_facts):
        heard[notice_id] += 1

    notice_written.connect(hear)
    try:
        at_once([lambda: shares.finish(act.pk, act.organization_id)] * 2 + [shares.finish_all])
        done = Appointment.objects.filter(status="by_programme", version=1).count()
        at_once([lambda: acts.undo(act, by=boss)] * 2)
        at_once([lambda: shares.finish(act.pk, act.organization_id)] * 2 + [shares.finish_all])
    finally:
        notice_written.disconnect(hear)
    shares.finish_all()

    assert done == HOUSES * APPOINTMENTS_OF_A_HOUSE
    assert facts() == before
    assert set(heard) == set(Notice.objects.exclude(delivered_at=None).values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_taking_back_while_workers_are_at_it_leaves_nothing_half(boss, programme, broker):
    before = facts()
    act = close(programme, boss)

    at_once(
        [
            lambda: shares.finish(act.pk, act.organization_id),
            lambda: acts.undo(act, by=boss),
            shares.finish_all,
        ]
    )
    shares.finish_all()

    assert facts() == before
    assert not AppointmentChange.objects.filter(undone_at=None).exists()
    assert ProgrammeAct.objects.get().finished_at is not None
