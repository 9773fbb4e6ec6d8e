from django.apps import AppConfig
from django.core.signals import request_started


class ConfigConfig(AppConfig):
    """The wiring; an app so that it can hold commands."""

    name = "config"

    def ready(self) -> None:
        from config.connections import trust_quiet_connection

        # After Django's own look at connections, which asked for this one when it was loaded.
        request_started.connect(trust_quiet_connection, dispatch_uid="quiet_connection")
