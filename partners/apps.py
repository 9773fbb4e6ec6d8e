from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Keys of other organizations and what they may read."""

    name = "partners"
    verbose_name = _("partners")

    def ready(self) -> None:
        from partners import receivers  # noqa: F401  connects them
