"""Programmes that a network begins with: one file each in appointments/seeds.

A file says what the admin would ask. Texts are tables of languages; nobody has reviewed them. Rules follow
one another in time, and each says only what is new in it; `dropped` names what the rule before had and this
one has not. Moments without an offset are those of a clock in `announced_in`.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Membership
from appointments.actions import programmes
from appointments.models import Programme, ProgrammePlace, ProgrammeRule, ProgrammeState

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
# Of a rule, what the next one does not take over.
OF_ITSELF = {"valid_from", "summary", "source_url", "dropped"}


@transaction.atomic
def load_programmes(*, by: Membership) -> list[Programme]:
    """Add the programmes that the member's network does not know yet, for all of it. Those that it knows
    stay as somebody has made them.

    Raises: NotAllowed.
    """
    known = set(Programme.objects.visible_to(by).values_list("code", flat=True))
    seeds = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.toml")))
    return [_load(seed, by=by) for seed in seeds if seed["code"] not in known]


def _load(seed: dict[str, Any], *, by: Membership) -> Programme:
    """Raises: NotAllowed."""
    states, rules, places = (seed.pop(name, []) for name in ("states", "rules", "places"))
    announced_in = seed.pop("announced_in")
    whose = {"organization": by.organization, "network": by.organization.network}
    programme = programmes.save_programme(Programme(**whose, **_texts(seed)), by=by)
    for state in states:
        facts = {**_texts(state), "since": _instant(state["since"], state["zone"])}
        programmes.add_state(ProgrammeState(programme=programme, **facts), by=by)
    taken_over: dict[str, Any] = {}
    for rule in rules:
        dropped = rule.pop("dropped", [])
        facts = {name: value for name, value in taken_over.items() if name not in dropped} | rule
        taken_over = {name: value for name, value in facts.items() if name not in OF_ITSELF}
        begins = _instant(rule["valid_from"], announced_in)
        programmes.save_rule(
            ProgrammeRule(programme=programme, **{**_texts(facts), "valid_from": begins}), by=by
        )
    for place in places:
        programmes.save_place(ProgrammePlace(programme=programme, **place), by=by)
    # A machine wrote these texts: whoever loads them may be the one who reads them.
    Programme.objects.visible_to(by).filter(pk=programme.pk).update(changed_by=None, writers={})
    return programme


def _texts(facts: dict[str, Any]) -> dict[str, Any]:
    """Tables of languages as the fields they fill: {"name": {"en": "…"}} is {"name_en": "…"}."""
    plain = {name: value for name, value in facts.items() if not isinstance(value, dict)}
    tables = {name: value for name, value in facts.items() if isinstance(value, dict)}
    return plain | {f"{name}_{code}": text for name, texts in tables.items() for code, text in texts.items()}


def _instant(clock: datetime, zone: str) -> datetime:
    return clock.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
