"""Words for people and places that carry no name."""

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shelters.models import FEATURES, Bed, Person
from shelters.parties import PersonAnswer, answer_of

register = template.Library()


@register.simple_tag
def who(person: Person | PersonAnswer) -> str:
    """A person in words: "18 to 59, woman or girl, lower bunk"."""
    answer = answer_of(person) if isinstance(person, Person) else person
    words = [str(Person.AgeBand(answer.age_band).label)]
    if answer.gender != Person.Gender.NOT_STATED:
        words.append(str(Person.Gender(answer.gender).label))
    words += [str(Bed._meta.get_field(name).verbose_name) for name in FEATURES if name in answer.needs]
    if answer.sleeps_with_parent:
        words.append(_("sleeps with a parent"))
    return capfirst(", ".join(words))


@register.simple_tag
def symbols(bed: Bed) -> list[tuple[str, str]]:
    """The features of a bed as (icon, words)."""
    return [
        (name, str(Bed._meta.get_field(name).verbose_name)) for name in FEATURES if getattr(bed, name)
    ]
