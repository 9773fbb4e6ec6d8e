"""What a key may be allowed to read: a closed list. About people only what each family agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right


class Scope(models.TextChoices):
    """One thing that a key opens, always only at shelters that approved the key."""

    AVAILABILITY = "availability:read", _("whether there are places, yes or no")
    SHELTERS = "shelters:read", _("the shelters themselves")
    CONSENTED_APPOINTMENTS = (
        "appointments:read:consented",
        _("appointments of families that agreed to it"),
    )
    READ_ALERTS = "alerts:read", _("alerts in force that are marked green or clear")
    REPORT_FRAUD = "alerts:report", _("reporting a fraud, without being named")


RIGHTS_OF_SCOPE: dict[str, frozenset[Right]] = {
    Scope.AVAILABILITY: frozenset({Right.SEE_NETWORK}),
    Scope.SHELTERS: frozenset({Right.SEE_NETWORK}),
    Scope.CONSENTED_APPOINTMENTS: frozenset({Right.SEE_NETWORK}),
    Scope.READ_ALERTS: frozenset({Right.SEE_NETWORK}),
    Scope.REPORT_FRAUD: frozenset({Right.REPORT_FRAUD}),
}


def rights_of(scopes: list[str]) -> frozenset[Right]:
    """The rights to which a key with these scopes narrows its membership."""
    return frozenset().union(*(RIGHTS_OF_SCOPE.get(scope, frozenset()) for scope in scopes))
