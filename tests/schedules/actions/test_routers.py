"""Keys of routers: shown once, ended at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import locks
from accounts.errors import Locked
from core.errors import BadInput, NotAllowed, NotHere
from privacy import walls
from schedules.actions import routers
from schedules.errors import NoWifi
from schedules.models import RouterKey
from tests.factories.schedules import AmenityFactory
from tests.schedules.wifi import link_of, router_of


@pytest.fixture
def link(coordinator):
    return link_of(coordinator)


@pytest.fixture
def made(link, coordinator):
    return router_of(link, by=coordinator)


def test_the_text_opens_and_is_stored_nowhere(made):
    key, text = made

    assert routers.opened_by(text) == key
    stored = RouterKey.objects.values().get()
    assert text not in str(stored)
    assert text.split("_", 2)[2] not in str(stored)
    assert text.startswith(f"router_{key.prefix}_")


def test_use_is_kept_by_day(made):
    routers.opened_by(made[1])

    assert RouterKey.objects.get().last_used_on == timezone.now().date()


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now}, {"ends_at": timezone.now}])
def test_revoked_and_ended_keys_open_nothing(made, change):
    key, text = made
    values = {name: moment() for name, moment in change.items()}
    RouterKey.objects.update(made_at=timezone.now() - timedelta(days=1), **values)

    assert routers.opened_by(text) is None
    with pytest.raises(NotHere), routers.at_door(key.prefix):
        pass


@pytest.mark.parametrize("text", ["", "router", "router_00000000_x", "posada_00000000_x", "router_ñ_x"])
def test_what_is_no_key_opens_nothing(made, text):
    assert routers.opened_by(text) is None


def test_a_wrong_secret_opens_nothing(made):
    _key, text = made

    assert routers.opened_by(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    assert routers.opened_by(f"posada_{text.partition('_')[2]}") is None


def test_revoking_ends_it_with_the_next_request(made, coordinator):
    key, text = made

    routers.revoke(key, by=coordinator)
    routers.revoke(key, by=coordinator)

    assert routers.opened_by(text) is None


def test_the_pages_of_a_locked_house_say_so(made, desk):
    with walls.within(desk.organization_id):
        locks.lock(by=desk)

    with pytest.raises(Locked), routers.at_door(made[0].prefix):
        pass


def test_the_key_of_the_gate_is_the_same_each_time_and_another_for_each(link, made, coordinator):
    other, _text = router_of(link, by=coordinator)

    first = routers.gate_key(made[0])

    assert first == routers.gate_key(RouterKey.objects.get(pk=made[0].pk))
    assert first != routers.gate_key(other)
    assert len(first) == 16
    assert first.isalnum()
    assert first not in str(list(RouterKey.objects.values()))


@pytest.mark.parametrize("wrong", [{"label": " "}, {"lasts_days": 0}, {"lasts_days": 366}])
def test_bad_wishes_are_refused(link, coordinator, wrong):
    with pytest.raises(BadInput):
        routers.make(link, **{"label": "Router", "lasts_days": 30, **wrong}, by=coordinator)


def test_only_wifi_has_routers(link, coordinator):
    with pytest.raises(NoWifi):
        routers.make(AmenityFactory(shelter=link.shelter), label="x", lasts_days=1, by=coordinator)


def test_only_who_manages_routers_makes_and_ends_keys(link, made, desk, stranger):
    for somebody in (desk, stranger):
        with pytest.raises(NotAllowed):
            routers.make(link, label="x", lasts_days=1, by=somebody)
        with pytest.raises(NotAllowed):
            routers.revoke(made[0], by=somebody)
