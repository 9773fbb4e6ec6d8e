"""A programme changes its rules, again and again, and then it is gone: CBP One, as data."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from appointments import programmes
from appointments.actions import seeding
from appointments.models import Programme, ProgrammeRule, ProgrammeState
from core.errors import NotAllowed

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def loaded(network_desk: Any) -> list[Programme]:
    return seeding.load_programmes(by=network_desk)


@pytest.fixture
def cbp_one(loaded: list[Programme]) -> Programme:
    return next(programme for programme in loaded if programme.code == "cbp-one")


def rule_on(programme: Programme, *when: int) -> ProgrammeRule:
    found = programmes.rule_at(programme, datetime(*when, tzinfo=NEW_YORK))
    assert found is not None
    return found


# From when on, and what was new: slots, hours to ask, hours to confirm, places a day, days ahead, languages.
HISTORY = [
    ((2023, 1, 12, 9), ("single", None, None, None, 14, 2)),
    ((2023, 2, 24, 9), ("family", None, None, None, 14, 3)),
    ((2023, 5, 10, 13), ("family", 23.0, 23, None, 14, 5)),
    ((2023, 5, 12, 9), ("family", 23.0, 23, 1000, 14, 5)),
    ((2023, 6, 1, 9), ("family", 23.0, 23, 1250, 14, 5)),
    ((2023, 7, 1, 9), ("family", 23.0, 23, 1450, 14, 5)),
    ((2024, 3, 4, 13), ("family", 11.98, 23, 1450, 21, 5)),
    ((2024, 8, 23, 9), ("family", 11.98, 23, 1450, 21, 5)),
]


def told(rule: ProgrammeRule, day: date) -> tuple[Any, ...]:
    asked = programmes.window(rule, day)
    hours = round((asked[1] - asked[0]).total_seconds() / 3600, 2) if asked else None
    return (
        rule.slots, hours, rule.confirm_within_hours, rule.places_a_day, rule.horizon_days,
        len(rule.interview_languages),
    )  # fmt: skip


@pytest.mark.django_db
def test_cbp_one_changed_its_rules_eight_times(cbp_one):
    assert [told(rule_on(cbp_one, *when), date(*when[:3])) for when, _new in HISTORY] == [
        new for _when, new in HISTORY
    ]
    assert cbp_one.rules.count() == len(HISTORY)
    assert all(rule.source_url and rule.summary_en and rule.is_free for rule in cbp_one.rules.all())
    assert {rule.who_is_listed for rule in cbp_one.rules.all()} == {"each"}


@pytest.mark.django_db
def test_a_rule_holds_to_the_last_moment_before_the_next(cbp_one):
    before, after = rule_on(cbp_one, 2023, 5, 10, 11, 59), rule_on(cbp_one, 2023, 5, 10, 12)

    assert (before.rush_from is None, before.requests_from is None) == (False, True)
    assert (after.rush_from is None, after.requests_from is None) == (True, False)
    assert before.documents_es == after.documents_es != ""


@pytest.mark.django_db
def test_cbp_one_was_closed_at_noon_in_washington(cbp_one):
    states = [
        programmes.state_at(cbp_one, when)
        for when in (
            datetime(2023, 1, 11, tzinfo=UTC),
            datetime(2025, 1, 20, 16, 59, 59, tzinfo=UTC),
            datetime(2025, 1, 20, 17, tzinfo=UTC),
        )
    ]

    assert [state and state.state for state in states] == ["announced", "open", "closed"]
    clocks = [
        states[2].since.astimezone(ZoneInfo(f"America/{city}")).hour
        for city in ("Tijuana", "Ciudad_Juarez", "Matamoros")
    ]
    assert clocks == [9, 10, 11]
    assert states[2].source_url
    assert states[2].reason_ht


@pytest.mark.django_db
def test_the_launch_had_no_places_for_those_before(cbp_one):
    assert programmes.rule_at(cbp_one, datetime(2023, 1, 11, 12, tzinfo=UTC)) is None


@pytest.mark.django_db
def test_every_programme_has_texts_in_three_languages_and_says_that_nobody_read_them(loaded, stranger):
    known = list(Programme.objects.visible_to(stranger))

    assert {programme.code for programme in known} == {programme.code for programme in loaded}
    assert {(kind in {p.kind for p in known}) for kind in Programme.Kind.values if kind != "other"} == {True}
    for programme in known:
        rule = programmes.rule_at(programme, datetime.now(UTC))
        assert rule is not None
        assert all(
            getattr(row, name)
            for row, name in [
                *(
                    (programme, f"{field}_{code}")
                    for field in ("name", "explanation")
                    for code in ("en", "es", "ht")
                ),
                *((rule, f"documents_{code}") for code in ("en", "es", "ht")),
            ]
        ), programme.code
        # The n-th line is the same document in every language.
        assert len({len(getattr(rule, f"documents_{code}").splitlines()) for code in ("en", "es", "ht")}) == 1
        assert (programme.reviewed_languages, programme.changed_by) == ([], None)


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_what_somebody_wrote(loaded, network_desk):
    Programme.objects.filter(code="clinic").update(name_en="Our clinic")

    assert seeding.load_programmes(by=network_desk) == []
    assert Programme.objects.get(code="clinic").name_en == "Our clinic"
    assert ProgrammeState.objects.filter(programme__code="cbp-one").count() == 3


@pytest.mark.django_db
def test_a_coordinator_of_one_house_loads_nothing_for_the_network(coordinator):
    with pytest.raises(NotAllowed):
        seeding.load_programmes(by=coordinator)

    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_the_command_works_through_the_network_coordinator(network, network_desk, capsys):
    call_command("load_programmes", network=network.code.lower())

    assert Programme.objects.get(code="comar-filing").organization == network_desk.organization
    assert "programmes added" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_says_what_is_missing(network):
    with pytest.raises(CommandError, match="no network"):
        call_command("load_programmes", network="NOWHERE")
    with pytest.raises(CommandError, match="Nobody coordinates"):
        call_command("load_programmes", network=network.code)
