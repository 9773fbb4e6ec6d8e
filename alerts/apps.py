from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Reports of fraud, reviewed alerts, verified helpers."""

    name = "alerts"
    verbose_name = _("alerts")

    def ready(self) -> None:
        from alerts import receivers  # noqa: F401  connects them
        from alerts.actions import pack_lines  # noqa: F401  stand on the paper of a day
        from alerts.web import (
            banner,  # noqa: F401  stands on every staff page
            desk,  # noqa: F401  fills the first page
            helpers,  # noqa: F401  fills the first page
            report_card,  # noqa: F401  fills the first page
        )
