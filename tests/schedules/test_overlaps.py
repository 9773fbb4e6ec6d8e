"""The database itself keeps the windows of an amenity apart."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from schedules import overlaps
from schedules.models import TurnWindow
from tests.factories.schedules import AmenityFactory, WindowFactory

pytestmark = pytest.mark.django_db

SLOT = timedelta(minutes=60)
ABIT = timedelta(minutes=1)


@pytest.fixture
def window():
    return WindowFactory(amenity=AmenityFactory(slot_minutes=60))


def refused(deed):
    with pytest.raises(IntegrityError, match=overlaps.REFUSAL), transaction.atomic():
        deed()
    return True


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(0, 30), (-30, 30), (30, 90), (59, 90), (-30, 1), (15, 45), (-15, 75)],
    ids=["same begin", "before", "after", "last minute", "first minute", "within", "around"],
)
def test_a_window_at_the_hour_of_another_one_is_refused(window, begins, ends):
    moments = [window.starts_at + minutes * ABIT for minutes in (begins, ends)]

    assert refused(lambda: WindowFactory(amenity=window.amenity, starts_at=moments[0], ends_at=moments[1]))
    assert TurnWindow.objects.get() == window


def test_many_at_once_are_looked_at_one_by_one(window):
    begins = [window.ends_at, window.ends_at + SLOT - ABIT]
    two = [WindowFactory.build(amenity=window.amenity, starts_at=each) for each in begins]

    assert refused(lambda: TurnWindow.objects.bulk_create(two))
    assert TurnWindow.objects.get() == window


def test_windows_stand_side_by_side_and_at_other_amenities(window):
    WindowFactory(amenity=window.amenity, starts_at=window.ends_at, ends_at=window.ends_at + SLOT)
    WindowFactory(amenity=window.amenity, starts_at=window.starts_at - SLOT, ends_at=window.starts_at)
    WindowFactory(amenity=AmenityFactory(shelter=window.amenity.shelter), starts_at=window.starts_at)

    assert TurnWindow.objects.count() == 4


def test_a_window_is_not_moved_into_another_one_but_may_stay_where_it_is(window):
    after = WindowFactory(amenity=window.amenity, starts_at=window.ends_at, ends_at=window.ends_at + SLOT)

    assert refused(lambda: TurnWindow.objects.filter(pk=after.pk).update(starts_at=window.ends_at - ABIT))
    assert refused(lambda: TurnWindow.objects.filter(pk=window.pk).update(ends_at=window.ends_at + ABIT))
    after.save()
    TurnWindow.objects.filter(pk=after.pk).update(starts_at=after.starts_at + ABIT, seats=3)

    assert TurnWindow.objects.get(pk=after.pk).starts_at == after.starts_at + ABIT


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite makes tables anew")
@pytest.mark.django_db(transaction=True)
def test_the_guard_is_back_after_the_table_was_made_anew():
    window = WindowFactory()
    with connection.schema_editor() as editor:
        editor._remake_table(TurnWindow)
    overlapping = {"starts_at": window.starts_at + ABIT, "ends_at": window.ends_at + ABIT}
    call_command("migrate", verbosity=0)

    assert refused(lambda: WindowFactory(amenity=window.amenity, **overlapping))
