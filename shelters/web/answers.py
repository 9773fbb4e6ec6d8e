"""The six answers of the desk: how they are asked, kept as a draft, and read as a party."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Text
from shelters.languages import LANGUAGES
from shelters.models import Person, Stay
from shelters.parties import Party, PersonAnswer
from shelters.web.words import FEATURE_WORDS

Answers = dict[str, Any]

MOST = 40  # of one kind in one household; a bus is counted elsewhere
Band = Person.AgeBand
Gender = Person.Gender


@dataclass(frozen=True)
class Count:
    """One stepper: how many people of this band and group."""

    name: str
    band: str
    gender: str
    label: Text


# Small children are asked without their sex: no room depends on it.
USUAL = (
    Count("women", Band.ADULT, Gender.WOMAN, _("Women, 18 to 59")),
    Count("men", Band.ADULT, Gender.MAN, _("Men, 18 to 59")),
    Count("girls", Band.TEEN, Gender.WOMAN, _("Girls, 12 to 17")),
    Count("boys", Band.TEEN, Gender.MAN, _("Boys, 12 to 17")),
    Count("children", Band.CHILD, Gender.NOT_STATED, _("Children, 5 to 11")),
    Count("babies", Band.BABY, Gender.NOT_STATED, _("Small children, 0 to 4")),
)
RARER = (
    Count("older_women", Band.SENIOR, Gender.WOMAN, _("Women, 60 and over")),
    Count("older_men", Band.SENIOR, Gender.MAN, _("Men, 60 and over")),
    Count("lgbtq", Band.ADULT, Gender.LGBTQ, _("LGBTQ+, 18 and over")),
    Count("young_lgbtq", Band.TEEN, Gender.LGBTQ, _("LGBTQ+, 12 to 17")),
    Count("adults", Band.NOT_STATED, Gender.NOT_STATED, _("Adults, nothing stated")),
)
NEEDS = tuple((f"need_{name}", name, words) for name, words in FEATURE_WORDS.items())
NUMBERS = (
    tuple(count.name for count in USUAL + RARER) + tuple(name for name, _f, _l in NEEDS) + ("with_parent",)
)

# Who gets a bed with a property first, when the desk says only how many need one.
ORDER = (Band.SENIOR, Band.ADULT, Band.NOT_STATED, Band.TEEN, Band.CHILD, Band.BABY)


def read_answers(posted: Mapping[str, Any]) -> Answers:
    """What was typed, as far as it makes sense: numbers within bounds, known choices, no blanks."""
    answers: Answers = {}
    for name in NUMBERS:
        with contextlib.suppress(ValueError, TypeError):
            number = max(0, min(MOST, int(posted.get(name) or 0)))
            answers |= {name: number} if number else {}
    if posted.get("language") in dict(LANGUAGES):
        answers["language"] = posted["language"]
    if posted.get("late_reason") in Stay.LateReason.values:
        answers["late_reason"] = posted["late_reason"]
    for name in ("at", "bus"):
        with contextlib.suppress(ValueError, TypeError):
            answers[name] = str(UUID(str(posted.get(name))))
    return answers


def stepped(answers: Answers, step: str) -> Answers:
    """The answers after a tap on + or - without JavaScript; `step` is such as "women:+1"."""
    name, _colon, by = step.partition(":")
    if name not in NUMBERS or by not in {"+1", "-1"}:
        return answers
    number = max(0, min(MOST, answers.get(name, 0) + int(by)))
    return {key: value for key, value in {**answers, name: number}.items() if value != 0}


def party_of(answers: Answers) -> Party:
    """The people of these answers: adults first, so that numbers are stable while answers change."""
    persons = list(_persons(answers))
    persons = _with_parent(persons, answers.get("with_parent", 0))
    for name, feature, _label in NEEDS:
        persons = _needing(persons, feature, answers.get(name, 0))
    return Party(tuple(persons), answers.get("language", ""))


def _persons(answers: Answers) -> Iterator[PersonAnswer]:
    counts = sorted(USUAL + RARER, key=lambda count: count.band in Person.MINOR_BANDS)
    for count in counts:
        for _person in range(answers.get(count.name, 0)):
            yield PersonAnswer(age_band=count.band, gender=count.gender)


def _with_parent(persons: list[PersonAnswer], how_many: int) -> list[PersonAnswer]:
    """The smallest children first; nobody shares a bed where no adult is."""
    if not any(not person.is_minor for person in persons):
        return persons
    small = [
        i for band in (Band.BABY, Band.CHILD) for i, person in enumerate(persons) if person.age_band == band
    ]
    chosen = set(small[:how_many])
    return [
        replace(person, sleeps_with_parent=True) if index in chosen else person
        for index, person in enumerate(persons)
    ]


def _needing(persons: list[PersonAnswer], feature: str, how_many: int) -> list[PersonAnswer]:
    order = tuple(reversed(ORDER)) if feature == "cot" else ORDER
    ranked = sorted(
        (index for index, person in enumerate(persons) if person.needs_bed),
        key=lambda index: order.index(Band(persons[index].age_band)),
    )
    chosen = set(ranked[:how_many])
    return [
        replace(person, needs=person.needs | {feature}) if index in chosen else person
        for index, person in enumerate(persons)
    ]
