"""The watch over the suite sees what it is there for."""

import logging

from celery import shared_task

from tests import watch
from tests.factories.shelters import CANARY_NAME


@shared_task
def told_too_much(about: str) -> None:
    """A task that somebody hands a name."""


def test_a_task_with_a_name_is_seen():
    told_too_much.delay(CANARY_NAME)

    assert [CANARY_NAME in found for found in watch.seen] == [True]
    watch.seen.clear()


def test_a_line_with_a_name_would_be_seen_but_no_line_has_one():
    logging.getLogger("careless").error("Called %s", CANARY_NAME)
    unseen = list(watch.seen)
    watch.look_at(f"Called {CANARY_NAME}")

    assert (unseen, len(watch.seen)) == ([], 1)
    watch.seen.clear()
