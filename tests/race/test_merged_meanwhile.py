"""Two files are found to be one family while a draw is being made: no seat stays with a file that is gone."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts.rights import Role
from privacy import walls
from schedules.actions import draws
from schedules.models import Turn, TurnSeat
from shelters.actions import households
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import DrawFactory, TurnRequestFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import make_household
from tests.race.waiting import LONGEST, wait_until_somebody_waits


@pytest.mark.django_db(transaction=True)
def test_a_family_merged_in_the_moment_of_a_draw_has_one_turn_and_one_seat():
    draw = DrawFactory(draws_at=timezone.now() - timedelta(minutes=1))
    WindowFactory(amenity=draw.amenity, seats=3, starts_at=tomorrow_at(draw.amenity, 10))
    member = MembershipFactory(organization=draw.organization, role=Role.COORDINATOR)
    source, into = (make_household(draw.organization, "woman") for _each in range(2))
    for family in (source, into):
        TurnRequestFactory(draw=draw, household=family)
    desk = Thread(target=_merge, args=(source, into, member), daemon=True)

    with walls.within(draw.organization_id):
        draws.carry_out(draw.pk, draw.organization_id)
        desk.start()
        wait_until_somebody_waits()
    desk.join(LONGEST)

    assert list(Turn.objects.open().values_list("household", flat=True)) == [into.pk]
    assert not Turn.objects.filter(household=source).exists()
    assert TurnSeat.objects.count() == 1


def _merge(source, into, member):
    try:
        households.merge(source, into=into, by=member)
    finally:
        connection.close()
