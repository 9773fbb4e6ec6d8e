"""Rows of everything about turns and loans that ends and can hold a text."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Membership
from schedules.models import Outage, TurnMemory
from shelters.models import Household, Shelter
from tests.factories.schedules import (
    AmenityFactory,
    LentDeviceFactory,
    LoanFactory,
    TurnFactory,
    TurnRequestFactory,
    VoucherFactory,
    WindowFactory,
)


def make_schedules(household: Household, *, at: Shelter, by: Membership) -> None:
    """One row at least of every such model, of one family and its house."""
    wifi = AmenityFactory(shelter=at, kind="wifi")
    window = WindowFactory(amenity=wifi)
    VoucherFactory(window=window)
    request = TurnRequestFactory(draw__amenity=wifi, household=household, asked_by=by)
    TurnFactory(window=window, household=household, request=request, given_by=by)
    TurnMemory.objects.create(organization=at.organization, household=household, kind="wifi")
    LoanFactory(
        device=LentDeviceFactory(shelter=at), household=household, handed_by=by, closed_at=timezone.now(),
        lost_at=timezone.now(),
    )  # fmt: skip
    Outage.objects.create(
        organization=at.organization, shelter=at, why="power", noted_by=by, ended_at=timezone.now(),
        begun_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
