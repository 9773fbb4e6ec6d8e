"""The beginning of every deed on an alert: who may, the office of the network, the lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import Membership
from accounts.rights import Right
from alerts import blind
from alerts.actions.offices import at_office
from alerts.errors import AlertMovedOn, ChangedMeanwhile, SameHouseAndRole
from alerts.models import Alert, AlertsOffice, Decision
from core.errors import BadInput, NotHere


@contextmanager
def held(
    alert: Alert, *, by: Membership, right: Right = Right.MODERATE_ALERTS
) -> Iterator[tuple[Alert, AlertsOffice]]:
    """The alert as it is now, locked, in the office of its network, in one transaction.

    Raises: NotAllowed, Locked, NotHere.
    """
    by.require_in_network(right, network_id=alert.network_id)
    # Asked before the walls of the office stand: how long alerts are shown is a choice of each organization.
    if not Alert.objects.visible_to(by).filter(pk=alert.pk).exists():
        raise NotHere
    with at_office(alert.network_id) as office:
        yield Alert.objects.locked().found(pk=alert.pk), office


def refuse_unless(alert: Alert, *states: str) -> None:
    """Raises: AlertMovedOn."""
    if alert.state not in states:
        raise AlertMovedOn(state=alert.get_state_display())


def refuse_if_changed(now: datetime, seen: datetime | None) -> None:
    """Raises: ChangedMeanwhile when the reader saw another state of it."""
    if seen is not None and seen != now:
        raise ChangedMeanwhile


def refuse_one_pair(alert: Alert, office: AlertsOffice, pair: str, *, by: Membership) -> None:
    """What is added to an alert in force takes the same two people as the alert itself: the second one is of
    another organization or role than whose `pair` it is. Before, whoever publishes the whole is.

    Raises: SameHouseAndRole.
    """
    if alert.state == Alert.State.PUBLISHED and pair == blind.of_pair(office, by):
        raise SameHouseAndRole


def refuse_wrong(row: models.Model, *, only: set[str]) -> None:
    """Raises: BadInput for columns that cannot hold what they got."""
    fields = {field.name for field in row._meta.fields}
    try:
        row.clean_fields(exclude=fields - only)
    except ValidationError as wrong:
        raise BadInput(wrong.message_dict) from wrong


def decided(alert: Alert, what: str, *, by: Membership, reason: str = "") -> Decision:
    """Write the decision for all who moderate: by which role and why, never by whom."""
    return Decision.objects.create(
        organization_id=alert.organization_id,
        network_id=alert.network_id,
        alert=alert,
        what=what,
        role=by.role,
        reason=reason,
    )
