"""From a log record to a line: only allowed keys, and of a message only what stands in the source code."""

import logging
import logging.config
import sys
import threading
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

from core.logs.faults import describe, place

# The whole vocabulary. A key is added here only when its values can never be about a person.
ALLOWED = (
    "at", "level", "logger", "event", "where",
    "request", "route", "method", "status", "duration_ms",
    "task", "task_id", "socket",
    "organization", "rule", "rows", "number", "digest", "copies", "files",
    "exception", "caused_by", "frames", "sqlstate", "errno",
)  # fmt: skip
LONGEST = 200
UNSAID = "…"

log = structlog.get_logger("posada")


def configure(settings: dict[str, Any]) -> None:
    """settings.LOGGING_CONFIG: logging as the settings say, and nothing that ends up beside it."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Python would print the message of the exception, and with it what somebody typed.
    sys.excepthook = _process_failed
    threading.excepthook = _thread_failed


def lines() -> logging.Formatter:
    """The formatter of every handler."""
    return ProcessorFormatter(
        processors=[only_allowed, structlog.processors.JSONRenderer(ensure_ascii=False)],
        use_get_message=False,
        pass_foreign_args=True,
    )


def only_allowed(_logger: Any, _method: str, given: MutableMapping[str, Any]) -> dict[str, Any]:
    """What may be told of a record, own or foreign."""
    record: logging.LogRecord = given["_record"]
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record, given),
        "where": place(record.pathname, record.lineno),
    }
    told |= {key: _short(given[key]) for key in ALLOWED if key in given and key not in told}
    told |= {key: value for key, value in structlog.contextvars.get_contextvars().items() if key in ALLOWED}
    error = _error(given.get("exc_info"))
    if error is not None:
        told |= describe(error)
    return told


def _event(record: logging.LogRecord, given: MutableMapping[str, Any]) -> str:
    """The message as it stands in the source code; numbers are filled in, everything else is left out."""
    text = given.get("event")
    if not isinstance(text, str) or not _is_literal(text, record):
        return UNSAID
    args = given.get("positional_args")
    if not args or not isinstance(args, tuple):
        return text
    filled = tuple(arg if isinstance(arg, int | float) else _Unsaid() for arg in args)
    try:
        return text % filled
    except (TypeError, ValueError):
        return text


class _Unsaid:
    """Stands where a value was, whatever the format asks for."""

    def __str__(self) -> str:
        return UNSAID

    __repr__ = __str__


def _is_literal(text: str, record: logging.LogRecord) -> bool:
    """Whether the function that logs holds this very text. What was put together at run time is not there."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001  the public way costs a whole stack summary
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return text in [constant for constant in code.co_consts if isinstance(constant, str)]
        frame = frame.f_back
    return False


def _short(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [str(item)[:LONGEST] for item in value]
    return str(value)[:LONGEST]


def _error(given: Any) -> BaseException | None:
    if given is True:
        return sys.exc_info()[1]
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return given if isinstance(given, BaseException) else None


def _process_failed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("process_failed", **describe(error, trace))


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        log.error("thread_failed", **describe(failed.exc_value, failed.exc_traceback))
