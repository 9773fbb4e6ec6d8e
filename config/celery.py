"""The worker's side of the site: the Celery application, configured by the CELERY_* settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("posada")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def catch_up_first(**_: Any) -> None:
    """A worker that was down purges before it works."""
    from config.starting import catch_up  # noqa: PLC0415  the apps are ready only now

    catch_up()
