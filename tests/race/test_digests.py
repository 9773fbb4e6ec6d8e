"""Workers that send letters are killed anywhere, and race: nobody is written twice on a day."""

from datetime import datetime, time, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from alerts.actions import digests
from alerts.models import Digest, DigestWish
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.alerts import MessageFactory
from tests.race.processes import Racer

# The statements of a round with one letter, and some of the letter after it.
MOMENTS = range(4, 34, 3)
WORKER = """
import os, signal, sys
from django.conf import settings
from django.db import connection
from alerts.actions import digests
settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "posada@mail.example"
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = sys.argv[1]

def send(statements):
    left = [statements]
    def count(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    with connection.execute_wrapper(count):
        digests.send_due()

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        send(int(line))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def post(worker, statements=0):
    """What became of a worker that dies after so many statements; 0 for one that lives."""
    worker.tell(str(statements))
    return worker.said()


def readers(number):
    """Members for whom something new waits, in a network where eight o'clock is over and midnight far."""
    zone = "Etc/UTC" if 8 <= timezone.now().hour <= 22 else "Etc/GMT+12"
    house = OrganizationFactory(network=NetworkFactory(time_zone=zone))
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    eight = datetime.combine(today, time(8), ZoneInfo(zone))
    told = eight - timedelta(days=1)
    for _each in range(number):
        member = MembershipFactory(organization=house)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(
            user=member.user, email=f"{member.user.username}@mail.example", verified=True, primary=True
        )
        wish = digests.choose(member)
        DigestWish.objects.filter(pk=wish.pk).update(told_until=told, tried_until=told)
    MessageFactory(alert__organization=house, sent_at=eight - timedelta(hours=1))


def received(folder):
    """To whom letters went, from the files of a mail server."""
    lines = [line for file in folder.iterdir() for line in file.read_text().splitlines()]
    return sorted(line for line in lines if line.startswith("To: "))


@pytest.mark.usefixtures("transactional_db")
def test_a_killed_worker_leaves_no_second_letter(tmp_path):
    readers(len(MOMENTS))
    worker = Racer(WORKER, tmp_path)
    assert worker.said() == "ready"

    ends = [post(worker, moment) for moment in MOMENTS]
    last = [post(worker) for _twice in range(2)]
    worker.end()

    assert "9" in ends  # they did die in the middle of it
    assert last == ["0", "0"]
    told = received(tmp_path)
    assert len(told) == len(set(told))
    begun = Digest.objects.exclude(state="sent").count()
    assert Digest.objects.count() == len(MOMENTS)
    assert len(told) in range(len(MOMENTS) - begun, len(MOMENTS) + 1)


@pytest.mark.usefixtures("transactional_db")
def test_workers_in_a_race_write_each_reader_once(tmp_path):
    readers(6)
    workers = [Racer(WORKER, tmp_path) for _each in range(3)]
    assert [worker.said() for worker in workers] == ["ready"] * 3

    racing = [Thread(target=post, args=(worker,)) for worker in workers]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    for worker in workers:
        worker.end()

    told = received(tmp_path)
    assert len(told) == len(set(told)) == 6
    assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}
