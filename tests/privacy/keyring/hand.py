"""Another process on the same keyring: `python -m tests.privacy.keyring.hand FOLDER SECRET`.

It reads one task a line (JSON: name and arguments) and answers with one line. Without Django's apps, so
that it starts in a fraction of a second.
"""

import json
import os
import resource
import signal
import sys
import time
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from django.conf import settings

settings.configure()

from core.errors import DomainError  # noqa: E402
from privacy.keyring import destroying, files, rotation  # noqa: E402
from privacy.keyring.folder import Folder  # noqa: E402
from privacy.keyring.places import Subject  # noqa: E402
from privacy.keyring.ring import Keyring  # noqa: E402


def subject_of(given):
    tenant, subject, day = given
    return Subject(UUID(tenant), UUID(subject), date.fromisoformat(day) if day else None)


def subjects_of(given):
    """Several subjects, three words each."""
    return [subject_of(given[at : at + 3]) for at in range(0, len(given), 3)]


TASKS = {
    "seal": lambda ring, *given: ring.key_for_sealing(subject_of(given)).hex(),
    "open": lambda ring, *given: ring.key_for_opening(subject_of(given)).hex(),
    "destroy": lambda ring, *given: destroying.destroy(ring, subject_of(given)),
    "destroy_many": lambda ring, *given: destroying.destroy_many(ring, subjects_of(given)),
    "destroy_day": lambda ring, tenant, day: destroying.destroy_day(
        ring, UUID(tenant), date.fromisoformat(day)
    ),
    "retire": lambda ring, *given: destroying.retire(ring, subject_of(given), idle=timedelta(0)),
    "rotate": lambda ring, old, new: rotation.rotate(Keyring(Folder(ring.folder.path, old)), new),
    "sweep": destroying.finish,
    "rewrite": lambda ring, said: files.rewrite(ring.folder.path / "erased.json", said.encode),
    "fill_the_disk": lambda _ring: resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)),
}


STEPS = {"fcntl.flock", "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.utime"}


def done(ring, name, *given):
    """What a task gives: a key as hex, nothing, or the code of a refusal."""
    try:
        return TASKS[name](ring, *given)
    except DomainError as refused:
        return refused.code


def killed(ring, tasks, step):
    """Do the tasks in a process that dies before its so manyth step on the disk; whether it came so far."""
    child = os.fork()
    if not child:
        left = count(1)
        sys.addaudithook(lambda event, _about: event in STEPS and next(left) == step and die())
        for task in tasks:
            done(ring, *task)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def say(answer):
    print(json.dumps(answer), flush=True)  # noqa: T201  the pipe to the test


def main(folder, secret):
    ring = Keyring(Folder(Path(folder), secret))
    say("ready")
    for line in iter(sys.stdin.readline, ""):
        at, step, tasks = json.loads(line)
        time.sleep(max(0.0, at - time.time()))
        say(killed(ring, tasks, step) if step else [done(ring, *task) for task in tasks])


if __name__ == "__main__":
    main(*sys.argv[1:])
