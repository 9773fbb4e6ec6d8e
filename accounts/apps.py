from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Networks, organizations, members, roles and rights, sign-in."""

    name = "accounts"
    verbose_name = _("colleagues")
