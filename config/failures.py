"""Tasks and sockets that break: told in the log by name and place, without what they were about."""

from types import TracebackType
from typing import Any

import structlog

from core.logs import describe

log = structlog.get_logger("posada.failures")


def keep_our_logging(**_: Any) -> None:
    """For Celery's setup_logging: without a receiver it adds handlers, which print arguments."""


def name_task(task: Any, task_id: str, **_: Any) -> None:
    """Every line of a task names it."""
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


def forget_task(**_: Any) -> None:
    """The worker goes on with another task."""
    structlog.contextvars.unbind_contextvars("task", "task_id")


def tell_task(sender: Any, task_id: str, exception: BaseException, traceback: Any, **_: Any) -> None:
    """Which task and where it broke; never its arguments."""
    trace = traceback if isinstance(traceback, TracebackType) else None
    log.error("task_failed", task=sender.name, task_id=task_id, **describe(exception, trace))


def tell_socket(name: str, error: BaseException) -> None:
    """Which consumer and where it broke; never its address, which may hold an id."""
    log.error("socket_failed", socket=name, **describe(error))
