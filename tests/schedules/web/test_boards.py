"""The address of a screen: wrong ones are slow, and darken no screen."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.web.guesses import NETWORK
from privacy import walls
from schedules.actions import boards
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


def test_wrong_addresses_are_slow_and_keep_no_screen_dark(coordinator):
    cache.clear()
    shelter = ShelterFactory(organization=coordinator.organization)
    with walls.within(shelter.organization_id):
        secret = boards.make(shelter, by=coordinator)

    wrong = [Client().get(f"/wall/{secret[:-1]}/").status_code for _each in range(NETWORK.most + 1)]
    right = [Client().get(f"/wall/{secret}/{page}").status_code for page in ("", "draws/")]

    assert (wrong[0], wrong[-1]) == (404, 429)
    assert right == [200, 200]
