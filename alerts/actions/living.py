"""What becomes of a published alert: renewed, hidden, shown again, narrowed, withdrawn, over."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership
from accounts.rights import Right
from accounts.tenancy import tenants
from alerts.actions import contacts, drafting, joining, reviewing, telling
from alerts.actions.drafting import Facts
from alerts.actions.holding import decided, held, refuse_if_changed, refuse_unless
from alerts.actions.telling import WIDER
from alerts.errors import AddsSomething, AlertMovedOn
from alerts.models import Alert, Decision, Message
from alerts.scanning import refuse_names
from core.errors import BadInput, NotAllowed
from privacy import audit, walls
from privacy.verbs import Verb

State, What = Alert.State, Decision.What
# What one person may take away from a published alert; nothing else of it changes without a second one.
REMOVABLE = ("channel", "price_from", "price_to", "currency", "area")


def hide(alert: Alert, *, reason: str, by: Membership) -> Alert:
    """Put a published alert under review: nobody reads it until it is shown again, and all are told so.

    Raises: NotAllowed, NotHere, AlertMovedOn, BadInput (no reason), NamesSomebody.
    """
    with held(alert, by=by) as here:
        alert, _office = here
        refuse_unless(alert, State.PUBLISHED)
        _refuse_reason(reason)
        alert.state, alert.changed_at = State.UNDER_REVIEW, timezone.now()
        alert.save(update_fields=["state", "changed_at"])
        contacts.flag(alert)
        decided(alert, What.HIDDEN, by=by, reason=reason)
        telling.tell(alert, Message.Kind.UPDATE)
        audit.record(Verb.ALERT_HIDDEN, by=by, about=alert)
    return alert


def show(alert: Alert, *, by: Membership, read: Collection[str] = (), seen: datetime | None = None) -> Alert:
    """Show it again, as it is now: a second person does, as for publishing. It ends no later than it would
    have, and no later than what it says now may last: what is not verified any more ends after 14 days.

    Raises: as `reviewing.publish`.
    """
    with held(alert, by=by, right=Right.REVIEW_ALERTS) as here:
        alert, office = here
        refuse_unless(alert, State.UNDER_REVIEW)
        if alert.expires_at is None or alert.expires_at <= timezone.now():
            raise AlertMovedOn(state=State.EXPIRED.label)
        refuse_if_changed(alert.changed_at, seen)
        reviewing.sign_as_second(alert, office, by)
        reviewing.read_texts(alert, read, office, by)
        reviewing.weigh(alert)
        alert.state, alert.changed_at = State.PUBLISHED, timezone.now()
        alert.expires_at = min(alert.expires_at, alert.changed_at + timedelta(days=alert.lasts_days))
        alert.save()
        contacts.flag(alert)
        joining.verify(alert)
        decided(alert, What.SHOWN, by=by)
        telling.tell(alert, Message.Kind.UPDATE)
        audit.record(Verb.ALERT_SHOWN, by=by, about=alert)
    return alert


def narrow(alert: Alert, facts: Facts, *, by: Membership) -> Alert:
    """Take something away from a published alert at once: a contact point, a price, readers.

    Raises: NotAllowed, NotHere, AlertMovedOn, AddsSomething, BadInput.
    """
    with held(alert, by=by) as here:
        alert, office = here
        refuse_unless(alert, State.PUBLISHED)
        former = drafting.facts_of(alert)
        _refuse_more(former, facts)
        if facts == former:
            return alert
        for name in (*REMOVABLE, "mark"):
            setattr(alert, name, getattr(facts, name))
        contacts.name_points(alert, office, beware=facts.beware, real=facts.real)
        reviewing.weigh(alert)
        alert.changed_at = timezone.now()
        alert.save()
        decided(alert, What.CHANGED, by=by)
        telling.tell(alert, Message.Kind.UPDATE)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return alert


def _refuse_more(former: Facts, facts: Facts) -> None:
    """Raises: AddsSomething, unless the facts are the former ones with something taken away; BadInput."""
    if facts.mark not in WIDER:
        raise BadInput({"mark": [facts.mark]})
    kept = {name: getattr(former, name) for name in REMOVABLE if not getattr(facts, name)}
    same = replace(facts, **kept, mark=former.mark, beware=former.beware, real=former.real)
    is_wider = WIDER.index(facts.mark) > WIDER.index(former.mark)
    is_more = set(facts.beware) - set(former.beware) or set(facts.real) - set(former.real)
    # Its end is chosen when it is renewed, and what was free of a price stays so.
    if replace(same, lasts_days=former.lasts_days) != former or is_wider or is_more:
        raise AddsSomething


def renew(alert: Alert, *, by: Membership) -> Alert:
    """Somebody has looked again: it lasts as long as it did, from now. Never by itself.

    Raises: NotAllowed, NotHere, AlertMovedOn, NotConfirmed.
    """
    with held(alert, by=by) as here:
        alert, _office = here
        refuse_unless(alert, State.PUBLISHED)
        if by.user_id is None:
            raise NotAllowed
        now = timezone.now()
        if alert.expires_at is None or alert.expires_at <= now:
            raise AlertMovedOn(state=State.EXPIRED.label)
        # Reports of then may be erased: it does not become less confirmed by forgetting.
        alert.confirmations = max(alert.confirmations, contacts.confirmations(alert))
        alert.expires_at, alert.changed_at = now + timedelta(days=alert.lasts_days), now
        alert.save(update_fields=["confirmations", "expires_at", "changed_at"])
        decided(alert, What.RENEWED, by=by)
        telling.tell(alert, Message.Kind.UPDATE)
        audit.record(Verb.ALERT_RENEWED, by=by, about=alert)
    return alert


def withdraw(alert: Alert, *, reason: str, by: Membership) -> Alert:
    """It was wrong, or is no more: that is told to all who were told of it. Its words are erased after 30
    days, its reports as any rumour.

    Raises: NotAllowed, NotHere, AlertMovedOn, BadInput (no reason), NamesSomebody.
    """
    with held(alert, by=by) as here:
        alert, _office = here
        refuse_unless(alert, State.PUBLISHED, State.UNDER_REVIEW)
        _refuse_reason(reason)
        _end(alert, State.WITHDRAWN, What.WITHDRAWN, by=by, reason=reason)
        joining.doubt(alert)
        audit.record(Verb.ALERT_WITHDRAWN, by=by, about=alert)
    return alert


def expire_due() -> int:
    """End what is past its day, in every office; how many."""
    return sum(_expire_due(tenant) for tenant in tenants())


def _expire_due(tenant: UUID) -> int:
    due = Alert.objects.filter(
        organization=tenant,
        state__in=[State.PUBLISHED, State.UNDER_REVIEW],
        expires_at__lte=timezone.now(),
    )
    with walls.on_behalf(tenant):
        # In most minutes nothing is due anywhere: SQLite would lock out every writer for that.
        if not due.exists():
            return 0
    ended = 0
    with walls.within(tenant):
        for alert in due.select_related("organization").locked():
            with walls.within(tenant, network=alert.network_id):
                robot = robot_of(alert.organization)
                _end(alert, State.EXPIRED, What.EXPIRED, by=robot)
                audit.record(Verb.ALERT_EXPIRED, by=robot, about=alert)
            ended += 1
    return ended


def _end(alert: Alert, state: str, what: str, *, by: Membership, reason: str = "") -> None:
    alert.state, alert.ended_at = state, timezone.now()
    alert.changed_at = alert.ended_at
    alert.save(update_fields=["state", "ended_at", "changed_at"])
    contacts.flag(alert)
    decided(alert, what, by=by, reason=reason)
    telling.tell(alert, Message.Kind.CANCEL)


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput({"reason": [reason]})
    refuse_names([reason])
