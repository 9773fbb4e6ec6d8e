"""Which reports an alert rests on. Only the office that keeps them can say."""

from collections.abc import Collection

from accounts.models import Membership
from accounts.rights import Right
from alerts import figures
from alerts.errors import AlertMovedOn
from alerts.models import Alert, FraudReport
from core.errors import NotHere
from privacy import audit, sealed, walls
from privacy.keyring import Subject
from privacy.verbs import Verb

State = FraudReport.State
OPEN = (State.NEW, State.DISMISSED)


def join(report: FraudReport, alert: Alert, *, by: Membership) -> FraudReport:
    """The alert rests on this report too.

    Raises: NotAllowed, NotHere, AlertMovedOn.
    """
    with walls.within(by.organization_id, network=by.organization.network_id):
        report = _locked(report, by=by)
        alert = Alert.objects.visible_to(by).locked().found(pk=alert.pk)
        if alert.state in Alert.ENDED:
            raise AlertMovedOn(state=alert.get_state_display())
        take_in(alert, [report])
        audit.record(Verb.REPORT_DECIDED, by=by, about=report)
    report.refresh_from_db()
    return report


def unjoin(report: FraudReport, *, by: Membership) -> FraudReport:
    """No alert rests on it; it is new again.

    Raises: NotAllowed, NotHere.
    """
    with walls.within(by.organization_id, network=by.organization.network_id):
        report = _locked(report, by=by)
        _verify(report, is_verified=False)
        report.state, report.alert = State.NEW, None
        report.save(update_fields=["state", "alert", "is_verified", "words"])
        audit.record(Verb.REPORT_DECIDED, by=by, about=report)
    return report


def dismiss(report: FraudReport, *, by: Membership) -> FraudReport:
    """It needs no alert. `unjoin` takes this back.

    Raises: NotAllowed, NotHere.
    """
    with walls.within(by.organization_id, network=by.organization.network_id):
        report = _locked(report, by=by)
        if report.state == State.NEW:
            report.state = State.DISMISSED
            report.save(update_fields=["state"])
            audit.record(Verb.REPORT_DECIDED, by=by, about=report)
    return report


def _locked(report: FraudReport, *, by: Membership) -> FraudReport:
    by.require(Right.MODERATE_ALERTS, within=report.organization)
    found = FraudReport.objects.visible_to(by).locked().found(pk=report.pk)
    if found.state == State.WITHDRAWN:
        raise NotHere
    return found


def take_in(alert: Alert, reports: Collection[FraudReport]) -> None:
    """Within an action that holds the alert, in its office: these reports are part of it.

    Raises: NotHere for one that is elsewhere, taken back or part of another alert.
    """
    keys = [report.pk for report in reports]
    rows = FraudReport.objects.filter(organization=alert.organization_id, pk__in=keys, state__in=OPEN)
    if len(list(rows.locked())) != len(keys):
        raise NotHere
    FraudReport.objects.filter(pk__in=keys).update(state=State.JOINED, alert=alert)
    if alert.state == Alert.State.PUBLISHED:
        verify(alert)


def let_go(alert: Alert) -> None:
    """Its reports are new again."""
    doubt(alert)
    alert.reports.filter(state=State.JOINED).update(state=State.NEW, alert=None)


def verify(alert: Alert) -> None:
    """A published alert that is more than a rumour rests on its reports: they are kept as long as J4 says."""
    if alert.level != "unverified":
        _verify_all(alert, is_verified=True)


def doubt(alert: Alert) -> None:
    """It was withdrawn: its reports are kept no longer than any rumour."""
    _verify_all(alert, is_verified=False)


def _verify_all(alert: Alert, *, is_verified: bool) -> None:
    for report in alert.reports.filter(state=State.JOINED).exclude(is_verified=is_verified).locked():
        _verify(report, is_verified=is_verified)
        report.save(update_fields=["is_verified", "words"])


def _verify(report: FraudReport, *, is_verified: bool) -> None:
    """Words are sealed until a day: whoever decides about the day seals them anew."""
    if report.is_verified == is_verified:
        return
    report.is_verified = is_verified
    day = figures.sealed_until(report, is_verified=is_verified)
    sealed.reseal(report, ["words"], day=day)
    for addition in report.additions.all():
        sealed.reseal(addition, ["words"], day=day)
        addition.save(update_fields=["words"])
    former = figures.sealed_until(report, is_verified=not is_verified)
    sealed.retire_on_commit(Subject(*report.seal_owner(), former))
