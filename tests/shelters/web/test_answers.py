"""The answers of the desk, from what was typed to a party."""

from hypothesis import given
from hypothesis import strategies as st

from shelters.models import Person
from shelters.web.answers import MOST, NUMBERS, party_of, read_answers, stepped


def test_what_makes_no_sense_is_left_out():
    typed = {"women": "2", "men": "-3", "boys": "many", "babies": "400", "language": "xx", "at": "no key"}

    assert read_answers(typed) == {"women": 2, "babies": MOST}


def test_adults_come_first_and_needs_go_to_the_oldest():
    party = party_of({"babies": 1, "women": 1, "older_men": 1, "need_lower": 1})

    assert [person.age_band for person in party.persons] == ["18-59", "60+", "0-4"]
    assert [person.needs for person in party.persons] == [frozenset(), {"lower"}, frozenset()]


def test_a_cot_goes_to_the_baby():
    party = party_of({"women": 1, "babies": 1, "need_cot": 1})

    assert [person.needs for person in party.persons] == [frozenset(), {"cot"}]


def test_small_children_sleep_with_a_parent_only_where_one_is():
    assert party_of({"women": 1, "babies": 2, "with_parent": 1}).beds_needed == 2
    assert party_of({"babies": 2, "with_parent": 1}).beds_needed == 2


def test_a_step_never_leaves_the_bounds():
    assert stepped({"women": 1}, "women:-1") == {}
    assert stepped({}, "women:-1") == {}
    assert stepped({"women": MOST}, "women:+1") == {"women": MOST}
    assert stepped({"women": 1}, "nonsense") == {"women": 1}


@given(st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 6)))
def test_every_answer_makes_a_party_that_can_be_written_down(answers):
    party = party_of(answers)

    small = {Person.AgeBand.BABY, Person.AgeBand.CHILD}
    assert all(person.age_band in small for person in party.persons if person.sleeps_with_parent)
    assert not any(person.needs for person in party.persons if person.sleeps_with_parent)
