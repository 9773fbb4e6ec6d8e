"""Erasure receipts: what went, how many rows, and that it was looked for."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.rights import Right
from privacy.models import Receipt


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """Of the own organization only. Nothing here can be changed: each receipt is signed."""

    see = Right.SEE_RETENTION
    list_display = ["number", "ended_at", "occasion", "rows", "physical", "scan"]
    list_filter = ["occasion", "scan"]
    date_hierarchy = "ended_at"
    fields = [
        "number",
        "occasion",
        "begun_at",
        "ended_at",
        "what",
        "overdue",
        "held",
        "physical",
        "scan",
        "previous",
        "digest",
        "signature",
    ]

    @admin.display(description=_("rows erased"))
    def rows(self, receipt: Receipt) -> int:
        """All together."""
        return receipt.rows

    @admin.display(description=_("what was erased"))
    def what(self, receipt: Receipt) -> SafeString:
        """Each rule in plain words, with its rows."""
        return format_html_join("\n", "<p>{}: {}</p>", receipt.lines())
