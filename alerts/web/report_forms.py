"""What the form of a report says, and what it shows again when something in it cannot be used."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from alerts import told
from alerts.actions.reports import Told
from alerts.errors import MayHoldNames
from alerts.models import Channel, Tactic
from core.errors import BadInput, DomainError
from shelters.languages import LANGUAGES

AMOUNT = re.compile(r"\$?\s*(\d{1,7}|\d{1,3}(?:[,\s]\d{3}){1,2})(\.\d{1,2})?", re.ASCII)


def read(posted: Mapping[str, str]) -> Told:
    """What somebody filled in.

    Raises: BadInput.
    """
    price = _price(posted.get("price", ""))
    return Told(
        tactic=posted.get("tactic", ""),
        words=posted.get("words", ""),
        price=price,
        currency=posted.get("currency", "") if price is not None else "",
        channel=posted.get("channel", ""),
        points=[line.strip() for line in posted.get("points", "").splitlines() if line.strip()],
        area=posted.get("area", ""),
        happened_on=_day(posted.get("day", "")),
        language=posted.get("language", ""),
        no_names=posted.get("no_names") == "1",
    )


def asked(posted: Mapping[str, str]) -> UUID | None:
    """The number of the form."""
    try:
        return UUID(posted.get("asked", "")[:36])
    except ValueError:
        return None


def shown(request: HttpRequest, refused: DomainError | None) -> dict[str, Any]:
    """What the template of the form needs."""
    posted = request.POST
    spoken = posted.get("language") or get_language() or settings.LANGUAGE_CODE
    return {
        "tactics": Tactic.choices,
        "channels": Channel.choices,
        "currencies": told.CURRENCIES,
        "languages": LANGUAGES,
        "spoken": spoken,
        "posted": posted,
        "asked": asked(posted) or uuid4(),
        "refused": refused,
        "marked": marked(posted, spoken) if isinstance(refused, MayHoldNames) else [],
    }


def marked(posted: Mapping[str, str], language: str) -> list[list[tuple[str, bool]]]:
    """The texts in which somebody may be named, in pieces."""
    texts = [told.marked(posted.get(name, ""), language) for name in ("words", "area")]
    return [pieces for pieces in texts if any(is_marked for _text, is_marked in pieces)]


def _price(typed: str) -> Decimal | None:
    typed = typed.strip()
    if not typed:
        return None
    amount = AMOUNT.fullmatch(typed)
    if amount is None:
        raise BadInput({"price": ""})
    return Decimal(re.sub(r"[,\s]", "", amount[1]) + (amount[2] or ""))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput({"happened_on": ""}) from None
