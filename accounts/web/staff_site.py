"""Django's admin behind our own door: what is shown follows the membership.

It stands apart from accounts.admin, which registers models while this class is being looked for.
"""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.web.refusals import not_found


class PosadaAdminSite(AdminSite):
    """One site for every role. Nobody sees every tenant, so there is no superuser in it."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("Today")
    enable_nav_sidebar = False
    final_catch_all_view = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages whose rows are scoped to the member; what other packages bring stays out."""
        if getattr(admin_class, "is_scoped", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody acts here: `member` is None without a second factor or a choice, too."""
        return getattr(request, "member", None) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The only door is the site's own."""
        target = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(target)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Back to the door."""
        return LogoutView.as_view(next_page=settings.LOGIN_URL)(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The same page as for everybody."""
        return HttpResponseRedirect(resolve_url("account_change_password"))

    def each_context(self, request: Any) -> dict[str, Any]:
        """What every page's frame shows: for whom somebody works, and for whom else they could."""
        context = super().each_context(request)
        context["member"] = getattr(request, "member", None)
        context["memberships"] = getattr(request, "memberships", [])
        context["may_lock"] = bool(context["member"] and context["member"].may(Right.LOCK))
        return context

    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponse:
        """An unknown address below the admin is an ordinary missing page."""
        return not_found(request, Exception())
