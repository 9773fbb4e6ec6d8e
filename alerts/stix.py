"""Alerts as a STIX 2.1 bundle (OASIS), for those who share threats: a report for each, its contact points as
indicators, the network as who says so, the mark as TLP 2.0.

The same messages give the same bundle. What was taken back is a report that is revoked, without its words.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import stix2
from django.conf import settings

from alerts import addresses, sentences
from alerts.models import AlertContact, Mark, PointKind
from alerts.published import Contact, Published

KIND = "application/stix+json;version=2.1"
# Of everything that this site names by itself.
NAMES = UUID("6a1e6f0b-7d3b-4f0e-9f63-2c7f0e2f5b6d")
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
# https://docs.oasis-open.org/cti/stix-bp: the definitions of TLP 2.0.
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP = {
    Mark.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Mark.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
}
CONFIDENCE = {"unverified": 30, "confirmed": 70, "official": 90}


def bundle(network: str, name: str, messages: Sequence[Published]) -> dict[str, Any]:
    """All of it as plain values. `messages` are marked green or clear; others are left out."""
    shared = [told for told in messages if told.mark in TLP]
    who = stix2.Identity(
        id=_named("identity", network),
        created=BEGINNING,
        modified=BEGINNING,
        name=name,
        identity_class="group",
    )
    parts: list[Any] = [who, *(_marking(mark) for mark in sorted({told.mark for told in shared}))]
    for told in shared:
        parts += _report(told, who)
    whole = stix2.Bundle(*parts, id=_named("bundle", network, *(told.identifier for told in shared)))
    plain: dict[str, Any] = json.loads(whole.serialize())
    return plain


def _report(told: Published, who: stix2.Identity) -> list[Any]:
    indicators = [_indicator(contact, told, who) for contact in told.contacts if is_bad(contact)]
    chosen = sentences.chosen(told, settings.LANGUAGE_CODE)
    words = {"name": sentences.taken_back(told)}
    if chosen:
        words = {
            "name": chosen.words.headline,
            "description": f"{chosen.words.said}\n{chosen.words.react}",
            "lang": chosen.language,
        }
    report = stix2.Report(
        id=_named("report", told.network, told.code),
        published=told.effective,
        report_types=["threat-report"],
        labels=[each for each in (told.kind, told.tactic, told.channel) if each],
        revoked=not told.is_readable,
        object_refs=[who.id, *(each.id for each in indicators)],
        external_references=[_reference(told)],
        **words,
        **_frame(told, who),
    )
    return [report, *indicators]


def is_bad(contact: Contact) -> bool:
    """Whether it is one to beware of, and stands in the alert as programs know it."""
    return contact.part == AlertContact.Part.BEWARE and contact.kind in FIELDS


def _indicator(contact: Contact, told: Published, who: stix2.Identity) -> stix2.Indicator:
    return stix2.Indicator(
        id=_named("indicator", told.network, told.code, contact.kind, contact.value),
        pattern=pattern(contact),
        pattern_type="stix",
        indicator_types=["malicious-activity" if told.level != "unverified" else "anomalous-activity"],
        valid_from=told.effective,
        valid_until=told.expires,
        **_frame(told, who),
    )


# A STIX object holds no phone numbers: they are accounts of the kind "phone".
FIELDS = {
    PointKind.PHONE: "user-account:account_type = 'phone' AND user-account:user_id",
    PointKind.HANDLE: "user-account:account_login",
    PointKind.EMAIL: "email-addr:value",
    PointKind.URL: "url:value",
    PointKind.LICENCE: "user-account:account_type = 'licence' AND user-account:user_id",
}


def pattern(contact: Contact) -> str:
    """What a program looks for."""
    value = contact.value.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{FIELDS[PointKind(contact.kind)]} = '{value}']"


def _frame(told: Published, who: stix2.Identity) -> dict[str, Any]:
    return {
        "created": told.effective,
        "modified": max(told.sent, told.effective),
        "created_by_ref": who.id,
        # What is told to be true has a source, and no doubt to grade.
        **({"confidence": CONFIDENCE[told.level]} if sentences.level(told) else {}),
        "object_marking_refs": [TLP[Mark(told.mark)]],
    }


def _reference(told: Published) -> dict[str, str]:
    reference = {"source_name": told.network_name, "external_id": told.identifier}
    return reference | ({"url": addresses.of_alert(told)} if settings.SITE_URL else {})


def _marking(mark: str) -> stix2.MarkingDefinition:
    extension = {"extension_type": "property-extension", "tlp_2_0": mark}
    return stix2.MarkingDefinition(
        id=TLP[Mark(mark)],
        created=datetime(2022, 10, 1, tzinfo=UTC),
        name=f"TLP:{mark.upper()}",
        extensions={TLP_EXTENSION: extension},
        allow_custom=True,
    )


def _named(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid5(NAMES, ' '.join((kind, *parts)))}"
