"""Many routers ask at one moment: no voucher lets in twice, and no window lets in more than it bears."""

import threading
from collections import Counter

import pytest
from django.db import connections

from accounts.rights import Role
from core.errors import DomainError
from privacy import walls
from schedules.actions import admission
from schedules.models import Amenity, Voucher
from tests.factories.accounts import MembershipFactory
from tests.schedules.wifi import link_of, made, router_of, window_now

ROUTERS = 8
SEATS = 12
BEARS = 5


@pytest.fixture
def coordinator(transactional_db):
    return MembershipFactory(role=Role.COORDINATOR)


def race(router, codes):
    """Every thread brings every word, each begins elsewhere; what came out of it all."""
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(ROUTERS)

    def bring(number):
        start.wait()
        for place in range(len(codes)):
            try:
                with walls.within(router.organization_id):
                    admission.admit(router, codes[(place + number) % len(codes)])
                outcomes["in"] += 1
            except DomainError as refused:
                outcomes[refused.code] += 1
        connections.close_all()

    threads = [threading.Thread(target=bring, args=[number]) for number in range(ROUTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_each_voucher_lets_in_once(coordinator):
    link = link_of(coordinator, seats=SEATS)
    router, _text = router_of(link, by=coordinator)
    strips = made(window_now(link), by=coordinator)

    outcomes = race(router, [voucher.code for voucher in strips])

    assert outcomes == {"in": SEATS, "voucher_used": SEATS * ROUTERS - SEATS}
    admitted = Voucher.objects.order_by("admission").values_list("admission", flat=True)
    assert list(admitted) == list(range(1, SEATS + 1))


@pytest.mark.django_db(transaction=True)
def test_no_more_come_in_than_the_link_bears(coordinator):
    link = link_of(coordinator, seats=SEATS)
    router, _text = router_of(link, by=coordinator)
    strips = made(window_now(link), by=coordinator)
    Amenity.objects.filter(pk=link.pk).update(seats=BEARS)

    outcomes = race(router, [voucher.code for voucher in strips])

    assert outcomes["in"] == BEARS
    assert Voucher.objects.exclude(admission=None).count() == BEARS
