"""A message as the Common Alerting Protocol 1.2 (OASIS, CAP-v1.2-os), one `info` for each reviewed language.

What takes an alert back has an `info` too, with a sentence of the site instead of the old words.
"""

import re
from xml.etree import ElementTree as ET

from django.conf import settings

from alerts import addresses, sentences
from alerts.models import Alert, Mark
from alerts.published import Contact, Published, Words, in_cap

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
KIND = "application/cap+xml"
# XML 1.0 has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

CATEGORY = {Alert.Kind.FRAUD: "Security", Alert.Kind.IMPERSONATION: "Security", Alert.Kind.SAFETY: "Safety"}
RESPONSE = {Alert.Kind.NOTICE: "None", Alert.Kind.MYTH: "None", Alert.Kind.RUMOUR: "Assess"}
URGENCY = {Alert.Kind.SAFETY: "Immediate", Alert.Kind.FRAUD: "Expected", Alert.Kind.IMPERSONATION: "Expected"}
SEVERITY = {Alert.Kind.SAFETY: "Severe", Alert.Kind.FRAUD: "Moderate", Alert.Kind.IMPERSONATION: "Moderate"}
CERTAINTY = {"official": "Observed", "confirmed": "Likely", "unverified": "Possible"}


def written(told: Published) -> bytes:
    """The document. The same message gives the same bytes."""
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    is_public = told.mark == Mark.CLEAR
    _add(root, "identifier", told.identifier)
    _add(root, "sender", told.sender)
    _add(root, "sent", in_cap(told.sent))
    _add(root, "status", "Test" if settings.DEMO else "Actual")
    _add(root, "msgType", told.message)
    _add(root, "scope", "Public" if is_public else "Restricted")
    _add(root, "restriction", "" if is_public else f"TLP:{told.mark.upper()}")
    _add(root, "code", f"TLP:{told.mark.upper()}")
    _add(root, "references", " ".join(told.references))
    for language in languages(told):
        root.append(_info(told, language))
    return _bytes(root)


def languages(told: Published) -> list[str]:
    """Those of the words; of a message without words those that the site speaks."""
    return sorted(told.words) or [code for code, _name in settings.LANGUAGES]


def _info(told: Published, language: str) -> ET.Element:
    info = ET.Element("info")
    words = told.words.get(language)
    with sentences.spoken(language):
        _add(info, "language", language)
        _grade(info, told)
        _add(info, "effective", in_cap(told.effective))
        # A message that takes something back holds on: its end must not bring the old one back.
        _add(info, "expires", in_cap(told.expires) if words else "")
        _add(info, "senderName", told.network_name)
        _speak(info, told, words)
        _add(info, "web", addresses.of_alert(told))
        _add(info, "contact", told.reply_way)
        if words:
            _detail(info, told, words)
    return info


def _grade(info: ET.Element, told: Published) -> None:
    is_on = told.is_readable
    _add(info, "category", CATEGORY.get(Alert.Kind(told.kind), "Other"))
    _add(info, "event", sentences.kind(told))
    _add(info, "responseType", RESPONSE.get(Alert.Kind(told.kind), "Avoid") if is_on else "None")
    _add(info, "urgency", URGENCY.get(Alert.Kind(told.kind), "Unknown") if is_on else "Past")
    _add(info, "severity", SEVERITY.get(Alert.Kind(told.kind), "Minor") if is_on else "Unknown")
    _add(
        info,
        "certainty",
        CERTAINTY.get(told.level, "Unknown") if is_on and sentences.level(told) else "Unknown",
    )


def _speak(info: ET.Element, told: Published, words: Words | None) -> None:
    if words is None:
        _add(info, "headline", sentences.taken_back(told))
        _add(info, "description", sentences.unread())
        return
    _add(info, "headline", words.headline)
    # Receivers show these words, and few show parameters: whom to beware of is told in both.
    beware = sentences.beware_of(", ".join(sentences.bewares(told)))
    _add(info, "description", "\n".join(filter(None, (words.said, sentences.asks_for(told), beware))))
    _add(info, "instruction", words.react)


def _detail(info: ET.Element, told: Published, words: Words) -> None:
    """What programs read, whatever the language."""
    for name in (
        "code",
        *(["level"] if sentences.level(told) else []),
        "tactic",
        "channel",
        "price_from",
        "price_to",
        "currency",
    ):
        _parameter(info, name, getattr(told, name))
    _parameter(info, "source", " ".join(filter(None, (told.source_name, told.source_url))))
    _parameter(info, "source_date", told.source_on.isoformat() if told.source_on else "")
    for contact in told.contacts:
        _parameter(info, f"{contact.part}:{contact.kind}", contact.value)
    for helper in told.helpers:
        _parameter(info, "helper", ", ".join((helper.name, *_values(helper.contacts))))
    if words.recording:
        resource = ET.SubElement(info, "resource")
        _add(resource, "resourceDesc", words.headline)
        _add(resource, "mimeType", "audio/ogg")
        _add(resource, "uri", addresses.absolute(words.recording))
    _add(ET.SubElement(info, "area"), "areaDesc", told.area or told.network_name)


def _values(contacts: tuple[Contact, ...]) -> list[str]:
    return [contact.value for contact in contacts]


def _parameter(info: ET.Element, name: str, value: str) -> None:
    if value:
        parameter = ET.SubElement(info, "parameter")
        _add(parameter, "valueName", f"posada:{name}")
        _add(parameter, "value", value)


def _add(parent: ET.Element, name: str, text: str) -> None:
    """An element with this text; none without one."""
    if text:
        ET.SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    """The text without characters that no XML can hold."""
    return UNWRITABLE.sub("", text)


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"
