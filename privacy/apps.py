import logging

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
        from privacy import checks, keyring, receivers  # noqa: F401  checks and receivers register themselves
        from privacy.keyring import checking
        from privacy.walls import guard  # noqa: F401  stands at every connection
        from privacy.web import alarms  # noqa: F401  registers itself

        trouble = checking.trouble(keyring.current())
        if trouble:  # the site starts all the same: what is not sealed works
            logging.getLogger(__name__).warning(
                "The keyring cannot be used: see docs/operations/keyring.md", exc_info=trouble
            )
