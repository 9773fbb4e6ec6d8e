"""What readers of a circle find just now: the last message of each alert, and only while it holds.

Whatever the rows of messages say, an alert that is not in force is answered without its words: nobody waits
for a sweep.
"""

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Membership, Network
from accounts.rights import Right, Role
from alerts import published
from alerts.errors import AlertNotShown
from alerts.freezing import beside_alerts
from alerts.models import Alert, AlertsOffice, Mark, Message
from alerts.models.alerts import CODE_LETTERS
from alerts.published import Beside, Published
from core.codes import BadCode, read_code
from core.errors import NotHere
from privacy import walls

PUBLIC = (Mark.CLEAR,)
PARTNERS = (Mark.GREEN, Mark.CLEAR)
STAFF = (Mark.AMBER_STRICT, Mark.AMBER, *PARTNERS)


def network_called(code: str) -> Network:
    """The network whose public code stands in an address.

    Raises: NotHere.
    """
    network = Network.objects.filter(code=code).first()
    if network is None:
        raise NotHere
    return network


def office_in(network: Network) -> AlertsOffice | None:
    """The office that keeps its alerts, if it has one yet: reading makes none."""
    with walls.on_behalf(None, network=network.pk):
        return AlertsOffice.objects.filter(network=network).first()


def helpers_in(network: Network) -> list[Beside]:
    """Verified helpers to go to instead, as of now: those of a frozen message may be older."""
    with walls.on_behalf(None, network=network.pk):
        return beside_alerts(network.pk)


def told(network: Network, *, marks: Collection[str] = PUBLIC) -> list[Published]:
    """Every alert that was told in these marks and is not forgotten, the last told first.

    Those that are hidden, withdrawn, ended or not for this circle any more are among them, without words.
    """
    office = office_in(network)
    return _read(office, _last(office, marks), marks) if office else []


def in_force(network: Network, *, marks: Collection[str] = PUBLIC) -> list[Published]:
    """Those of them that can be read."""
    return [each for each in told(network, marks=marks) if each.is_readable]


def one(network: Network, code: str, *, marks: Collection[str] = PUBLIC) -> Published:
    """What these readers are told about one alert now. Its code may be typed.

    Raises: AlertNotShown for codes that nobody of them was ever told.
    """
    office = office_in(network)
    try:
        canonical = read_code(code, CODE_LETTERS)
    except BadCode:
        raise AlertNotShown from None
    found = _read(office, _last(office, marks).filter(alert__code=canonical), marks) if office else []
    if not found:
        raise AlertNotShown
    return found[0]


def marks_of(member: Membership) -> tuple[str, ...]:
    """Which marks a member reads: keys of partners less than staff, those who moderate all."""
    if member.role == Role.PARTNER:
        return PARTNERS
    return tuple(Mark) if member.may(Right.MODERATE_ALERTS) else STAFF


def told_to(member: Membership) -> QuerySet[Message]:
    """The last message of each alert in force that the member may read, the last told first."""
    marks = marks_of(member)
    alerts = Alert.objects.visible_to(member).in_force().filter(mark__in=marks)
    return _newest(Message.objects.filter(alert__in=alerts), marks).filter(
        content__state=published.PUBLISHED, mark__in=marks
    )


def _last(office: AlertsOffice, marks: Collection[str]) -> QuerySet[Message]:
    return _newest(Message.objects.filter(network=office.network_id), marks)


def _newest(messages: QuerySet[Message], marks: Collection[str]) -> QuerySet[Message]:
    others = Message.objects.filter(alert=OuterRef("alert"), mark__in=marks).order_by("-number")
    newest = messages.filter(number=Subquery(others.values("number")[:1]))
    return newest.select_related("alert").order_by("-sent_at", "alert__code")


def _read(office: AlertsOffice, messages: QuerySet[Message], marks: Collection[str]) -> list[Published]:
    """Within the office, whose hours say how long what ended is told."""
    with walls.on_behalf(office.organization_id, network=office.network_id):
        kept = Alert.objects.filter(Alert.objects.all().own_time(office.organization_id))
        rows = list(messages.filter(alert__in=kept).exclude(content={}))
    return [as_it_holds(row, marks) for row in rows]


def as_it_holds(message: Message, marks: Collection[str]) -> Published:
    """The message as it was told; without words once its alert is not in force for these readers."""
    said, alert = published.from_json(message.content), message.alert
    is_shown = alert.state == Alert.State.PUBLISHED and alert.mark in marks
    is_over = alert.expires_at is None or alert.expires_at <= timezone.now()
    if not said.is_readable or (is_shown and not is_over):
        return said
    if alert.state != Alert.State.PUBLISHED:
        return said.wordless(alert.state)
    return said.wordless(published.NARROWED if alert.mark not in marks else Alert.State.EXPIRED.value)
