"""Locking a household for a deed: never one that is past its time, however long the process has been up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import NotHere
from shelters.actions import seating
from tests.factories.shelters import make_household

MONTH = timedelta(days=30)
MINUTE = timedelta(minutes=1)


def test_a_process_that_locked_one_before_locks_none_that_is_past_its_time(house, desk, time_machine):
    family = make_household(house, "woman")
    opened_at = timezone.now()
    before = seating.lock_household(family, by=desk)

    time_machine.move_to(opened_at + MONTH + MINUTE, tick=False)
    with pytest.raises(NotHere):
        seating.lock_household(family, by=desk)

    assert before == family


def test_nor_does_it_refuse_one_that_came_while_the_clock_showed_an_earlier_day(house, desk, time_machine):
    later = make_household(house, "woman")
    seating.lock_household(later, by=desk)

    time_machine.move_to(timezone.now() - 2 * MONTH, tick=False)
    earlier = make_household(house, "man")

    assert seating.lock_household(earlier, by=desk) == earlier
