"""What comes back to an alert: it was met again, it is a false alarm, somebody answers it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Network
from accounts.rights import Right
from alerts import blind
from alerts.actions.holding import refuse_wrong
from alerts.actions.offices import at_office
from alerts.models import Alert, Decision, Mark, Reply, Sighting
from alerts.models.alerts import CODE_LETTERS
from core.codes import BadCode, read_code
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.verbs import Verb

# Who was ever warned of in public may answer, also while the alert is hidden and after it ended.
ANSWERABLE = (
    Alert.State.PUBLISHED,
    Alert.State.UNDER_REVIEW,
    Alert.State.WITHDRAWN,
    Alert.State.EXPIRED,
)
PUBLIC = "public"


def note(alert: Alert, kind: str, *, by: Membership) -> None:
    """Somebody of the member's organization met it again, or says that it is a false alarm: once a day for
    each organization. Only the office learns how many did; nobody learns who, so no trail has an entry.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require_in_network(Right.REPORT_FRAUD, network_id=alert.network_id)
    if kind not in Sighting.Kind.values:
        raise BadInput({"kind": [kind]})
    alert = Alert.objects.visible_to(by).in_force().found(pk=alert.pk)
    with at_office(alert.network_id) as office:
        today = timezone.now().astimezone(ZoneInfo(office.network.time_zone)).date()
        Sighting.objects.get_or_create(
            organization_id=office.organization_id,
            alert=alert,
            kind=kind,
            on=today,
            # Another one each day and for each kind: no row says that it is of the same house as another.
            token=blind.token(office, "sighting", by.organization_id, alert.pk, kind, today.isoformat()),
        )


def reply(network: Network, code: str, *, words: str, way: str = "", asked: UUID | None = None) -> None:
    """The right of reply: somebody who says to be wronged by a public alert writes to the office. The same
    form sent twice is one reply.

    Raises: NotHere, BadInput.
    """
    with at_office(network.pk) as office:
        alert = answerable(network, code)
        row = Reply(organization_id=office.organization_id, alert=alert, asked=asked)
        row.words, row.way = words.strip(), way.strip()
        refuse_wrong(row, only={"words", "way"})
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return
        Decision.objects.create(
            organization_id=office.organization_id,
            network_id=network.pk,
            alert=alert,
            what=Decision.What.REPLY,
            role=PUBLIC,
        )


def answerable(network: Network, code: str) -> Alert:
    """The alert of this code that the public was told of. Within the walls of its network.

    Raises: NotHere.
    """
    rows = Alert.objects.filter(network=network, mark=Mark.CLEAR, state__in=ANSWERABLE)
    try:
        canonical = read_code(code, CODE_LETTERS)
    except BadCode:
        raise NotHere from None
    return rows.found(code=canonical)


@transaction.atomic
def dealt_with(reply: Reply, *, by: Membership) -> Reply:
    """The office has looked at it and answered where there was a way.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.MODERATE_ALERTS, within=reply.organization)
    reply = Reply.objects.visible_to(by).filter(organization=by.organization_id).locked().found(pk=reply.pk)
    if reply.answered_at is None:
        reply.answered_at = timezone.now()
        reply.save(update_fields=["answered_at"])
        audit.record(Verb.ALERT_CHANGED, by=by, about=reply.alert)
    return reply
