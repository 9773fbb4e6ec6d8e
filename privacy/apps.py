from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Inventory, audit trail and sealing."""

    name = "privacy"
    verbose_name = _("privacy")

    def ready(self) -> None:
        autodiscover_modules("inventory", "walls")
        autodiscover_modules("retention")
        from privacy import checks, receivers  # noqa: F401  both register themselves
