"""Who is missing on an appointment, and when that is shown again (R13, J2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from appointments import gap
from appointments.models import Appointment, ProgrammeRule
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import make_household

EACH, HEAD = ProgrammeRule.Listed.EACH, ProgrammeRule.Listed.HEAD
FAMILY, SINGLE = ProgrammeRule.Slots.FAMILY, ProgrammeRule.Slots.SINGLE


@pytest.fixture(autouse=True)
def _this_november(time_machine):
    """A week before the appointments: the rules of programmes are there since a year."""
    time_machine.move_to(datetime(2026, 11, 24, 17, tzinfo=UTC))


@pytest.fixture
def family(house):
    """K7: a mother, two children and a baby."""
    return make_household(house, "woman", "child", "child", "baby")


@pytest.fixture
def make_programme(house):
    def made(who=EACH, slots=FAMILY):
        programme = ProgrammeFactory(organization=house)
        programme.rules.update(who_is_listed=who, slots=slots)
        return programme

    return made


def numbered(household, *numbers):
    return household.persons.filter(number__in=numbers)


def test_a_baby_that_is_not_listed_is_missing(family, make_programme):
    row = AppointmentFactory(household=family, programme=make_programme(), covers=numbered(family, 1, 2, 3))

    found = gap.coverage(row)

    assert (found.covered, found.needed, found.is_complete) == (3, 4, False)
    assert list(found.missing) == list(numbered(family, 4))
    with translation.override("en"):
        assert found.sentence == "4 in the household, 3 on the appointment - missing: baby."


def test_the_whole_family_is_complete(family, make_programme):
    found = gap.coverage(AppointmentFactory(household=family, programme=make_programme()))

    assert found.is_complete
    assert found.sentence == "All 4 of the household are on the appointment."


def test_one_adult_goes_where_the_rule_says_so(family, make_programme):
    programme = make_programme(who=HEAD)
    mother = AppointmentFactory(household=family, programme=programme, covers=numbered(family, 1))
    nobody = AppointmentFactory(household=family, covers=numbered(family, 2), programme=make_programme(HEAD))

    assert gap.coverage(mother).is_complete
    assert not gap.coverage(nobody).is_complete
    assert gap.coverage(nobody).sentence == "No adult of the family is on the appointment."


def test_single_slots_count_together(house, make_programme):
    five = make_household(house, "woman", "man", "child", "child", "baby")
    programme = make_programme(slots=SINGLE)
    first = AppointmentFactory(household=five, programme=programme, covers=numbered(five, 1, 3))
    at = first.starts_at + timedelta(minutes=30)
    AppointmentFactory(household=five, programme=programme, covers=numbered(five, 4), starts_at=at)
    AppointmentFactory(
        household=five,
        programme=programme,
        covers=numbered(five, 2),
        status=Appointment.Status.PLANNED,
        starts_at=at + timedelta(minutes=30),
    )

    found = gap.coverage(first)

    assert found.sentence == "3 of 5 have a confirmed slot - missing: adult, baby."
    assert not found.is_complete


def test_a_slot_on_another_day_leaves_the_child_alone(house, make_programme):
    two = make_household(house, "woman", "child")
    programme = make_programme(slots=SINGLE)
    at = datetime(2026, 12, 1, 17, tzinfo=UTC)
    child = AppointmentFactory(household=two, programme=programme, covers=numbered(two, 2), starts_at=at)
    mother = AppointmentFactory(
        household=two, programme=programme, covers=numbered(two, 1), starts_at=at + timedelta(days=1)
    )
    apart = gap.coverage(child)
    Appointment.objects.filter(pk=mother.pk).update(starts_at=at + timedelta(hours=2))
    together = gap.coverage(child)

    assert (apart.is_complete, apart.children_go_alone) == (False, True)
    assert apart.sentence == "A child is on the appointment without an adult of the family."
    assert (together.is_complete, together.sentence) == (True, "2 of 2 have a confirmed slot.")


@pytest.mark.parametrize("status", [Appointment.Status.ATTENDED, Appointment.Status.CONFIRMED])
def test_a_former_slot_covers_nobody_on_a_new_request(house, make_programme, status):
    two = make_household(house, "woman", "man")
    programme, now = make_programme(slots=SINGLE), datetime(2026, 12, 1, 17, tzinfo=UTC)
    former = {"household": two, "programme": programme, "made_at": now - timedelta(days=9)}
    AppointmentFactory(**former, covers=numbered(two, 1), starts_at=now - timedelta(days=3), status=status)
    row = AppointmentFactory(
        household=two, programme=programme, covers=numbered(two, 2),
        made_at=now, starts_at=now + timedelta(days=2),
    )  # fmt: skip

    found = gap.coverage(row)

    assert found.sentence == "1 of 2 have a confirmed slot - missing: adult."


def test_who_went_the_day_before_still_counts_for_the_others(house, make_programme):
    two = make_household(house, "woman", "man")
    entered = datetime(2026, 12, 1, 17, tzinfo=UTC)
    slots = {"household": two, "programme": make_programme(slots=SINGLE), "made_at": entered}
    days = [entered + timedelta(days=number) for number in (5, 6)]
    AppointmentFactory(
        **slots, covers=numbered(two, 1), starts_at=days[0], status=Appointment.Status.ATTENDED
    )
    row = AppointmentFactory(**slots, covers=numbered(two, 2), starts_at=days[1])

    assert gap.coverage(row).sentence == "2 of 2 have a confirmed slot."


def test_a_slot_of_the_same_day_counts_though_it_is_over(house, make_programme):
    two = make_household(house, "woman", "man")
    noon = datetime(2026, 12, 1, 20, tzinfo=UTC)
    slots = {"household": two, "programme": make_programme(slots=SINGLE), "made_at": noon}
    morning = noon - timedelta(hours=3)
    AppointmentFactory(
        **slots, covers=numbered(two, 1), starts_at=morning, status=Appointment.Status.ATTENDED
    )
    row = AppointmentFactory(**slots, covers=numbered(two, 2), starts_at=noon + timedelta(hours=2))

    assert gap.coverage(row).is_complete


def test_children_without_an_adult_need_a_companion_who_was_found(house, make_programme):
    alone = make_household(house, "child", "child")
    row = AppointmentFactory(household=alone, programme=make_programme())
    before = gap.coverage(row).is_complete
    row.companion = Appointment.Help.FOUND

    assert not before
    assert gap.coverage(row).is_complete


def test_the_rule_of_the_day_of_the_appointment_decides(family, make_programme):
    programme = make_programme(who=HEAD)
    later = timezone.now() + timedelta(days=5)
    rule = programme.rules.get()
    rule.pk, rule.valid_from, rule.who_is_listed = None, later, EACH
    rule._state.adding = True
    rule.save()
    now = AppointmentFactory(household=family, programme=programme, covers=numbered(family, 1))
    then = AppointmentFactory(
        household=family,
        programme=programme,
        covers=numbered(family, 1),
        starts_at=later + timedelta(days=1),
    )

    assert gap.coverage(now).is_complete
    assert gap.coverage(then).covered == 1
    assert not gap.coverage(then).is_complete


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_the_same_as_one(house, make_programme, count, django_assert_num_queries):
    rows = [
        AppointmentFactory(household=make_household(house, "woman", "baby"), programme=make_programme())
        for _ in range(count)
    ]

    with django_assert_num_queries(3):
        found = gap.coverages(rows)

    assert [each.is_complete for each in found.values()] == [True] * count


@pytest.mark.parametrize(
    ("now", "mark"),
    [
        ("2026-12-01T08:00", None),
        ("2026-12-02T08:00", 7),  # Tijuana: still the 1st, but already the 2nd at 08:00 UTC
        ("2026-12-02T07:59", None),
        ("2026-12-05T23:00", 7),
        ("2026-12-06T08:00", 3),
        ("2026-12-08T08:00", 1),
        ("2026-12-09T15:00", 1),
    ],
)
def test_a_gap_is_shown_again_at_seven_three_and_one_days(family, now, mark):
    """By the office's calendar: in Tijuana the day begins at 08:00 UTC in winter."""
    row = AppointmentFactory(
        household=family,
        starts_at=datetime(2026, 12, 9, 17, tzinfo=UTC),
        made_at=datetime(2026, 11, 20, tzinfo=UTC),
    )

    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert gap.mark(row, moment) == mark
    begun = {7: 2, 3: 6, 1: 8}.get(mark)
    since = datetime(2026, 12, begun, 8, tzinfo=UTC) if begun else row.made_at
    assert gap.marked_since(row, moment) == since
