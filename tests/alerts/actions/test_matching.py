"""Reports find one another by contact points, however somebody wrote them."""

from decimal import Decimal

import pytest

from alerts.actions import matching
from alerts.points import read_point
from core.errors import NotAllowed
from tests.alerts.moderating import NUMBER, drafted, told

QUERIES = 6


def test_one_number_in_three_forms_is_one_group_of_two_houses(moderator, second, stranger):
    told(second, number="664 555 4471", price=Decimal(500), currency="USD")
    told(second, number="+52 664 555 4471", price=Decimal(300), currency="USD")
    told(stranger, number="+52 1 664 555 4471")
    told(stranger, number="664 555 9999")

    first, other = matching.groups(by=moderator)

    assert (len(first.reports), first.houses, first.points) == (3, 2, [read_point(NUMBER)])
    assert first.prices == (300, 500, "USD")
    assert (len(other.reports), other.houses, other.prices) == (1, 1, None)


def test_reports_are_linked_through_a_third_one(moderator, second):
    told(second, number="664 555 0001")
    told(second, number="664 555 0002")
    told(second, points=["664 555 0001", "664 555 0002"])

    assert [len(group.reports) for group in matching.groups(by=moderator)] == [3]


def test_a_group_says_which_alert_names_it_already(moderator, second):
    alert = drafted(moderator)
    told(second)

    assert matching.groups(by=moderator)[0].alerts == [alert]


def test_the_pool_is_the_offices(colleague, moderator, second):
    told(second)

    assert matching.groups(by=colleague) == []
    with pytest.raises(NotAllowed):
        matching.groups(by=second)


@pytest.mark.parametrize("count", [1, 3])
def test_groups_cost_the_same_whatever_their_number(moderator, second, count, asks_for_rows):
    for number in range(count):
        told(second, number=f"664 555 000{number}")
    matching.groups(by=moderator)

    with asks_for_rows(QUERIES):
        found = matching.groups(by=moderator)

    assert len(found) == count
