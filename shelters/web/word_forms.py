"""The form of called names, notes and ways to reach a family, on the page of a household."""

from collections.abc import Mapping
from dataclasses import dataclass

from shelters.models import Household, Person
from shelters.names import LONGEST, Told, Words

CALLED = "called_"  # and the number of the person


@dataclass(frozen=True)
class Line:
    """One answer: the name of its field, what stands in it, how long it may be, and whose it is."""

    name: str
    text: str
    longest: int
    told: Told
    person: Person | None = None


@dataclass(frozen=True)
class WordForm:
    """What may be typed: what the organization asks, and what is there already, to be taken out again."""

    called: list[Line]
    notes: Line | None
    contact_way: Line | None
    is_asked: bool

    @property
    def lines(self) -> list[Line]:
        """All of them."""
        return [*self.called, *(line for line in (self.notes, self.contact_way) if line)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written down yet."""
        return not any(line.text or line.told != Told() for line in self.lines)


def word_form(
    household: Household, words: Words, *, asks: frozenset[str], posted: Mapping[str, str]
) -> WordForm:
    """The form with what is kept or, after a refusal, with what was typed."""

    def line(column: str, name: str, told: Told, person: Person | None = None) -> Line | None:
        if column not in asks and told == Told():
            return None
        return Line(name, posted.get(name, told.text), LONGEST[column], told, person)

    found = [
        line("called_name", f"{CALLED}{person.number}", words.called.get(person.pk, Told()), person)
        for person in household.persons.all()
    ]
    return WordForm(
        called=[one for one in found if one],
        notes=line("notes", "notes", words.notes),
        contact_way=line("contact_way", "contact_way", words.contact_way),
        is_asked=bool(asks),
    )
