"""The way out for the one message of the day: a channel that a house runs itself, through Apprise.

Apprise is an extra (requirements/channels.txt). Without it nothing is sent, and nothing else changes.
The message has no content: not who, not when, not how many.
"""

import importlib
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from appointments.errors import ChannelsMissing, UnknownChannel

# What a house can run on a machine of its own, and mail. Services of others learn when families go out.
SCHEMES = frozenset(
    {
        "gotify", "gotifys", "mailto", "mailtos", "matrix", "matrixs", "mmost", "mmosts", "mqtt", "mqtts",
        "nctalk", "nctalks", "ntfy", "ntfys", "rocket", "rockets", "signal", "signals", "xmpp", "xmpps",
    }
)  # fmt: skip
# Addresses of Apprise in which a missing host means somebody else's service.
LENGTH = 500


def are_possible() -> bool:
    """Whether Apprise is installed."""
    return find_spec("apprise") is not None


def refuse_unusable(address: str) -> None:
    """Refuse what Apprise cannot read, and what no house can run itself.

    Raises: ChannelsMissing, UnknownChannel.
    """
    parts = urlsplit(address)
    if parts.scheme.lower() not in SCHEMES or not parts.hostname or len(address) > LENGTH:
        raise UnknownChannel
    if not are_possible():
        raise ChannelsMissing
    if not _opened(address):
        raise UnknownChannel


def send(address: str) -> bool:
    """Send the message of the day. Whether it went out.

    Raises: ChannelsMissing.
    """
    if not are_possible():
        raise ChannelsMissing
    opened = _opened(address)
    return bool(opened and opened.notify(body=message(), title=str(settings.SITE_NAME)))


def message() -> str:
    """The same sentence in each language of the site: whoever reads the channel speaks one of them."""
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(_("There is a list at the desk."))
    return "\n".join(dict.fromkeys(said))


def _opened(address: str) -> Any:
    """What Apprise makes of the address; nothing where it cannot read it."""
    apprise = importlib.import_module("apprise")
    opened = apprise.Apprise()
    return opened if opened.add(address) else None
