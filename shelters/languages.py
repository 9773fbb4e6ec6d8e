"""Languages that guests speak: a closed list, so that nothing else about them is typed there."""

from django.utils.translation import gettext_lazy as _

LANGUAGES = (
    ("es", "Español"),
    ("ht", "Kreyòl ayisyen"),
    ("en", "English"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("zh", "中文"),
    ("uk", "Українська"),
    ("mam", "Mam"),
    ("quc", "K'iche'"),
    ("mix", "Mixteco"),
    ("nah", "Náhuatl"),
    ("qu", "Runasimi"),
    ("gn", "Avañe'ẽ"),
    ("other", _("another language")),
)
# Those that have a name.
NAMED = tuple((code, name) for code, name in LANGUAGES if code != "other")
