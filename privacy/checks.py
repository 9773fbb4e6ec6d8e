"""System checks: the site does not start with a field that nobody declared."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  Django's name

from privacy import inventory, keyring, retention
from privacy.inventory import Until
from privacy.keyring import checking

# These rows have no end of their own: they go when somebody removes or replaces them.
WITHOUT_END = frozenset({Until.CONFIGURED, Until.REPLACED})


@register("privacy")
def every_field_is_declared(**_: Any) -> list[CheckMessage]:
    """One error for each stored field that the data inventory does not know, or no longer finds."""
    return [
        Error(
            f"{name} does not stand in the data inventory as it stands in the database.",
            hint="Declare it in the inventory.py of its app: kind, purpose, until when.",
            id="privacy.E001",
        )
        for name in inventory.gaps()
    ]


@register("privacy")
def every_end_has_a_rule(**_: Any) -> list[CheckMessage]:
    """One error for each model whose rows should end and that no rule of the purge erases."""
    erased = {(label, rule.until) for rule in retention.RULES.values() for label in rule.models}
    return [
        Error(
            f"{declared.label} is kept {declared.until.value!r}, but no rule erases it then.",
            hint="Declare a privacy.retention.Rule in the retention.py of its app.",
            id="privacy.E002",
        )
        for declared in inventory.DECLARED.values()
        if declared.until not in WITHOUT_END and (declared.label, declared.until) not in erased
    ]


@register("privacy")
def the_keyring_opens(**_: Any) -> list[CheckMessage]:
    """A warning when nothing can be sealed now. The site starts: what is not sealed works."""
    trouble = checking.trouble(keyring.current())
    return [Warning(str(trouble), hint=trouble.advice, id="privacy.W001")] if trouble else []
