"""Contact points of alerts. A verified helper's can never be warned of, whoever asks and whatever races."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from accounts.models import Network
from alerts.actions import trusted
from alerts.errors import PointOfHelper, PointWarnedOf
from alerts.models import Alert, AlertContact, AlertsOffice, ContactKey, ContactPoint, ReportedPoint
from alerts.models.words import PointKind
from alerts.points import Point, digest, keys, shown
from core.errors import BadInput

BEWARE, REAL = AlertContact.Part.BEWARE, AlertContact.Part.REAL


def known(office: AlertsOffice, point: Point) -> ContactPoint:
    """The one row of this contact point in the network, made when it is named first. Works in the office."""
    row, is_new = ContactPoint.objects.get_or_create(
        network_id=office.network_id,
        kind=point.kind,
        value=point.value,
        defaults={"organization_id": office.organization_id},
    )
    if is_new:
        ContactKey.objects.bulk_create(_keys(row, office))
    return row


def all_known(office: AlertsOffice, points: Collection[Point]) -> list[ContactPoint]:
    """The one row of each of many contact points, locked, in few statements. Works in the office."""
    there = {(row.kind, row.value) for row in named_so(office.network_id, points)}
    missing = [point for point in dict.fromkeys(points) if (point.kind, point.value) not in there]
    owner = {"organization_id": office.organization_id, "network_id": office.network_id}
    rows = [ContactPoint(**owner, kind=point.kind, value=point.value) for point in missing]
    try:
        with transaction.atomic():
            ContactPoint.objects.bulk_create(rows)
            ContactKey.objects.bulk_create(key for row in rows for key in _keys(row, office))
    except IntegrityError:  # somebody named one of them in this moment
        for point in missing:
            known(office, point)
    found = ContactPoint.objects.filter(pk__in=[row.pk for row in named_so(office.network_id, points)])
    return list(found.locked())


def named_so(network_id: UUID, points: Collection[Point]) -> list[ContactPoint]:
    """Those of them that the network knows already."""
    asked = {(point.kind, point.value) for point in points}
    rows = ContactPoint.objects.filter(network=network_id, value__in=[value for _kind, value in asked])
    return [row for row in rows.select_related("helper") if (row.kind, row.value) in asked]


def _keys(row: ContactPoint, office: AlertsOffice) -> list[ContactKey]:
    owner = {"organization_id": office.organization_id, "network_id": office.network_id}
    said = {digest(key, office.network.code) for key in keys(Point(PointKind(row.kind), row.value))}
    return [ContactKey(**owner, point=row, digest=hashed) for hashed in said]


def name_points(
    alert: Alert, office: AlertsOffice, *, beware: Collection[Point], real: Collection[Point]
) -> None:
    """Make these the contact points of the alert, and no others.

    Raises: BadInput (one in both parts), PointOfHelper, PointWarnedOf.
    """
    if set(beware) & set(real):
        raise BadInput({"real": [shown(point) for point in set(beware) & set(real)]})
    parts = {known(office, point): BEWARE for point in beware}
    parts |= {known(office, point): REAL for point in real}
    for row, part in parts.items():
        _refuse_wrong_part(row, part, office.network)
    gone = alert.contacts.exclude(point__in=parts)
    rows = list(ContactPoint.objects.filter(mentions__in=gone))
    gone.delete()
    for row, part in parts.items():
        AlertContact.objects.update_or_create(
            alert=alert,
            point=row,
            defaults={
                "organization_id": alert.organization_id,
                "network_id": alert.network_id,
                "part": part,
            },
        )
    _flag(rows)


def _refuse_wrong_part(row: ContactPoint, part: str, network: Network) -> None:
    if part == BEWARE:
        point = Point(PointKind(row.kind), row.value)
        helper = row.helper or trusted.helper_behind(point, network)
        if helper is not None:
            raise PointOfHelper(point=_shown(row), helper=helper.name)
    if part == REAL and row.is_flagged:
        raise PointWarnedOf(point=_shown(row))


def flag(alert: Alert) -> None:
    """Let what the network warns of follow the state of the alert, after it has changed.

    Raises: PointOfHelper when one became a verified helper's meanwhile.
    """
    contacts = alert.contacts.all()
    if alert.state == Alert.State.PUBLISHED:
        for contact in contacts.select_related("point__helper"):
            _refuse_wrong_part(contact.point, contact.part, alert.network)
    _flag(ContactPoint.objects.filter(mentions__in=contacts))


def _flag(points: Iterable[ContactPoint]) -> None:
    """Each is warned of as long as one published alert says so."""
    warning = AlertContact.objects.filter(part=BEWARE, alert__state=Alert.State.PUBLISHED)
    rows = ContactPoint.objects.filter(pk__in=[point.pk for point in points])
    # Locked in one order: two alerts may name the same two.
    keys_ = list(rows.locked().values_list("pk", flat=True))
    warned: set[UUID] = set(warning.filter(point__in=keys_).values_list("point", flat=True))
    ContactPoint.objects.filter(pk__in=warned, helper=None).update(is_flagged=True)
    ContactPoint.objects.filter(pk__in=set(keys_) - warned).update(is_flagged=False)


def confirmations(alert: Alert) -> int:
    """How many independent organizations reported one contact point of the alert, at most. In the office."""
    named = alert.contacts.filter(part=BEWARE).values_list("point__kind", "point__value")
    reported = ReportedPoint.objects.filter(organization=alert.organization_id)
    counted = [
        reported.filter(kind=kind, value=value)
        .annotate(houses=Count("witnesses"))
        .aggregate(most=Max("houses"))
        for kind, value in named
    ]
    return max((one["most"] or 0 for one in counted), default=0)


def points_of(alert: Alert, part: str) -> tuple[Point, ...]:
    """Its contact points of one part."""
    rows = alert.contacts.filter(part=part).select_related("point").order_by("point__kind", "point__value")
    return tuple(Point(PointKind(row.point.kind), row.point.value) for row in rows)


def _shown(row: ContactPoint) -> str:
    return shown(Point(PointKind(row.kind), row.value))
