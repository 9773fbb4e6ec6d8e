"""From a draft to what everybody reads: by a second person, of another organization or role."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from alerts import blind
from alerts.actions import contacts, drafting, joining, telling, texts
from alerts.actions.holding import decided, held, refuse_if_changed, refuse_unless
from alerts.errors import (
    NeedsSource,
    NotConfirmed,
    NothingRead,
    NothingWritten,
    SameHouseAndRole,
    SamePerson,
)
from alerts.models import Alert, AlertsOffice, AlertText, Decision, Level, Message
from alerts.scanning import refuse_names
from core.errors import NotAllowed
from privacy import audit
from privacy.verbs import Verb

State = Alert.State


def submit(alert: Alert, *, by: Membership) -> Alert:
    """Give a draft to a second person. Whoever submits stands for it.

    Raises: NotAllowed, NotHere, AlertMovedOn, NothingWritten, NeedsSource.
    """
    with held(alert, by=by) as here:
        alert, office = here
        refuse_unless(alert, State.DRAFT)
        if by.user_id is None:
            raise NotAllowed
        if not alert.texts.exists():
            raise NothingWritten
        _refuse_without_source(alert)
        drafting.sign(alert, office, by)
        alert.state, alert.changed_at = State.IN_REVIEW, timezone.now()
        alert.save()
        decided(alert, Decision.What.SUBMITTED, by=by)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return alert


def send_back(alert: Alert, *, reason: str, by: Membership) -> Alert:
    """It is not ready: a draft again, with what is missing.

    Raises: NotAllowed, NotHere, AlertMovedOn, NamesSomebody.
    """
    with held(alert, by=by, right=Right.REVIEW_ALERTS) as here:
        alert, _office = here
        refuse_unless(alert, State.IN_REVIEW)
        refuse_names([reason])
        alert.state, alert.changed_at = State.DRAFT, timezone.now()
        alert.save(update_fields=["state", "changed_at"])
        decided(alert, Decision.What.SENT_BACK, by=by, reason=reason)
        audit.record(Verb.ALERT_REVIEWED, by=by, about=alert)
    return alert


def publish(
    alert: Alert, *, by: Membership, read: Collection[str] = (), seen: datetime | None = None
) -> Alert:
    """Publish what waits for a second person. `read` are the languages whose words this person has read,
    `seen` is `changed_at` of what they saw. In force from now on, and told in this transaction.

    Raises: NotAllowed, NotHere, AlertMovedOn, ChangedMeanwhile, SamePerson, SameHouseAndRole, NothingRead,
    NotConfirmed, NeedsSource, PointOfHelper.
    """
    with held(alert, by=by, right=Right.REVIEW_ALERTS) as here:
        alert, office = here
        refuse_unless(alert, State.IN_REVIEW)
        refuse_if_changed(alert.changed_at, seen)
        sign_as_second(alert, office, by)
        read_texts(alert, read, office, by)
        weigh(alert)
        now = timezone.now()
        alert.state, alert.published_at, alert.changed_at = State.PUBLISHED, now, now
        alert.expires_at = now + timedelta(days=alert.lasts_days)
        alert.save()
        contacts.flag(alert)
        joining.verify(alert)
        decided(alert, Decision.What.PUBLISHED, by=by)
        telling.tell(alert, Message.Kind.ALERT)
        audit.record(Verb.ALERT_PUBLISHED, by=by, about=alert)
    return alert


def sign_as_second(alert: Alert, office: AlertsOffice, by: Membership) -> None:
    """This member is the second person.

    Raises: NotAllowed, SamePerson, SameHouseAndRole.
    """
    if by.user_id is None:
        raise NotAllowed
    alert.reviewed_by, alert.reviewed_house = blind.of_person(office, by), blind.of_house(office, by)
    alert.reviewed_role = by.role
    if alert.reviewed_by == alert.drafted_by:
        raise SamePerson
    if (alert.reviewed_house, alert.reviewed_role) == (alert.drafted_house, alert.drafted_role):
        raise SameHouseAndRole


def read_texts(alert: Alert, languages: Collection[str], office: AlertsOffice, by: Membership) -> None:
    """The second person has read these languages.

    Raises: SamePerson, NothingRead when no language of the alert was read by anybody.
    """
    rows = list(alert.texts.all())
    for text in rows:
        if text.language in languages and text.state != AlertText.State.REVIEWED:
            texts.mark_read(text, office, by=by)
    if not any(text.state == AlertText.State.REVIEWED for text in rows):
        raise NothingRead


def weigh(alert: Alert) -> None:
    """Freeze how many organizations confirm it.

    Raises: NotConfirmed, NeedsSource.
    """
    alert.confirmations = contacts.confirmations(alert)
    if alert.level == Level.CONFIRMED and alert.confirmations < 2:
        # Not how many: whoever tried again and again would see the first report of a neighbour come in.
        raise NotConfirmed(houses="< 2")
    _refuse_without_source(alert)


def _refuse_without_source(alert: Alert) -> None:
    needs_one = alert.kind in Alert.FACTS or alert.level == Level.OFFICIAL
    if needs_one and not (alert.source_name and alert.source_on):
        raise NeedsSource
