"""The guarantees of a draw, tried on made-up days."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.drawing import Entry, Window, draw, fingerprint, lot, weighted

RULES = ["least_served", "lottery", "first_come"]
SEED = "5eed"
WEIGHT_OF_A = "2.0683076255617139697680528227153397001030888353635"


def ask(ticket, *, rank=10, served=None, misses=0, number=1, slots=1, windows=(0,)):
    return Entry(ticket, rank, served, misses, number, slots, windows)


@st.composite
def days(draw_one):
    """Some windows in rows, some of them without a follower, and households that can come to some."""
    count = draw_one(st.integers(1, 5))
    seats = st.sets(st.integers(1, 4), max_size=4)
    windows = [
        Window(
            index,
            tuple(draw_one(seats)),
            index + 1 if index + 1 < count and draw_one(st.booleans()) else None,
        )
        for index in range(count)
    ]
    indexes = st.lists(st.integers(0, count - 1), unique=True).map(tuple)
    entries = [
        ask(
            f"T{number}",
            rank=draw_one(st.sampled_from([0, 1, 9, 10])),
            served=draw_one(st.none() | st.integers(1, 3)),
            misses=draw_one(st.integers(0, 3)),
            number=number,
            slots=draw_one(st.integers(1, 2)),
            windows=draw_one(indexes),
        )
        for number in range(1, draw_one(st.integers(0, 12)) + 1)
    ]
    return entries, windows


@settings(max_examples=40)
@given(days(), st.sampled_from(RULES), st.text(min_size=1, max_size=8))
def test_no_seat_is_given_twice_and_none_that_is_not_free(day, rule, seed):
    entries, windows = day

    taken = [seat for result in draw(entries, windows, rule=rule, seed=seed) for seat in result.taken]

    assert set(Counter(taken).values()) <= {1}
    assert set(taken) <= {(window.index, seat) for window in windows for seat in window.seats}


@settings(max_examples=40)
@given(days(), st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_changes_nothing(day, rule, chance):
    entries, windows = day
    before = draw(entries, windows, rule=rule, seed=SEED)
    shuffled = chance.sample(entries, len(entries)), chance.sample(windows, len(windows))

    assert draw(*shuffled, rule=rule, seed=SEED) == before


@settings(max_examples=40)
@given(days(), st.sampled_from(RULES))
def test_everybody_gets_one_answer_and_only_windows_that_suit(day, rule):
    entries, windows = day
    by_ticket = {entry.ticket: entry for entry in entries}

    results = draw(entries, windows, rule=rule, seed=SEED)

    assert [result.place for result in results] == list(range(1, len(entries) + 1))
    assert {result.ticket for result in results} == set(by_ticket)
    for result in results:
        entry = by_ticket[result.ticket]
        indexes = [index for index, _seat in result.taken]
        assert set(indexes) <= set(entry.windows)
        assert len(indexes) <= entry.slots
        assert (result.outcome == "given") == bool(indexes)
        assert (result.outcome == "no_window") == (not entry.windows)
        if len(indexes) == 2:
            assert windows[indexes[0]].next == indexes[1]


@settings(max_examples=40)
@given(days(), st.sampled_from(RULES))
def test_nobody_goes_without_while_a_window_that_suits_is_free(day, rule):
    entries, windows = day
    results = {result.ticket: result for result in draw(entries, windows, rule=rule, seed=SEED)}
    taken = {seat for result in results.values() for seat in result.taken}
    left = {w.index for w in windows for seat in w.seats if (w.index, seat) not in taken}

    without = [entry for entry in entries if results[entry.ticket].outcome == "full"]

    assert [entry.ticket for entry in without if left & set(entry.windows)] == []


@settings(max_examples=40)
@given(days(), st.sampled_from(RULES))
def test_lost_turns_come_first_and_priorities_before_the_rest(day, rule):
    entries, windows = day
    ranks = {entry.ticket: entry.rank for entry in entries}

    order = [ranks[result.ticket] for result in draw(entries, windows, rule=rule, seed=SEED)]

    assert order == sorted(order)


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 15), st.data())
def test_nobody_has_a_second_turn_before_everybody_who_asks_had_one(people, seats, days_, data):
    """Households that ask every day until they were served; all can come at any hour."""
    served, turns = {}, Counter()
    for day in range(1, days_ + 1):
        asking = data.draw(st.sets(st.integers(0, people - 1)))
        entries = [ask(f"T{day}-{who}", served=served.get(who), windows=(0, 1)) for who in asking]
        windows = [Window(0, tuple(range(1, seats + 1))), Window(1, (1,))]

        results = draw(entries, windows, rule="least_served", seed=f"{SEED}{day}")

        had = {who: turns[who] for who in asking}
        got = {int(result.ticket.partition("-")[2]) for result in results if result.taken}
        if any(had[who] > 0 for who in got):
            assert [who for who in asking - got if had[who] == 0] == []
        for who in got:
            served[who] = day
            turns[who] += 1


def test_who_was_served_longest_ago_comes_first_and_never_before_all():
    entries = [ask("A", served=20), ask("B", served=10), ask("C")]

    results = draw(entries, [Window(0, (1, 2))], rule="least_served", seed=SEED)

    assert [(result.ticket, result.outcome) for result in results] == [
        ("C", "given"), ("B", "given"), ("A", "full"),
    ]  # fmt: skip


def test_equals_are_drawn_by_the_lot_that_anybody_can_work_out():
    entries = [ask(ticket) for ticket in "ABCDE"]

    results = draw(entries, [Window(0, (1,))], rule="least_served", seed=SEED)

    by_hand = sorted("ABCDE", key=lambda ticket: sha256(f"{SEED}:{ticket}".encode()).hexdigest())
    assert [result.ticket for result in results] == by_hand
    assert lot(SEED, "A") == sha256(b"5eed:A").hexdigest()
    assert fingerprint(SEED) == sha256(b"5eed").hexdigest()


def test_first_come_is_the_number_alone():
    entries = [ask("A", number=3), ask("B", number=1, served=9), ask("C", number=2)]

    results = draw(entries, [Window(0, (1,))], rule="first_come", seed=SEED)

    assert [result.ticket for result in results] == ["B", "C", "A"]


def test_each_miss_is_one_more_lot():
    """With one lot against three, the one with three is first in about three of four draws."""
    entries = [ask("A"), ask("B", misses=2)]

    firsts = Counter(
        draw(entries, [Window(0, (1,))], rule="lottery", seed=str(number))[0].ticket for number in range(2000)
    )

    assert 1440 < firsts["B"] < 1560


def test_the_weight_is_the_same_to_the_last_digit_on_every_machine():
    assert str(weighted(SEED, "A", 0)) == WEIGHT_OF_A
    assert weighted(SEED, "A", 1) * 2 == pytest.approx(weighted(SEED, "A", 0))


def test_two_slots_are_in_a_row_and_on_the_same_seat_where_there_is_one():
    row = [Window(0, (1, 2), next=1), Window(1, (2, 3))]

    assert draw([ask("A", slots=2, windows=(0, 1))], row, rule="first_come", seed=SEED)[0].taken == (
        (0, 2), (1, 2),
    )  # fmt: skip


def test_two_slots_with_a_change_of_seat_are_better_than_one():
    row = [Window(0, (1,), next=1), Window(1, (3,))]

    assert draw([ask("A", slots=2, windows=(0, 1))], row, rule="first_come", seed=SEED)[0].taken == (
        (0, 1), (1, 3),
    )  # fmt: skip


def test_one_slot_is_better_than_none():
    apart = [Window(0, (1,)), Window(1, (1,))]

    assert draw([ask("A", slots=2, windows=(1, 0))], apart, rule="first_come", seed=SEED)[0].taken == (
        (1, 1),
    )  # fmt: skip


def test_the_preferred_window_is_taken_first():
    both = [Window(0, (1,)), Window(1, (1,))]
    entries = [ask("A", number=1, windows=(1, 0)), ask("B", number=2, windows=(1, 0))]

    results = draw(entries, both, rule="first_come", seed=SEED)

    assert [result.taken for result in results] == [((1, 1),), ((0, 1),)]


def test_a_rule_that_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        draw([], [], rule="whoever_pays", seed=SEED)
