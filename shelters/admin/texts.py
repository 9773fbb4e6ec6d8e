"""Fields of public texts, one for each language of the content."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _


def in_interface_languages(*names: str) -> list[str]:
    """The fields of these texts in the languages that this site speaks."""
    return [f"{name}_{code}" for name in names for code, _name in settings.LANGUAGES]


def in_other_languages(*names: str) -> Any:
    """A folded block with the same texts in all other languages."""
    spoken = [code for code, _name in settings.LANGUAGES]
    others = [code for code in settings.MODELTRANSLATION_LANGUAGES if code not in spoken]
    fields = [f"{name}_{code}" for name in names for code in others]
    return (_("Other languages"), {"fields": fields, "classes": ["collapse"]})
