"""Reports that name the same contact point, however each of them wrote it, and how many houses that is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from accounts.models import Membership
from accounts.rights import Right
from alerts.models import Alert, AlertContact, FraudReport, ReportedPoint
from alerts.models.words import PointKind
from alerts.points import Point
from privacy import audit
from privacy.verbs import Verb

MOST = 200


@dataclass(frozen=True)
class Group:
    """Reports that share contact points, directly or through another one. `houses` is how many independent
    organizations reported the best known of them; never which. `alerts` name one of the points already."""

    reports: list[FraudReport]
    points: list[Point]
    houses: int
    alerts: list[Alert]

    @property
    def last_on(self) -> date:
        """The day of the newest."""
        return max(report.received_on for report in self.reports)

    @property
    def prices(self) -> tuple[Decimal, Decimal, str] | None:
        """The lowest and the highest price of the currency that is named most; None without any."""
        told: dict[str, list[Decimal]] = defaultdict(list)
        for report in self.reports:
            if report.price is not None:
                told[report.currency].append(report.price)
        if not told:
            return None
        currency = max(told, key=lambda name: len(told[name]))
        return min(told[currency]), max(told[currency]), currency


def groups(*, by: Membership, state: str = FraudReport.State.NEW) -> list[Group]:
    """The reports of the member's own office in this state, by contact point, the best witnessed first.

    Raises: NotAllowed.
    """
    by.require(Right.MODERATE_ALERTS, within=by.organization)
    rows = (
        FraudReport.objects.visible_to(by).filter(state=state).prefetch_related("points__point", "additions")
    )
    reports = list(rows.order_by("-received_on", "pk")[:MOST])
    points = _points(reports)
    houses, named = _houses(points), _alerts_of(points, by)
    found = [_group(shared, houses, named) for shared in _sharing(reports)]
    if reports:
        audit.record(Verb.REPORTS_LISTED, by=by, about=FraudReport)
    return sorted(found, key=lambda group: (-group.houses, -group.last_on.toordinal()))


def _points(reports: Iterable[FraudReport]) -> dict[UUID, ReportedPoint]:
    return {mention.point_id: mention.point for report in reports for mention in report.points.all()}


def _houses(points: dict[UUID, ReportedPoint]) -> dict[UUID, int]:
    counted = ReportedPoint.objects.filter(pk__in=points).annotate(houses=Count("witnesses"))
    return dict(counted.values_list("pk", "houses"))


def _alerts_of(points: dict[UUID, ReportedPoint], by: Membership) -> dict[tuple[str, str], list[Alert]]:
    rows = AlertContact.objects.filter(
        alert__in=Alert.objects.visible_to(by).exclude(state__in=Alert.ENDED),
        point__value__in={point.value for point in points.values()},
    )
    found: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for contact in rows.select_related("alert", "point"):
        found[contact.point.kind, contact.point.value].append(contact.alert)
    return found


def _group(
    reports: list[FraudReport], houses: dict[UUID, int], named: dict[tuple[str, str], list[Alert]]
) -> Group:
    points = _points(reports).values()
    alerts = {alert.pk: alert for point in points for alert in named.get((point.kind, point.value), [])}
    return Group(
        reports=reports,
        points=sorted(Point(PointKind(point.kind), point.value) for point in points),
        houses=max((houses.get(point.pk, 0) for point in points), default=0),
        alerts=list(alerts.values()),
    )


def _sharing(reports: list[FraudReport]) -> list[list[FraudReport]]:
    """Put together what is linked by points; each report without any stays alone."""
    together: list[tuple[set[UUID], list[FraudReport]]] = []
    for report in reports:
        named = {mention.point_id for mention in report.points.all()}
        linked = [group for group in together if group[0] & named]
        apart = [group for group in together if not group[0] & named]
        merged = [one for _points, group in linked for one in group]
        together = [*apart, (named.union(*(points for points, _group in linked)), [*merged, report])]
    return [group for _points, group in together]
