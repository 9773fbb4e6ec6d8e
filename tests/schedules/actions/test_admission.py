"""Who is let into the Wi-Fi, and who is not."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.codes import show_code
from schedules import clients
from schedules.actions import admission, vouchers
from schedules.errors import LinkFull, VoucherEarly, VoucherMistyped, VoucherUnknown, VoucherUsed
from schedules.models import Outage, Voucher
from tests.schedules.wifi import REST, link_of, made, router_of, window_later, window_now

PHONE, OTHER = "a-mark", "another-mark"
ADDRESS = "192.168.8.23"


@pytest.fixture
def link(coordinator):
    cache.clear()
    return link_of(coordinator)


@pytest.fixture
def router(link, coordinator):
    return router_of(link, by=coordinator)[0]


@pytest.fixture
def window(link):
    return window_now(link)


@pytest.fixture
def strips(window, coordinator):
    return made(window, by=coordinator)


def test_a_voucher_opens_until_the_end_of_its_turn(router, strips, window):
    opened = admission.admit(router, strips[0].code)

    strips[0].refresh_from_db()
    assert opened.until == window.ends_at
    assert REST.total_seconds() - 60 < opened.seconds <= REST.total_seconds()
    assert strips[0].admission == 1


@pytest.mark.parametrize("write", [str.lower, show_code, lambda code: f" {code} "])
def test_it_can_be_typed_as_people_type(router, strips, write):
    assert admission.admit(router, write(strips[0].code)).seconds > 0


def test_a_used_one_is_used(router, strips):
    admission.admit(router, strips[0].code)

    with pytest.raises(VoucherUsed):
        admission.admit(router, strips[0].code)


def test_the_same_telephone_comes_back(router, strips, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admission.admit(router, strips[0].code, device=PHONE)

    again = admission.admit(router, strips[0].code, device=PHONE)

    assert again.seconds > 0
    assert list(Voucher.objects.exclude(admission=None).values_list("admission", flat=True)) == [1]
    for other in (OTHER, ""):
        with pytest.raises(VoucherUsed):
            admission.admit(router, strips[0].code, device=other)


def test_a_mark_opens_no_other_voucher(router, strips, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admission.admit(router, strips[0].code, device=PHONE)
        admission.admit(router, strips[1].code, device=OTHER)

    with pytest.raises(VoucherUsed):
        admission.admit(router, strips[1].code, device=PHONE)


def test_nothing_is_let_in_before_its_time(link, router, coordinator):
    (early, *_rest) = made(window_later(link), by=coordinator)

    with pytest.raises(VoucherEarly) as refused:
        admission.admit(router, early.code)

    assert ":" in str(refused.value)


def test_nothing_is_let_in_after_its_time(router, strips, window):
    now = timezone.now()
    type(window).objects.filter(pk=window.pk).update(starts_at=now - timedelta(hours=1), ends_at=now)

    with pytest.raises(VoucherUnknown):
        admission.admit(router, strips[0].code)


def test_a_foreign_voucher_is_unknown(router, coordinator, stranger):
    elsewhere = made(window_now(link_of(stranger)), by=stranger)
    beside = made(window_now(link_of(coordinator)), by=coordinator)

    for code in (elsewhere[0].code, beside[0].code, "0" * 9):
        with pytest.raises(VoucherUnknown):
            admission.admit(router, code)


@pytest.mark.parametrize("typed", ["", "no word", "000000001", "0" * 99])
def test_a_slip_of_the_finger_is_told_from_a_wrong_voucher(router, strips, typed):
    with pytest.raises(VoucherMistyped):
        admission.admit(router, typed)


def test_a_revoked_one_is_unknown(router, strips, window, desk):
    admission.admit(router, strips[0].code)

    assert vouchers.revoke(window, by=desk) == 2

    with pytest.raises(VoucherUnknown):
        admission.admit(router, strips[1].code)
    with pytest.raises(VoucherUsed):  # who is in is not counted among them
        admission.admit(router, strips[0].code)


def test_no_more_than_the_link_bears_now(link, router, strips):
    type(link).objects.filter(pk=link.pk).update(seats=1)
    admission.admit(router, strips[2].code)

    with pytest.raises(LinkFull):
        admission.admit(router, strips[0].code)


@pytest.mark.parametrize(("seat", "bears"), [(2, 2), (None, 0)])
def test_a_broken_seat_is_given_to_nobody(link, router, strips, coordinator, seat, bears):
    Outage.objects.create(
        organization=link.organization, shelter=link.shelter, amenity=link, seat=seat, why="no_link",
        begun_at=timezone.now() - timedelta(minutes=1), noted_by=coordinator,
    )  # fmt: skip

    for voucher in strips[:bears]:
        admission.admit(router, voucher.code)

    with pytest.raises(LinkFull):
        admission.admit(router, strips[bears].code)


def test_looking_changes_nothing(router, strips):
    assert admission.look(router, strips[0].code).seconds > 0
    assert admission.look(router, strips[0].code).seconds > 0

    admission.admit(router, strips[0].code)
    with pytest.raises(VoucherUsed):
        admission.look(router, strips[0].code)


# ---------------------------------------------------------------- what is remembered, and where


def test_an_address_of_the_house_is_known_until_the_end(router, strips, django_capture_on_commit_callbacks):
    assert clients.seconds_left(router.pk, ADDRESS) == 0

    with django_capture_on_commit_callbacks(execute=True):
        admission.admit(router, strips[0].code, address=ADDRESS)

    assert REST.total_seconds() - 60 < clients.seconds_left(router.pk, ADDRESS) <= REST.total_seconds()
    assert clients.seconds_left(router.pk, "192.168.8.24") == 0


@pytest.mark.parametrize("address", ["203.0.113.7", "8.8.8.8", "", "no address"])
def test_behind_one_public_address_nobody_is_known(
    router, strips, address, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        admission.admit(router, strips[0].code, address=address)

    known = clients.seconds_left(router.pk, address)

    # Addresses for documents count as private; behind them is nobody either.
    assert (known > 0) == clients.own_address(address)
    assert not clients.own_address("8.8.8.8")


def test_no_mark_and_no_address_stands_in_a_row(router, strips, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admission.admit(router, strips[0].code, device="02:00:5e:10:00:01", address=ADDRESS)

    for model in (Voucher, type(router)):
        told = " ".join(str(value) for row in model.objects.values() for value in row.values())
        assert "5e:10" not in told
        assert ADDRESS not in told
