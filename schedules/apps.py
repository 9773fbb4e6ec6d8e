from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulesConfig(AppConfig):
    """Turns for charging, tablets and Wi-Fi; draws, loans, vouchers."""

    name = "schedules"
    verbose_name = _("turns")

    def ready(self) -> None:
        from schedules import receivers  # noqa: F401  connects them
        from schedules.web import vouchers  # noqa: F401  fills the first page
