"""What the network warns of, for the paper of a day: it is read when the power is gone."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import get_language

from accounts.models import Membership
from alerts import published, reading, sentences
from alerts.models import AlertContact, Mark
from alerts.published import Published
from schedules.actions import packs
from schedules.actions.packs import Warned

# Paper lies about: what only few may read is not on it, whoever prints it.
ON_PAPER = (Mark.AMBER, Mark.GREEN, Mark.CLEAR)
MOST_CONTACTS = 3


@packs.warns
def in_force(by: Membership) -> Sequence[Warned]:
    """Those that all staff may read, the last told first."""
    told = [published.from_json(message.content) for message in reading.told_to(by)]
    lines = (_line(each) for each in told if each.mark in ON_PAPER)
    return [line for line in lines if line is not None]


def _line(told: Published) -> Warned | None:
    chosen = sentences.chosen(told, get_language() or settings.LANGUAGE_CODE)
    if chosen is None:
        return None
    beware = [sentences.contact(each) for each in told.contacts if each.part == AlertContact.Part.BEWARE]
    return Warned(chosen.headline, beware[:MOST_CONTACTS])
