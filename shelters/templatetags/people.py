"""Words for people and places that carry no name."""

from uuid import UUID

from django import template
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shelters.errors import SurprisingCount
from shelters.models import Bed, Person, Places, Stay
from shelters.names import Told, Words
from shelters.parties import PersonAnswer, answer_of
from shelters.web.words import FEATURE_WORDS

register = template.Library()


@register.simple_tag
def who(person: Person | PersonAnswer) -> str:
    """A person in words: "18 to 59, woman or girl, lower bunk"."""
    answer = answer_of(person) if isinstance(person, Person) else person
    words = [str(Person.AgeBand(answer.age_band).label)]
    if answer.gender != Person.Gender.NOT_STATED:
        words.append(str(Person.Gender(answer.gender).label))
    words += [str(word) for name, word in FEATURE_WORDS.items() if name in answer.needs]
    if answer.sleeps_with_parent:
        words.append(_("sleeps with a parent"))
    return capfirst(", ".join(words))


@register.simple_tag
def symbols(bed: Bed) -> list[tuple[str, str]]:
    """The features of a bed as (icon, words)."""
    return [(name, str(words)) for name, words in FEATURE_WORDS.items() if getattr(bed, name)]


@register.simple_tag
def place(person: Person, stay_of: dict[UUID, Stay]) -> str:
    """Where a person sleeps, in words, or nothing."""
    stay = stay_of.get(person.pk)
    return place_of(stay) if stay else ""


@register.simple_tag
def place_of(stay: Stay) -> str:
    """The bed, the counted place, or a parent's bed, in words."""
    if stay.shares_bed:
        return _("with a parent")
    if stay.bed:
        return f"{stay.bed.room.name} · {stay.bed.label}"
    return str(stay.places)


@register.simple_tag
def called(person: Person, words: Words) -> Told | None:
    """What the person is called, or why that cannot be said; None where nobody asked."""
    told = words.called.get(person.pk)
    return told if told and told != Told() else None


@register.simple_tag
def key(row: Model) -> str:
    """The key of a row as text, to compare it with what a form sent."""
    return str(row.pk)


@register.simple_tag
def surprise(
    surprising: dict[UUID, tuple[int, SurprisingCount]], places: Places
) -> dict[str, int | SurprisingCount] | None:
    """The figure of these places that waits for a second look, if any."""
    found = surprising.get(places.pk)
    return {"figure": found[0], "refused": found[1]} if found else None
