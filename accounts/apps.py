from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Networks, organizations, members, roles and rights, sign-in."""

    default = True
    name = "accounts"
    verbose_name = _("colleagues")

    def ready(self) -> None:
        from accounts import checks, receivers  # noqa: F401  both register themselves
        from accounts.web import cards  # noqa: F401  fills the first page


class PosadaAdminConfig(admin_apps.AdminConfig):
    """Django's admin behind our door: stands in INSTALLED_APPS instead of django.contrib.admin."""

    default = False
    default_site = "accounts.web.staff_site.PosadaAdminSite"
