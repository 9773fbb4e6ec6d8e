"""Warnings on the paper of a day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.actions import telling
from alerts.models import Message
from privacy import walls
from schedules.actions import packs
from tests.callers import sign_in
from tests.factories.alerts import (
    AlertContactFactory,
    AlertFactory,
    AlertTextFactory,
    ContactPointFactory,
)
from tests.factories.shelters import ShelterFactory


def told(office, headline, **changes):
    """An alert that the network was told."""
    house = office.organization
    alert = AlertFactory(organization=house, **changes)
    AlertTextFactory(alert=alert, headline=headline, language="en")
    AlertContactFactory(alert=alert, point=ContactPointFactory(organization=house, value="+526645554471"))
    with walls.within(house.pk, network=house.network_id):
        telling.tell(alert, Message.Kind.ALERT)
    return alert


@pytest.fixture
def pack(house, coordinator):
    shelter = ShelterFactory(organization=house)
    client = Client()
    sign_in(client, coordinator)
    return lambda: client.get(f"/turns/pack/{shelter.pk}/")


def test_the_pack_names_what_is_in_force(office, pack):
    told(office, "A false lawyer asks for 500 dollars")

    shown = pack().text

    assert "A false lawyer asks for 500 dollars" in shown
    assert "664 555 4471" in shown


@pytest.mark.parametrize("changes", [{"mark": "red"}, {"mark": "amber+strict"}, {"state": "under_review"}])
def test_the_pack_names_nothing_that_is_hidden_or_for_few(office, pack, changes):
    told(office, "not on paper", **changes)

    assert "not on paper" not in pack().text


def test_what_is_over_is_not_printed(office, pack):
    alert = told(office, "too old for paper")
    alert.expires_at = timezone.now() - timedelta(minutes=1)
    alert.save()

    assert "too old for paper" not in pack().text


def test_a_day_of_many_warnings_still_fits_on_two_pages(house, coordinator):
    found = [packs.Warned(f"warning {number}") for number in range(9)]

    kept = packs.warns(lambda _by: found)
    try:
        shelter = ShelterFactory(organization=house)
        made = packs.of_day(shelter, timezone.now().date(), by=coordinator)
    finally:
        packs._warnings.remove(kept)

    assert (len(made.warnings), made.more_warnings) == (packs.MOST_WARNINGS, 3)
