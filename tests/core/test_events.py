"""What happens once a change is safely in the database."""

import pytest
from django.db import transaction

from core.events import after_commit


def fail_with(problem):
    raise OSError(problem)


@pytest.mark.django_db(transaction=True)
def test_what_goes_wrong_after_the_commit_is_logged_and_stops_nobody(caplog):
    done = []

    with transaction.atomic():
        after_commit(fail_with, "disk")
        after_commit(done.append, "the next")

    assert done == ["the next"]
    assert "Error calling fail_with in on_commit()" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_nothing_happens_for_a_change_that_was_taken_back():
    done = []

    with transaction.atomic():
        after_commit(done.append, "never")
        transaction.set_rollback(True)

    assert done == []
