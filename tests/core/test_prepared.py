"""Prepared statements give what the ORM gives, each time afresh."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Organization
from core.models.prepared import Prepared, add, add_unless_known
from schedules.models import Draw
from shelters.models import Bed, Change, Household, Stay
from tests.factories.schedules import AmenityFactory, DrawFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room
from tests.settings import ENGINE


@Prepared
def beds_of(beds, household, kind):
    taken = Stay.objects.open().filter(bed=OuterRef("pk"), household=household)
    rows = Bed.objects.filter(pk__in=beds, kind=kind).order_by("label").select_related("room__group")
    return rows.annotate(is_taken=Exists(taken))


@Prepared
def locked_households(household):
    return Household.objects.filter(pk=household).locked()


@Prepared
def draws_of(amenity, day):
    return Draw.objects.filter(amenity=amenity, day=day)


@pytest.fixture
def beds(house):
    return list(Bed.objects.filter(room=make_room(ShelterFactory(organization=house), 3)).order_by("label"))


@pytest.mark.parametrize("count", [1, 3])
def test_rows_are_those_of_the_queryset_in_one_query(beds, count, django_assert_num_queries):
    asked = [bed.pk for bed in beds[:count]]

    with django_assert_num_queries(1):
        found = beds_of.rows(beds=asked, household=uuid4(), kind="bed")
        groups = [bed.room.group.code for bed in found]

    assert found == beds[:count]
    assert [bed.label for bed in found] == [bed.label for bed in beds[:count]]
    assert groups == [bed.room.group.code for bed in beds[:count]]
    assert [bed.is_taken for bed in found] == [False] * count


def test_each_call_asks_with_its_own_keys_and_sees_what_changed(beds):
    asked = {"beds": [bed.pk for bed in beds], "household": uuid4(), "kind": "bed"}
    beds_of.rows(**asked)
    Bed.objects.filter(pk=beds[0].pk).update(state="cleaning")

    again = beds_of.rows(**asked)

    assert [bed.state for bed in again] == ["cleaning", "ready", "ready"]
    assert beds_of.rows(**asked | {"beds": [beds[2].pk, uuid4(), beds[1].pk]}) == beds[1:]
    assert beds_of.rows(**asked | {"kind": "mat"}) == []


def test_a_day_is_filled_in_each_time_as_a_key_is(house):
    days = [date(2026, 11, 24), date(2026, 11, 25)]
    first = DrawFactory(amenity=AmenityFactory(shelter=ShelterFactory(organization=house)), day=days[0])
    second = DrawFactory(amenity=first.amenity, day=days[1])

    assert [draws_of.rows(amenity=first.amenity_id, day=day) for day in days] == [[first], [second]]
    assert len(draws_of._questions) == 1


def test_rows_that_point_to_the_same_row_share_it(beds):
    first, second, _third = beds_of.rows(beds=[bed.pk for bed in beds], household=uuid4(), kind="bed")

    assert first.room is second.room


def test_nothing_asked_for_is_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert beds_of.rows(beds=[], household=uuid4(), kind="bed") == []


def test_an_empty_way_to_another_row_stays_empty(db):
    @Prepared
    def robots(member):
        return Membership.objects.filter(pk=member).select_related("user", "organization__network")

    robot = Membership.objects.create(organization=ShelterFactory().organization, role="robot")

    (found,) = robots.rows(member=robot.pk)

    assert found.user is None
    assert found.organization == Organization.objects.get(pk=robot.organization_id)


@pytest.mark.django_db(transaction=True)
def test_rows_are_not_locked_outside_of_a_transaction():
    with pytest.raises(TransactionManagementError):
        locked_households.rows(household=uuid4())


def test_rows_can_be_locked_together_with_others(house):
    """That others wait no longer, tests/race/test_draws.py shows."""
    together = Prepared(locked_households._build, shares=True)
    household = make_household(house, "woman")

    with CaptureQueriesContext(connection) as asked:
        assert together.rows(household=household.pk) == [household]

    assert (" FOR SHARE OF " in asked[0]["sql"]) == (ENGINE == "postgresql")
    assert " FOR NO KEY UPDATE" not in asked[0]["sql"]


@pytest.mark.parametrize("count", [1, 3])
def test_added_rows_are_as_if_created(house, desk, count, django_assert_num_queries):
    households = [make_household(house, "woman") for _each in range(count)]
    made = [
        Change(organization=house, household=household, verb="checked_in", by=desk, before={"begun": [n]})
        for n, household in enumerate(households)
    ]

    with django_assert_num_queries(1):
        add(made)

    assert sorted(change.before["begun"] for change in Change.objects.all()) == [[n] for n in range(count)]
    for change in made:
        stored = Change.objects.get(pk=change.pk)
        assert all(
            getattr(stored, field.attname) == getattr(change, field.attname)
            for field in Change._meta.concrete_fields
        )
        assert not change._state.adding


def test_a_row_that_a_unique_key_has_already_is_not_added(house, desk):
    change = Change(organization=house, household=make_household(house, "woman"), verb="checked_in", by=desk)

    said = [add_unless_known(each) for each in (change, Change(pk=change.pk, organization=house, by=desk))]

    assert said == [True, False]
    assert list(Change.objects.values_list("verb", flat=True)) == ["checked_in"]


def test_the_database_refuses_what_it_refuses_otherwise(house, desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        add([Change(organization=house, verb=None, by=desk)])


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite counts no letters")
def test_a_text_that_is_too_long_is_refused_and_not_cut(house):
    with pytest.raises(DataError), transaction.atomic():
        add([Household(organization=house, code="x" * 14)])
