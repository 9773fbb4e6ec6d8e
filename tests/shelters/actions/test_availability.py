"""The projection is exact after every action, whatever happened before."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from shelters.actions import availability, capacity, changes, counts, holds, houses, stays
from shelters.errors import NothingToConfirm
from shelters.models import Availability, Bed, Change, Hold, Household, Shelter, Stay
from shelters.parties import Party, PersonAnswer
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_household, make_room

DEEDS = (
    "check_in", "check_in", "check_in", "move", "check_out", "hold", "hold", "arrive", "release",
    "expire", "bed_state", "close_room", "reopen_room", "over", "undo", "undo", "count", "add_beds",
)  # fmt: skip


def recounted(shelter: Shelter) -> dict[str, tuple[int, ...]]:
    """The truth, counted row by row in Python, on another way than the code under test."""
    totals: dict[str, Counter[str]] = {}
    for bed in Bed.objects.filter(room__shelter=shelter, retired_at=None).select_related("room__group"):
        total = totals.setdefault(bed.room.group.code, Counter())
        total["bed" if bed.kind == "bed" else "mat" if bed.kind != "extra" else "extra"] += 1
        open_stay = Stay.objects.filter(bed=bed, ended_at=None).first()
        if open_stay:
            total[open_stay.state] += 1
            total["over"] += bed.kind == "extra"
        elif bed.kind != "extra":
            ready = bed.state == "ready" and not bed.room.closed_reason and shelter.state == "open"
            total["free" if ready else "out"] += 1
    names = ("bed", "mat", "free", "held", "in_use", "out", "over")
    return {code: tuple(total[name] for name in names) for code, total in totals.items()}


def projected(shelter: Shelter) -> dict[str, tuple[int, ...]]:
    rows = Availability.objects.filter(shelter=shelter).select_related("group")
    names = ("installed", "mats", "free", "held", "in_use", "out_of_service", "over")
    return {row.group.code: tuple(getattr(row, name) for name in names) for row in rows}


class House:
    """A house and somebody who does whatever comes to mind; refusals are part of life."""

    def __init__(self, member, random: Random) -> None:
        self.member, self.random = member, random
        self.shelter = ShelterFactory(organization=member.organization)
        for number, code in enumerate(["families", "families", "any", "women"], start=1):
            make_room(self.shelter, 3, code=code, position=number)

    def do(self, deed: str) -> None:
        with suppress(DomainError):
            getattr(self, deed)()

    def anyone(self, rows):
        rows = list(rows.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def into(self, household):
        beds = list(Bed.objects.present().filter(room__shelter=self.shelter).order_by("pk"))
        return dict(zip(household.persons.all(), self.random.sample(beds, 2), strict=False))

    def check_in(self):
        household = make_household(self.member.organization, "woman", "woman")
        stays.check_in(household, into=self.into(household), by=self.member, split=None)

    def placed(self):
        return self.anyone(Household.objects.filter(stays__ended_at=None, stays__state="in_use").distinct())

    def move(self):
        if household := self.placed():
            stays.move(household, into=self.into(household), by=self.member)

    def check_out(self):
        if household := self.placed():
            stays.check_out(household, by=self.member)

    def hold(self):
        size = self.random.randint(1, 3)
        holds.hold(Party((PersonAnswer("18-59", "woman"),) * size), at=self.shelter, by=self.member)

    def arrive(self):
        if held := self.anyone(Hold.objects.open()):
            holds.arrive(held, by=self.member)

    def release(self):
        if held := self.anyone(Hold.objects.open()):
            holds.release(held, by=self.member)

    def expire(self):
        if held := self.anyone(Hold.objects.open()):
            Hold.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(minutes=1))
            holds.end_overdue()

    def bed_state(self):
        bed = self.anyone(Bed.objects.filter(room__shelter=self.shelter))
        state = self.random.choice(Bed.State.values)
        houses.set_bed_state(bed, state=state, reason="repair", by=self.member)

    def close_room(self):
        houses.close_room(self.anyone(self.shelter.rooms), reason="repair", by=self.member)

    def reopen_room(self):
        houses.reopen_room(self.anyone(self.shelter.rooms), by=self.member)

    def over(self):
        room = self.anyone(self.shelter.rooms)
        ends = timezone.now() + timedelta(days=1)
        capacity.open_over_capacity(
            self.shelter, group=room.group, room=room, places=2, reason="cold", ends_at=ends, by=self.member
        )

    def undo(self):
        if change := self.anyone(Change.objects.undoable()):
            changes.undo(change, by=self.member)

    def count(self):
        places = self.shelter.places.first()
        if places:
            counts.count_places(places, in_use=3, by=self.member)

    def add_beds(self):
        kind = self.random.choice(["bed", "mat", "tent"])
        houses.add_beds(self.anyone(self.shelter.rooms), count=1, kind=kind, by=self.member)


@given(deeds=st.lists(st.sampled_from(DEEDS), min_size=5, max_size=30), seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_exact_after_any_sequence_of_deeds(coordinator, deeds, seed):
    life = House(coordinator, Random(seed))

    for deed in deeds:
        life.do(deed)
        assert projected(life.shelter) == recounted(life.shelter), deed


@given(
    deeds=st.lists(st.sampled_from(["in", "out", "hold", "arrive", "count", "undo"]), max_size=25),
    seed=st.integers(0, 999),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_figures_never_promise_a_place_twice(coordinator, deeds, seed):
    random = Random(seed)
    places = PlacesFactory(shelter__organization=coordinator.organization, installed=9)
    availability.recount(places.shelter)
    for deed in deeds:
        try:
            if deed == "in":
                household = make_household(coordinator.organization, *["woman"] * random.randint(1, 4))
                stays.check_in(household, into=places, by=coordinator)
            elif deed == "out":
                household = Household.objects.filter(stays__ended_at=None, stays__places=places).first()
                if household:
                    stays.check_out(household, by=coordinator)
            elif deed == "hold":
                party = Party((PersonAnswer("18-59", "man"),) * random.randint(1, 4))
                holds.hold(party, at=places.shelter, by=coordinator)
            elif deed == "arrive" and Hold.objects.open().filter(shelter=places.shelter):
                holds.arrive(Hold.objects.open().filter(shelter=places.shelter).first(), by=coordinator)
            elif deed == "count":
                counts.count_places(places, in_use=random.randint(0, 14), by=coordinator, confirmed=True)
            elif deed == "undo" and Change.objects.undoable().exists():
                changes.undo(Change.objects.undoable().first(), by=coordinator)
        except DomainError:
            pass
        places.refresh_from_db()
        row = Availability.objects.get(shelter=places.shelter)
        held = Stay.objects.held().filter(places=places).count()
        assert (row.held, row.in_use) == (held, places.in_use)
        assert row.installed + row.over == row.free + row.held + row.in_use
        assert row.free == 0 or row.over == 0


def test_unchanged_figures_keep_their_as_of(coordinator):
    shelter = ShelterFactory(organization=coordinator.organization)
    make_room(shelter, 2, code="women")
    make_room(shelter, 2, code="men")
    old = timezone.now() - timedelta(hours=3)
    Availability.objects.update(as_of=old)

    stays.check_in(
        woman := make_household(coordinator.organization, "woman"),
        into={woman.persons.get(): Bed.objects.filter(room__group__code="women").first()},
        by=coordinator,
    )

    ages = dict(Availability.objects.values_list("group__code", "as_of"))
    assert ages["men"] == old
    assert ages["women"] > old


def test_confirming_makes_figures_as_of_now(desk):
    shelter = ShelterFactory(organization=desk.organization)
    make_room(shelter, 2)
    Availability.objects.update(as_of=timezone.now() - timedelta(hours=13))

    counts.confirm_figures(shelter, by=desk)

    assert not Availability.objects.get().is_stale


def test_there_is_nothing_to_confirm_without_figures(desk):
    with pytest.raises(NothingToConfirm):
        counts.confirm_figures(ShelterFactory(organization=desk.organization), by=desk)


def test_a_group_without_beds_leaves_the_figures(coordinator):
    shelter = ShelterFactory(organization=coordinator.organization)
    room = make_room(shelter, 1, code="women")
    room.group = group("men")

    houses.save_room(room, by=coordinator)

    assert [row.group.code for row in Availability.objects.filter(shelter=shelter)] == ["men"]


@pytest.mark.parametrize("rooms", [1, 6])
def test_recounting_costs_the_same_whatever_the_number_of_rooms(house, rooms, django_assert_num_queries):
    shelter = ShelterFactory(organization=house)
    for _ in range(rooms):
        make_room(shelter, 2)
    Bed.objects.update(state="broken")

    with django_assert_num_queries(3):
        availability.recount(shelter)
