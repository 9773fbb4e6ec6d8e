"""Who asks for places: the answers of the desk before anything is written down."""

from collections.abc import Collection
from dataclasses import dataclass, field

from shelters.models import Group, Household, Person


@dataclass(frozen=True)
class PersonAnswer:
    """One person as asked at the door: a band, a group for rooms, needs of the bed."""

    age_band: str = Person.AgeBand.NOT_STATED
    gender: str = Person.Gender.NOT_STATED
    needs: frozenset[str] = field(default_factory=frozenset)
    sleeps_with_parent: bool = False

    @property
    def is_minor(self) -> bool:
        """Under 18 by the band."""
        return self.age_band in Person.MINOR_BANDS

    @property
    def needs_bed(self) -> bool:
        """False for a small child in a parent's bed."""
        return not self.sleeps_with_parent


@dataclass(frozen=True)
class Party:
    """People who stay together, in the order in which they were entered."""

    persons: tuple[PersonAnswer, ...]
    language: str = ""

    @classmethod
    def of(cls, household: Household) -> "Party":
        """The party of a household that is already written down, ordered by number."""
        persons = household.persons.order_by("number")
        return cls(tuple(answer_of(person) for person in persons), household.language)

    @property
    def size(self) -> int:
        """People."""
        return len(self.persons)

    @property
    def beds_needed(self) -> int:
        """Beds or places: everybody but small children in a parent's bed."""
        return sum(person.needs_bed for person in self.persons)

    @property
    def minors(self) -> int:
        """People under 18."""
        return sum(person.is_minor for person in self.persons)

    @property
    def adults(self) -> int:
        """People of 18 and over, or of unstated age."""
        return self.size - self.minors

    @property
    def is_unaccompanied(self) -> bool:
        """Only minors: never into a room for adults (field-guide J11)."""
        return self.size > 0 and self.adults == 0


def answer_of(person: Person) -> PersonAnswer:
    """What was answered about a person who is written down."""
    return PersonAnswer(person.age_band, person.gender, person.features, person.sleeps_with_parent)


def admits(group: Group, person: PersonAnswer) -> bool:
    """Whether a room of this group may hold this person. A person whose group for rooms is not
    stated fits only where women and men both do; a child never fits a room for adults of one sex."""
    if person.is_minor:
        return group.admits_minors
    if person.gender == Person.Gender.WOMAN:
        return group.admits_women
    if person.gender == Person.Gender.MAN:
        return group.admits_men
    if person.gender == Person.Gender.LGBTQ:
        return group.admits_lgbtq
    return group.admits_women and group.admits_men


def fits(group: Group, persons: Collection[PersonAnswer], *, of: Party) -> bool:
    """Whether these persons of the party may sleep in a room of this group."""
    if group.hand_over_only != of.is_unaccompanied:
        return False
    if group.needs_minor and not of.minors:
        return False
    return of.size >= group.smallest_party and all(admits(group, person) for person in persons)
