from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring; an app only so that it can hold commands."""

    name = "config"
