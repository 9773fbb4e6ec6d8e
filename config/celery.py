"""The worker's side of the site: the Celery application, configured by the CELERY_* settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("posada")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
