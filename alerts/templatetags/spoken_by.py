"""Names of languages, in the language of whoever reads."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext_lazy as _

from shelters.languages import LANGUAGES

register = template.Library()

# Not the names that languages have for themselves: whoever looks for a helper reads one list in one language.
NAMES = dict(LANGUAGES) | {
    "es": _("Spanish"),
    "ht": _("Haitian Creole"),
    "en": _("English"),
    "fr": _("French"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "uk": _("Ukrainian"),
    "mix": _("Mixtec"),
    "nah": _("Nahuatl"),
    "qu": _("Quechua"),
    "gn": _("Guarani"),
}


@register.filter
def language_name(code: str) -> str:
    """The name of one; a code that nobody knows stays as it is."""
    return str(NAMES.get(code, code))


@register.filter
def own_name(code: str) -> str:
    """The name that a language has for itself, for whoever looks for their own."""
    return str(dict(LANGUAGES).get(code, code))


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """The names of several, in their order, with commas."""
    return ", ".join(language_name(code) for code in codes)
