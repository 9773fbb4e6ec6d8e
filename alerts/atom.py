"""A feed of CAP messages (RFC 4287), for programs and for anybody's feed reader.

An entry keeps its `id` for as long as its alert lives, so that a reader that kept the words of an alert puts
the sentence that takes it back in their place.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils.translation import gettext as _

from alerts import addresses, cap, sentences
from alerts.published import Published

NAMESPACE = "http://www.w3.org/2005/Atom"
KIND = "application/atom+xml"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Of a feed in which nothing was ever told.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def written(network: str, name: str, messages: Sequence[Published], *, language: str) -> bytes:
    """The feed of a network in one language: the last message of each alert, the last told first."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, XML_LANGUAGE: language})
    with sentences.spoken(language):
        title = _("Warnings: %(network)s") % {"network": name}
        _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'posada:{network}:{language}')}")
        _add(root, "title", title)
        _add(root, "updated", _moment(max((told.sent for told in messages), default=BEGINNING)))
        _add(ET.SubElement(root, "author"), "name", name)
        _link(root, "self", addresses.of_feed(network, language), KIND)
        _link(root, "alternate", addresses.of_network(network), "text/html")
        for code, _name in settings.LANGUAGES:
            if code != language:
                _link(root, "alternate", addresses.of_feed(network, code), KIND, code)
        for told in messages:
            root.append(_entry(told, language))
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _entry(told: Published, language: str) -> ET.Element:
    entry = ET.Element("entry")
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'posada:{told.network}:{told.code}')}")
    words = sentences.chosen(told, language)
    if words is None:
        _add(entry, "title", sentences.taken_back(told))
        _add(entry, "summary", " ".join(filter(None, (sentences.taken_back(told), sentences.unread()))))
    else:
        _add(entry, "title", words.headline, words.language)
        with sentences.spoken(words.language):
            beware = sentences.beware_of(", ".join(sentences.bewares(told)))
        said = filter(None, (words.words.said, words.words.react, beware))
        _add(entry, "summary", " ".join(said), words.language)
    _add(entry, "published", _moment(told.effective))
    _add(entry, "updated", _moment(told.sent))
    ET.SubElement(entry, "category", {"term": told.kind, "label": sentences.kind(told)})
    _link(entry, "alternate", addresses.of_cap(told), cap.KIND)
    _link(entry, "related", addresses.of_alert(told), "text/html")
    return entry


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _link(parent: ET.Element, rel: str, address: str, kind: str, language: str = "") -> None:
    link = ET.SubElement(parent, "link", {"rel": rel, "href": address, "type": kind})
    if language:
        link.set("hreflang", language)


def _add(parent: ET.Element, name: str, text: str, language: str = "") -> None:
    element = ET.SubElement(parent, name)
    element.text = cap.clean(text)
    if language:
        element.set(XML_LANGUAGE, language)
