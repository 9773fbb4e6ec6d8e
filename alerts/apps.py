from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Reports of fraud, reviewed alerts, verified helpers."""

    name = "alerts"
    verbose_name = _("alerts")
