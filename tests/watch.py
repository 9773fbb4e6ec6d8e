"""P4 over the whole suite: whatever a test logs or hands to a worker, no called name is in it."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from celery.signals import task_prerun

from core.logs import lines
from tests.factories.shelters import CANARY_NAME, CANARY_NOTES, CANARY_WAY

CANARIES = (CANARY_NAME, CANARY_NOTES, CANARY_WAY)
seen: list[str] = []


def look_at(text: str) -> None:
    """Remember what holds a canary; the test that runs fails at its end."""
    seen.extend(f"{canary} in {text}" for canary in CANARIES if canary in text)


class Watcher(logging.StreamHandler[io.StringIO]):
    """Writes lines as the site does, and reads them."""

    def __init__(self) -> None:
        super().__init__(io.StringIO())
        self.setFormatter(lines())

    def emit(self, record: logging.LogRecord) -> None:
        look_at(self.format(record))


logging.getLogger().addHandler(Watcher())


@task_prerun.connect(weak=False)
def look_at_task(task: Any, args: Any, kwargs: Any, **_: Any) -> None:
    """Arguments lie in queues and in their files."""
    look_at(f"{task.name} {args} {kwargs}")


@pytest.fixture(autouse=True)
def _no_name_leaves() -> Iterator[None]:
    """No called name, note or contact in a log line or in a task."""
    yield
    found, seen[:] = list(seen), []
    assert found == []
