"""Worker and scheduler inside one process: they work, they stop, and their death is noticed."""

import threading
import time

import pytest
from celery import Celery

from config.worker import Background

PATIENCE = 60  # seconds for what comes in a moment


@pytest.fixture
def queue(tmp_path):
    """A Celery application of its own, with its queue in files."""
    (tmp_path / "messages").mkdir()
    app = Celery("probe", set_as_current=False, broker="filesystem://localhost")
    app.conf.update(
        task_ignore_result=True,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "data_folder_in": str(tmp_path / "messages"),
            "data_folder_out": str(tmp_path / "messages"),
            "control_folder": str(tmp_path / "control"),
            "polling_interval": 0.05,
        },
    )
    return app


def test_tasks_run_when_asked_for_and_on_schedule(queue):
    asked, due = threading.Event(), threading.Event()

    @queue.task(name="ask")
    def ask():
        asked.set()

    @queue.task(name="tick")
    def tick():
        due.set()

    queue.conf.beat_schedule = {"tick": {"task": "tick", "schedule": 0.1}}

    with Background(queue, on_failure=lambda: None) as background:
        queue.send_task("ask")

        assert asked.wait(PATIENCE)
        assert due.wait(PATIENCE)

    assert not background.failed


def test_stopping_takes_a_few_seconds_at_most_and_keeps_the_queue(queue, tmp_path):
    begun, ran = threading.Event(), []

    @queue.task(name="slow")
    def slow():
        begun.set()
        time.sleep(0.5)
        ran.append(True)

    with Background(queue, on_failure=lambda: None):
        queue.send_task("slow")
        assert begun.wait(PATIENCE)
        for _ in range(3):
            queue.send_task("later")

    # Leaving waits SECONDS_TO_STOP for each of them and no longer.
    assert {"worker", "scheduler"} & {thread.name for thread in threading.enumerate()} == set()
    assert ran == [True]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_dies_is_noticed(queue):
    queue.conf.beat_schedule = {"broken": {"task": "broken", "schedule": "never"}}
    noticed = threading.Event()

    with Background(queue, on_failure=noticed.set) as background:
        assert noticed.wait(PATIENCE)

    assert background.failed
