"""Strips of paper: as many as there are seats, and no trace of who has them."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from schedules.actions import admission, vouchers
from schedules.errors import NoWifi, VoucherMistyped, VoucherUnknown
from schedules.models import Voucher
from shelters.models import Household
from tests.factories.schedules import AmenityFactory, WindowFactory
from tests.schedules.wifi import link_of, made, router_of, window_now


@pytest.fixture
def link(coordinator):
    return link_of(coordinator)


@pytest.fixture
def window(link):
    return window_now(link)


def codes(window):
    return list(Voucher.objects.filter(window=window).order_by("number").values_list("code", flat=True))


def test_one_for_each_seat_however_often_one_asks(link, window, desk):
    assert vouchers.make(link, window.day, by=desk) == 3
    before = codes(window)

    assert vouchers.make(link, window.day, by=desk) == 0

    assert codes(window) == before
    assert len(set(before)) == 3
    assert all(code.isalnum() and len(code) == 9 for code in before)


def test_windows_that_are_over_get_none(link, desk):
    over = window_now(link)
    type(over).objects.filter(pk=over.pk).update(
        ends_at=over.starts_at + (over.ends_at - over.starts_at) / 100
    )

    assert vouchers.make(link, over.day, by=desk) == 0


def test_the_database_bears_no_more_than_seats(window, coordinator):
    first, *_others = made(window, by=coordinator)

    for wrong in ({"number": 4}, {"admission": 4, "used_at": window.starts_at}, {"admission": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Voucher.objects.filter(pk=first.pk).update(**wrong)


def test_after_a_power_cut_all_words_are_new(link, window, coordinator, desk):
    old = made(window, by=coordinator)
    router, _text = router_of(link, by=coordinator)
    admission.admit(router, old[0].code)

    assert vouchers.make_anew(window, by=desk) == 3

    assert not set(codes(window)) & {voucher.code for voucher in old}
    for code in codes(window):
        admission.admit(router, code)
    with pytest.raises(VoucherUnknown):
        admission.admit(router, old[1].code)


def test_one_strip_is_exchanged_for_another_word(link, window, coordinator, desk):
    old = made(window, by=coordinator)
    router, _text = router_of(link, by=coordinator)
    admission.admit(router, old[0].code)

    fresh = vouchers.exchange(link, old[0].code.lower(), by=desk)

    assert (fresh.number, fresh.window) == (1, window)
    assert admission.admit(router, fresh.code).seconds > 0
    with pytest.raises(VoucherUnknown):
        vouchers.exchange(link, old[0].code, by=desk)


@pytest.mark.parametrize(
    ("typed", "why"), [("", VoucherMistyped), ("0" * 9, VoucherUnknown), ("no word", VoucherMistyped)]
)
def test_what_is_no_strip_of_this_link_is_not_exchanged(link, window, coordinator, desk, typed, why):
    made(window, by=coordinator)

    with pytest.raises(why):
        vouchers.exchange(link, typed, by=desk)


@pytest.mark.parametrize("links", [1, 3])
def test_an_overview_tells_no_word_and_costs_the_same(
    link, window, coordinator, desk, links, django_assert_num_queries
):
    strips = made(window, by=coordinator)
    router, _text = router_of(link, by=coordinator)
    admission.admit(router, strips[0].code)
    for _each in range(links - 1):
        made(window_now(link_of(coordinator)), by=coordinator)
    vouchers.days(by=desk, day=window.day)  # whatever is remembered between requests

    with django_assert_num_queries(3):
        found = vouchers.days(by=desk, day=window.day)

    assert len(found) == links
    (own,) = [each for each in found if each.link == link]
    assert [(one.window, one.made, one.used, one.revoked, one.left) for one in own.windows] == [
        (window, 3, 1, 0, 2)
    ]
    assert (own.missing, own.left) == (0, 2)


def test_printed_are_those_that_are_still_good(link, window, coordinator, desk):
    strips = made(window, by=coordinator)
    router, _text = router_of(link, by=coordinator)
    admission.admit(router, strips[0].code)

    assert vouchers.strips(link, window.day, by=desk) == strips[1:]

    vouchers.revoke(window, by=desk)
    assert vouchers.strips(link, window.day, by=desk) == []


def test_only_wifi_has_vouchers(coordinator, link, desk):
    sockets = WindowFactory(amenity=AmenityFactory(shelter=link.shelter))

    with pytest.raises(NoWifi):
        vouchers.make(sockets.amenity, sockets.day, by=desk)


def test_who_does_not_keep_turns_touches_nothing(link, window, reader, stranger, coordinator):
    made(window, by=coordinator)

    for somebody in (reader, stranger):
        for deed in (
            lambda by: vouchers.make(link, window.day, by=by),
            lambda by: vouchers.make_anew(window, by=by),
            lambda by: vouchers.revoke(window, by=by),
            lambda by: vouchers.exchange(link, codes(window)[0], by=by),
            lambda by: vouchers.strips(link, window.day, by=by),
        ):
            with pytest.raises((NotAllowed, NotHere)):
                deed(somebody)


def test_the_trail_knows_that_and_not_for_whom(link, window, desk):
    vouchers.make(link, window.day, by=desk)

    entry = AuditEntry.objects.get(verb="vouchers_made")
    assert (entry.about_kind, entry.about_id) == ("amenity", link.pk)
    assert not {field.name for field in Voucher._meta.get_fields()} & {"household", "turn", "person", "stay"}
    assert Household not in {field.related_model for field in Voucher._meta.get_fields()}
