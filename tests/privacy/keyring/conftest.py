"""A keyring of the test's own, and other processes that use it too."""

import json
import subprocess
import sys
import time
import uuid
from contextlib import suppress

import pytest
from django.conf import settings

from privacy.keyring.folder import Folder
from privacy.keyring.places import Subject
from privacy.keyring.ring import Keyring

SECRET = "the root secret of a test " * 3


class Hand:
    """Another process. Tasks are tuples: a name and its arguments."""

    def __init__(self, folder, secret=SECRET):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.privacy.keyring.hand", str(folder), secret],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self):
        """The next answer: at first that it is ready, then one list for each order."""
        return json.loads(self.process.stdout.readline())

    def order(self, *tasks, at=0.0, step=0):
        """Begin these tasks, at a time."""
        order = [at, step, [[name, *written(*given)] for name, *given in tasks]]
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def killed_at(self, step, *tasks):
        """Do these tasks in a child that is killed before its so manyth step on the disk; False when it came
        to its end before that."""
        self.order(*tasks, step=step)
        return self.wait()

    def do(self, *task):
        """One task and its answer."""
        self.order(task)
        return self.wait()[0]

    def kill(self):
        """SIGKILL, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(BrokenPipeError):
                pipe.close()


def written(*given):
    """Arguments as JSON holds them."""
    for each in given:
        if isinstance(each, Subject):
            yield from (str(each.tenant), str(each.subject), each.day and each.day.isoformat())
        else:
            yield str(each)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keyring"


@pytest.fixture
def ring(folder, tmp_path):
    return Keyring(Folder(folder, SECRET, marker=tmp_path / "site" / "keyring.id"))


@pytest.fixture
def hands(folder):
    """Makes processes that are ready, and ends them."""
    made = []

    def make(count=1, secret=SECRET):
        new = [Hand(folder, secret) for _ in range(count)]
        made.extend(new)
        assert [hand.wait() for hand in new] == ["ready"] * count
        return new

    yield make
    for hand in made:
        hand.kill()


def soon():
    """A moment at which all hands begin."""
    return time.time() + 0.05


def new_subject(day=None, tenant=None):
    return Subject(tenant or uuid.uuid4(), uuid.uuid4(), day)
