"""Recoveries: one coordinator asked, another one approves here."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.actions import recoveries
from accounts.admin.base import ReadOnlyAdmin, flashed
from accounts.admin.codes import shown_once
from accounts.models import Recovery
from accounts.rights import Right
from core.errors import DomainError


@admin.register(Recovery)
class RecoveryAdmin(ReadOnlyAdmin):
    """Asking stands on the colleague's page; approving shows a code once."""

    see = Right.MANAGE_MEMBERS
    list_display = ["membership", "state", "asked_by", "approved_by", "asked_at", "ends_at"]
    list_select_related = ["membership__user", "asked_by__user", "approved_by__user"]
    fields = ["membership", "asked_by", "approved_by", "by_technician", "asked_at", "ends_at", "used_at"]
    change_form_template = "admin/accounts/recovery.html"

    def get_urls(self) -> list[URLPattern]:
        """The button that approves."""
        approve = self.admin_site.admin_view(self.approve)
        return [path("<uuid:pk>/approve/", approve, name="accounts_recovery_approve"), *super().get_urls()]

    @method_decorator(require_POST)
    def approve(self, request: Any, pk: Any) -> HttpResponse:
        """The code, once; or why not."""
        recovery = self.found(request, pk)
        page = reverse("admin:accounts_recovery_change", args=[recovery.pk])
        try:
            code = recoveries.approve(recovery, by=request.member)
        except DomainError as refused:
            return flashed(request, page, refused)
        told = _("For %(who)s. Works once, for 24 hours. Hand it over in person or by a call you trust.")
        return shown_once(
            request,
            self.admin_site,
            title=_("Recovery code"),
            code=code,
            address=reverse("accounts:recover"),
            told=told % {"who": recovery.membership},
            back=page,
        )

    @admin.display(description=gettext_lazy("state"))
    def state(self, recovery: Recovery) -> str:
        """Waiting, approved, used or expired."""
        if recovery.used_at:
            return _("used")
        if recovery.ends_at <= timezone.now():
            return _("expired")
        return _("approved") if recovery.code_hash else _("waits for another coordinator")
