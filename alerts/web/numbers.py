"""What moderators are told about numbers that they wrote without a country."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alerts.points import phones_asked


def saved(lines: Iterable[str]) -> str:
    """That it was saved, and how numbers without their country were read. The lines were read before."""
    read = [phones_asked(line) for line in lines if line.strip()]
    guessed = [numbers[0] for numbers in read if len(numbers) > 1]
    if not guessed:
        return _("Saved.")
    said = _(
        "Saved. No country was written, so it was guessed from the area code: %(numbers)s. Is that wrong? "
        "Then write the number with + and the code of its country."
    )
    return said % {"numbers": ", ".join(guessed)}
