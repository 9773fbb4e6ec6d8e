"""Django's error reports, in its debug pages and mails: the same few facts as in the log."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter

from core.logs.faults import describe


class PlainReporter(ExceptionReporter):
    """Types and places only. Django's own would show every local variable."""

    def get_traceback_text(self) -> SafeString:
        """The exception, what caused it, and where, as plain text."""
        return mark_safe("\n".join(self._lines()))  # noqa: S308  sent as text/plain

    def get_traceback_html(self) -> SafeString:
        """The same as a page."""
        return format_html("<!doctype html><title>500</title><pre>{}</pre>", "\n".join(self._lines()))

    def _lines(self) -> list[str]:
        if self.exc_value is None:
            return []
        told = describe(self.exc_value, self.tb)
        return [told["exception"], *told.get("caused_by", []), "", *told["frames"]]
