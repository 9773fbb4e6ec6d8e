"""Which rule holds when, and what the clock of a programme says in another zone."""

from datetime import UTC, date, datetime, time

import pytest

from appointments import programmes
from appointments.models import ProgrammeRule, ProgrammeState
from appointments.programmes import ClockChange
from tests.factories.appointments import ProgrammeFactory, ProgrammeRuleFactory

MEXICO, NEW_YORK = "America/Mexico_City", "America/New_York"
TIJUANA, MATAMOROS = "America/Tijuana", "America/Matamoros"


def rule(**facts: object) -> ProgrammeRule:
    return ProgrammeRule(**{"zone": MEXICO, "rush_from": time(8), "rush_until": time(8, 5), **facts})


@pytest.mark.django_db
def test_the_rule_that_holds_is_the_last_that_began():
    programme = ProgrammeFactory(begun=False)
    first, second = (
        ProgrammeRuleFactory(programme=programme, valid_from=datetime(2024, month, 1, tzinfo=UTC))
        for month in (1, 3)
    )

    assert programmes.rule_at(programme, datetime(2023, 12, 31, tzinfo=UTC)) is None
    assert programmes.rule_at(programme, datetime(2024, 2, 29, tzinfo=UTC)) == first
    assert programmes.rule_at(programme, second.valid_from) == second


@pytest.mark.django_db
def test_the_state_is_the_last_that_began():
    programme = ProgrammeFactory(begun=False)
    closed = datetime(2025, 1, 20, 17, tzinfo=UTC)
    for since, state in ((datetime(2023, 1, 12, tzinfo=UTC), "open"), (closed, "closed")):
        ProgrammeState.objects.create(
            organization=programme.organization, programme=programme, since=since, zone=NEW_YORK, state=state
        )

    states = [
        programmes.state_at(programme, when) for when in (datetime(2025, 1, 20, 16, tzinfo=UTC), closed)
    ]

    assert [state and state.state for state in states] == ["open", "closed"]
    assert programmes.state_at(programme, datetime(2022, 1, 1, tzinfo=UTC)) is None


def test_a_window_is_told_in_instants():
    half_a_day = rule(zone=NEW_YORK, requests_from=time(12), requests_until=time(23, 59))

    assert programmes.window(half_a_day, date(2024, 3, 4)) == (
        datetime(2024, 3, 4, 17, 0, tzinfo=UTC),
        datetime(2024, 3, 5, 4, 59, tzinfo=UTC),
    )
    assert programmes.window(rule(), date(2024, 3, 4)) is None
    assert programmes.rush(rule(), date(2024, 3, 4)) == (
        datetime(2024, 3, 4, 14, 0, tzinfo=UTC),
        datetime(2024, 3, 4, 14, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2024, 3, 8), 23), (date(2024, 3, 9), 22), (date(2024, 11, 2), 24)]
)
def test_a_window_over_night_ends_on_the_next_day_and_feels_the_clocks_change(day, hours):
    over_night = rule(zone=NEW_YORK, requests_from=time(12), requests_until=time(11))

    begins, ends = programmes.window(over_night, day)

    assert (ends - begins).total_seconds() == hours * 3600


def test_times_that_clocks_skip_or_show_twice_are_one_instant():
    skipped, twice = date(2024, 3, 10), date(2024, 11, 3)

    assert programmes.instant(skipped, time(2, 30), NEW_YORK) == datetime(2024, 3, 10, 7, 30, tzinfo=UTC)
    assert programmes.instant(twice, time(1, 30), NEW_YORK) == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)
    assert programmes.instant(twice, time(1, 30), NEW_YORK, last=True) == datetime(
        2024, 11, 3, 6, 30, tzinfo=UTC
    )


# Field-guide: "08:00 in Mexico City" in winter and in summer.
@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("America/Tijuana", time(6), time(7)),
        ("America/Hermosillo", time(7), time(7)),
        ("America/Ciudad_Juarez", time(7), time(8)),
        ("America/Matamoros", time(8), time(9)),
        ("America/Mexico_City", time(8), time(8)),
    ],
)
def test_eight_in_mexico_city_is_another_time_here(zone, winter, summer):
    shown = [
        programmes.clock_here(time(8), MEXICO, zone, on=day).time()
        for day in (date(2026, 1, 15), date(2026, 7, 15))
    ]

    assert shown == [winter, summer]


def test_the_day_here_may_be_another_one():
    assert programmes.clock_here(time(0, 30), MEXICO, TIJUANA, on=date(2026, 1, 15)) == datetime(
        2026, 1, 15, 6, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("day", "zone", "told"),
    [
        # Clocks change on 8 March and on 1 November 2026, but not in Mexico City.
        (date(2026, 2, 28), TIJUANA, None),
        (date(2026, 3, 1), TIJUANA, ClockChange(date(2026, 3, 8), time(8), MEXICO, time(6), time(7))),
        (date(2026, 3, 7), MATAMOROS, ClockChange(date(2026, 3, 8), time(8), MEXICO, time(8), time(9))),
        (date(2026, 3, 8), MATAMOROS, None),
        (date(2026, 10, 25), MATAMOROS, ClockChange(date(2026, 11, 1), time(8), MEXICO, time(9), time(8))),
        (date(2026, 3, 5), "America/Hermosillo", None),
        (date(2026, 3, 5), MEXICO, None),
    ],
)
def test_a_change_of_the_clocks_is_told_a_week_before(day, zone, told):
    noon = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)

    assert programmes.clock_change(rule(), zone, noon) == told


def test_nothing_is_told_where_both_change_together_or_there_is_no_clock():
    noon = datetime(2026, 3, 5, 18, tzinfo=UTC)

    assert programmes.clock_change(rule(zone=NEW_YORK), TIJUANA, noon) is None
    assert programmes.clock_change(rule(rush_from=None, rush_until=None), TIJUANA, noon) is None


@pytest.mark.django_db
def test_the_warning_of_a_programme_is_that_of_its_rule():
    programme = ProgrammeFactory(begun=False)
    noon = datetime(2026, 3, 5, 18, tzinfo=UTC)

    assert programmes.dst_warning(programme, TIJUANA, noon) is None

    ProgrammeRuleFactory(
        programme=programme,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        rush_from=time(8),
        rush_until=time(9),
    )
    warned = programmes.dst_warning(programme, TIJUANA, noon)

    assert warned == ClockChange(date(2026, 3, 8), time(8), MEXICO, time(6), time(7))
