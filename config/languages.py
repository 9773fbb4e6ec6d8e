"""Languages: those the site can speak and those it speaks here."""

from django.conf import locale

# Names in the language itself, as a chooser shows them.
NAMES = {
    "es": "Español",
    "en": "English",
    "ht": "Kreyòl ayisyen",
    "fr": "Français",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
}

# A second person has read these. All others say on every page that nobody has yet (design.md, section 7).
REVIEWED = frozenset({"en"})

# Django 5.2 does not know Haitian Creole.
locale.LANG_INFO.setdefault(
    "ht", {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": NAMES["ht"]}
)
