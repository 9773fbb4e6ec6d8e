from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SheltersConfig(AppConfig):
    """Shelters, rooms, beds, households, stays, holds, capacity."""

    name = "shelters"
    verbose_name = _("shelters")

    def ready(self) -> None:
        from shelters import receivers  # noqa: F401  connects them
        from shelters.web import cards  # noqa: F401  fills the first page
