"""Which recordings may leave the moderators: heard by a second person, and still saying what is written."""

import hashlib
from collections.abc import Mapping

from accounts.models import Network
from alerts.models import Alert, AlertText, Mark, Recording
from core.errors import NotHere
from privacy import walls
from shelters.languages import LANGUAGES

# Of languages that are heard and not read: what stands in the first of these is what they say.
ORDER = [code for code, _name in LANGUAGES]


def heard(alert: Alert, texts: Mapping[str, AlertText] | None = None) -> dict[str, Recording]:
    """By language; no sound is loaded. `texts` are those of `reviewed`, where they are known.

    Works within the network.
    """
    texts = reviewed(alert) if texts is None else texts
    rows = alert.recordings.exclude(heard_by="").defer("sound").order_by("language")
    return {row.language: row for row in rows if row.says and row.says == says(texts, row.language)}


def for_everybody(network: Network, code: str, language: str) -> Recording:
    """The recording in this language of the alert of this code, if everybody may hear it.

    Raises: NotHere.
    """
    with walls.on_behalf(None, network=network.pk):
        alert = Alert.objects.in_force().found(network=network, code=code, mark=Mark.CLEAR)
        found = heard(alert).get(language)
        if found is None:
            raise NotHere
        found.refresh_from_db(fields=["sound"])
    return found


def reviewed(alert: Alert) -> dict[str, AlertText]:
    """The words that a second person has read, by language."""
    return {text.language: text for text in alert.texts.filter(state=AlertText.State.REVIEWED)}


def says(texts: Mapping[str, AlertText], language: str) -> str:
    """The fingerprint of the words that a recording in this language says; nothing without reviewed words."""
    first = next((code for code in (language, *ORDER) if code in texts), None)
    if first is None:
        return ""
    text = texts[first]
    words = [first, text.headline, text.said, text.react]
    return fingerprint("\0".join(words).encode())


def fingerprint(said: bytes) -> str:
    """64 hexadecimal digits of words or of a sound."""
    return hashlib.sha256(said).hexdigest()
