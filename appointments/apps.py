from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    """Programmes, appointments of whole families, duties, barriers, known problems, workshops."""

    name = "appointments"
    verbose_name = _("appointments")

    def ready(self) -> None:
        from appointments import receivers  # noqa: F401  connects them
        from appointments.web import cards  # noqa: F401  fills the first page
