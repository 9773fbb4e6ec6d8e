"""The wiring: environment, settings, addresses, servers, worker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
