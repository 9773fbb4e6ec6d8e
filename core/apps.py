from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What knows no app."""

    name = "core"
    verbose_name = _("foundations")
