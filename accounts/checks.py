"""System checks of the door."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_demo_in_earnest(**_: Any) -> list[CheckMessage]:
    """A demo shows its passwords on a public page: never on a site that serves people."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "This is a demo: its sign-ins stand on a public page.",
            hint="Set POSADA_DEMO=0 and start with an empty database.",
            id="accounts.E001",
        )
    ]
