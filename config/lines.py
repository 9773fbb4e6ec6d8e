"""Logging: lines with words of an allow-list only."""

from typing import Any

SILENT: dict[str, Any] = {"level": "CRITICAL", "handlers": [], "propagate": False}
THROUGH_OURS: dict[str, Any] = {"level": "WARNING", "handlers": [], "propagate": True}


def lines(level: str) -> dict[str, Any]:
    """For Django's LOGGING: everything from this level on, except what would tell of people."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "core.logs.lines"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level},
            # These would tell addresses and arguments. core.web.tracing and config.celery tell the faults.
            "django.request": SILENT,
            "django.server": SILENT,
            "django.security.DisallowedHost": SILENT,
            "django.security.csrf": SILENT,
            "celery.app.trace": SILENT,
            "uvicorn.access": SILENT,
            "granian.access": SILENT,
            # They tell which letters a PDF needs.
            "fontTools": SILENT,
            "fpdf": SILENT,
            # The servers bring handlers of their own.
            **dict.fromkeys(["celery", "kombu", "uvicorn", "uvicorn.error", "_granian"], THROUGH_OURS),
        },
    }
