"""Drafts of alerts: what is said, through what, for how much, where. Never about a private person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from alerts import blind
from alerts.actions import contacts, joining
from alerts.actions.holding import decided, held, refuse_unless, refuse_wrong
from alerts.actions.offices import at_office
from alerts.errors import ReviewerEdits
from alerts.models import Alert, AlertsOffice, Decision, FraudReport, Level
from alerts.models.alerts import UNVERIFIED_DAYS
from alerts.points import Point
from alerts.scanning import refuse_names
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb

State = Alert.State
# What the columns of an alert hold of the facts.
COLUMNS = (
    "kind", "level", "mark", "tactic", "channel", "price_from", "price_to", "currency", "area",
    "source_name", "source_url", "source_on", "lasts_days",
)  # fmt: skip
SCANNED = ("area", "source_name")


@dataclass(frozen=True)
class Facts:
    """What an alert says beside its words. Prices are in `currency`; `beware` and `real` are contact points:
    those to beware of, and the real ones of somebody whose name is used."""

    kind: str = Alert.Kind.FRAUD.value
    level: str = Level.UNVERIFIED.value
    mark: str = "clear"
    tactic: str = ""
    channel: str = ""
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    currency: str = ""
    area: str = ""
    source_name: str = ""
    source_url: str = ""
    source_on: date | None = None
    lasts_days: int = UNVERIFIED_DAYS
    beware: tuple[Point, ...] = field(default=())
    real: tuple[Point, ...] = field(default=())


@transaction.atomic
def draft(
    network_id: UUID,
    facts: Facts,
    *,
    by: Membership,
    reports: Collection[FraudReport] = (),
    notice: UUID | None = None,
    confirmed: Collection[str] = (),
) -> Alert:
    """Begin an alert, perhaps from reports of the own office. `confirmed` are words that look like a name
    and are an organization's.

    Raises: NotAllowed, NotHere, BadInput, NamesSomebody, PointOfHelper, PointWarnedOf.
    """
    by.require_in_network(Right.MODERATE_ALERTS, network_id=network_id)
    if reports:
        by.require(Right.MODERATE_ALERTS, within=next(iter(reports)).organization)
    with at_office(network_id) as office:
        alert = Alert(organization_id=office.organization_id, network_id=network_id, notice=notice)
        sign(alert, office, by)
        _write(alert, facts, confirmed=confirmed)
        alert.save(force_insert=True)
        contacts.name_points(alert, office, beware=facts.beware, real=facts.real)
        joining.take_in(alert, reports)
        decided(alert, Decision.What.DRAFTED, by=by)
        audit.record(Verb.ALERT_DRAFTED, by=by, about=alert)
    return alert


def change(alert: Alert, facts: Facts, *, by: Membership, confirmed: Collection[str] = ()) -> Alert:
    """Say something else in a draft, or in an alert that is hidden. What waits for a second person becomes a
    draft again; whoever changes a hidden alert is its drafter now.

    Raises: NotAllowed, NotHere, AlertMovedOn, ReviewerEdits, BadInput, NamesSomebody, PointOfHelper,
    PointWarnedOf.
    """
    with held(alert, by=by) as here:
        alert, office = here
        refuse_unless(alert, State.DRAFT, State.IN_REVIEW, State.UNDER_REVIEW)
        _write(alert, facts, confirmed=confirmed)
        if alert.state == State.UNDER_REVIEW:
            sign(alert, office, by)
            refuse_if_reviewer(alert)
        else:
            alert.state = State.DRAFT
        contacts.name_points(alert, office, beware=facts.beware, real=facts.real)
        alert.changed_at = timezone.now()
        alert.save()
        decided(alert, Decision.What.CHANGED, by=by)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return alert


def discard(alert: Alert, *, by: Membership) -> Alert:
    """Put a draft away; its reports are new again. `take_up` takes this back.

    Raises: NotAllowed, NotHere, AlertMovedOn.
    """
    with held(alert, by=by) as here:
        alert, _office = here
        refuse_unless(alert, State.DRAFT, State.IN_REVIEW)
        alert.state, alert.ended_at = State.DISCARDED, timezone.now()
        alert.changed_at = alert.ended_at
        alert.save()
        joining.let_go(alert)
        decided(alert, Decision.What.DISCARDED, by=by)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return alert


def take_up(alert: Alert, *, by: Membership) -> Alert:
    """A discarded draft is a draft again.

    Raises: NotAllowed, NotHere, AlertMovedOn.
    """
    with held(alert, by=by) as here:
        alert, _office = here
        refuse_unless(alert, State.DISCARDED)
        alert.state, alert.ended_at, alert.changed_at = State.DRAFT, None, timezone.now()
        alert.save()
        decided(alert, Decision.What.DRAFTED, by=by)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return alert


def facts_of(alert: Alert) -> Facts:
    """What an alert says now."""
    columns = {name: getattr(alert, name) for name in COLUMNS}
    return Facts(
        **columns,
        beware=contacts.points_of(alert, contacts.BEWARE),
        real=contacts.points_of(alert, contacts.REAL),
    )


def sign(alert: Alert, office: AlertsOffice, by: Membership) -> None:
    """This member stands for what the alert says now."""
    alert.drafted_by, alert.drafted_house = blind.of_person(office, by), blind.of_house(office, by)
    alert.drafted_role = by.role


def refuse_if_reviewer(alert: Alert) -> None:
    """Raises: ReviewerEdits when drafter and reviewer would be one person, or one pair of eyes."""
    same_pair = (alert.drafted_house, alert.drafted_role) == (alert.reviewed_house, alert.reviewed_role)
    if alert.drafted_by == alert.reviewed_by or same_pair:
        raise ReviewerEdits


def _write(alert: Alert, facts: Facts, *, confirmed: Collection[str]) -> None:
    for name in COLUMNS:
        setattr(alert, name, getattr(facts, name))
    if alert.kind in Alert.FACTS:
        alert.level = Level.OFFICIAL
    if alert.price_from is None and alert.price_to is None:
        alert.currency = ""
    refuse_wrong(alert, only=set(COLUMNS))
    _refuse_odd(alert)
    refuse_names((getattr(alert, name) for name in SCANNED), confirmed=confirmed)


def _refuse_odd(alert: Alert) -> None:
    """What the constraints of the table would refuse without words."""
    wrong: dict[str, Iterable[str]] = {}
    if alert.price_to is not None and (alert.price_from is None or alert.price_to < alert.price_from):
        wrong["price_to"] = [_("The higher price comes second.")]
    if alert.price_from is not None and not alert.currency:
        wrong["currency"] = [_("In which currency?")]
    if alert.level == Level.UNVERIFIED and alert.lasts_days > UNVERIFIED_DAYS:
        wrong["lasts_days"] = [_("What is not verified ends after 14 days at the latest.")]
    if wrong:
        raise BadInput(wrong)
