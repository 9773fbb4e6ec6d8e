"""The worker's side of the site: the Celery application, configured by the CELERY_* settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, task_failure, task_postrun, task_prerun, worker_init

from config import failures, messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

messages.use()
app = Celery("posada")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
setup_logging.connect(failures.keep_our_logging)
task_prerun.connect(failures.name_task)
task_postrun.connect(failures.forget_task)
task_failure.connect(failures.tell_task)


@worker_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def catch_up_first(**_: Any) -> None:
    """A worker works behind walls only, and one that was down purges before it works."""
    from config.starting import behind_walls, catch_up  # noqa: PLC0415  the apps are ready only now

    behind_walls()
    catch_up()


@beat_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def behind_walls_first(**_: Any) -> None:
    """Nor does the scheduler begin without them."""
    from config.starting import behind_walls  # noqa: PLC0415  the apps are ready only now

    behind_walls()
