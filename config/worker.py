"""Worker and scheduler inside this process, for the site that is one command.

Several processes on a server run `celery -A config worker` and `celery -A config beat` instead. This
leans on inner parts of Celery (its unmanaged worker, its warm-stop flag, its beat service), because the
command-line worker insists on owning the process; tests/config/test_worker.py watches that it holds.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from celery import Celery
from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

SECONDS_TO_STOP = 5


class Background(AbstractContextManager["Background"]):
    """A worker and a scheduler on threads of their own, from `with` until its end."""

    def __init__(self, app: Celery, *, on_failure: Callable[[], None]) -> None:
        self._app = app
        self._on_failure = on_failure
        self._stopping = False
        self.failed = False
        self._worker = WorkController(
            app=app,
            hostname="worker@posada",
            pool="solo",
            concurrency=1,
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
        )
        # The plain scheduler keeps no file: the schedule is in the settings.
        self._beat = Service(app, scheduler_cls=Scheduler, max_interval=1, remote_control=False)
        self._threads = [
            threading.Thread(target=self._watch, args=(start,), name=name, daemon=True)
            for name, start in [("worker", self._worker.start), ("scheduler", self._beat.start)]
        ]

    def __enter__(self) -> Self:
        state.should_stop = None
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the task in hand finish, for some seconds at most. What is left waits in the queue."""
        self._stopping = True
        self._beat.stop()
        state.should_stop = 0
        for thread in self._threads:
            thread.join(SECONDS_TO_STOP)

    def _watch(self, start: Callable[[], None]) -> None:
        """Neither may end on its own: a site without its worker would look healthy and forget nothing."""
        self._app.set_current()
        try:
            start()
        finally:
            if not self._stopping:
                self.failed = True
                self._on_failure()
