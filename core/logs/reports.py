"""Django's error reports, in its debug pages and mails: the same few facts as in the log."""

from django.utils.html import escape
from django.views.debug import ExceptionReporter

from core.logs.faults import describe


class PlainReporter(ExceptionReporter):
    """Types and places only. Django's own would show every local variable."""

    def get_traceback_text(self) -> str:
        """The exception, what caused it, and where."""
        if self.exc_value is None:
            return ""
        told = describe(self.exc_value, self.tb)
        return "\n".join([told["exception"], *told.get("caused_by", []), "", *told["frames"]])

    def get_traceback_html(self) -> str:
        """The same as a page."""
        return f"<!doctype html><title>500</title><pre>{escape(self.get_traceback_text())}</pre>"
