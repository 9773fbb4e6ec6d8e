"""Reports of fraud: they go into the pool of the network's office, without a trace of who told them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import codes, memberships
from accounts.errors import WrongCode
from accounts.models import Membership, Network
from accounts.rights import Right
from alerts import blind, figures, told
from alerts.actions import offices
from alerts.errors import EnoughAdded, ReportTakenBack, UnknownReceipt
from alerts.events import report_received
from alerts.models import (
    AlertsOffice,
    FraudReport,
    FraudTally,
    ReportAddition,
    ReportedContact,
    ReportedPoint,
    Witness,
)
from alerts.models.reports import ReportQuerySet
from alerts.points import Point
from alerts.retention import count, days_of
from alerts.told import Told
from core.errors import BadInput
from core.events import announce
from privacy import keyring, sealed
from privacy.keyring import Subject

__all__ = ["Received", "Told", "add", "exists", "report", "take_back"]

MOST_ADDITIONS = 20


@dataclass(frozen=True)
class Received:
    """The report, and the code with which whoever has it adds words or takes it back: shown once, kept only
    as a hash. The key of the report goes to nobody outside of the office."""

    report_id: UUID
    receipt: str


@transaction.atomic
def report(
    network_id: UUID,
    told_of: Told,
    *,
    by: Membership | None,
    door: FraudReport.Door | str,
    asked: UUID | None = None,
) -> Received:
    """Keep what somebody tells. Nothing in the answer depends on what is known already.

    `by` is asked for the right and counted as one organization, then forgotten; None at the public door. Not
    even the trail of the own organization has an entry: its minute and its place in the order of rows would
    lead from the house to the report (docs/developers/attack-who-reported.md).
    The same `asked` is the same report: it gets a new receipt, and the old one opens nothing any more.

    Raises: NotAllowed, Locked, BadInput, UnreadPoint, GuestCode, MayHoldNames, ReportTakenBack,
    KeyringUnavailable.
    """
    if by is not None:
        by.require_in_network(Right.REPORT_FRAUD, network_id=network_id)
    today = today_in(network_id)
    told.check(told_of, today=today)
    if by is None or by.user_id is None or memberships.is_of_several(by):
        # Whoever works in two organizations could be both of the two that confirm an alert. And a key counts
        # for nobody: any coordinator makes one for a partner, speaks with it as a second house, and would see
        # in the count whether the partner had told it before. So their reports stand in all like those of the
        # public page: else staff whom nobody witnessed would be the partner's program, or one of the few who
        # work in two organizations.
        by, door = None, FraudReport.Door.PUBLIC
    points = told.read_points(told_of.points)
    texts = {"words": told_of.words, "area": told_of.area}
    may_hold_names = told.refuse_names(told_of.language, no_names=told_of.no_names, **texts)
    with offices.at_office(network_id) as office:
        _one_at_a_time(office)
        known = _asked_before(office, asked)
        if known is not None:
            return _with_receipt(known)
        made = _written(office, told_of, today=today, door=door, asked=asked, named=may_hold_names)
        _point_at(made, points, office=office, by=by)
        received = _with_receipt(made)
    announce(report_received, network_id=network_id)
    return received


def exists(network_id: UUID, receipt: str) -> bool:
    """Whether there is a report with this receipt. Nothing of it is told: paper gets lost."""
    with offices.at_office(network_id) as office:
        return _of_receipt(office, receipt).exists()


@transaction.atomic
def add(network_id: UUID, receipt: str, words: str, *, language: str, no_names: bool = False) -> None:
    """Add words to the report of a receipt.

    Raises: UnknownReceipt, BadInput, GuestCode, MayHoldNames, EnoughAdded, KeyringUnavailable.
    """
    words = words.strip()
    if not words or len(words) > told.LONGEST_WORDS or "\0" in words:
        raise BadInput({"words": ""})
    with offices.at_office(network_id) as office:
        _one_at_a_time(office)
        found = _locked(office, receipt)
        may_hold_names = told.refuse_names(language, no_names=no_names, words=words)
        if found.additions.count() >= MOST_ADDITIONS:
            raise EnoughAdded
        addition = ReportAddition(report=found, organization_id=office.organization_id)
        addition.added_on = today_in(network_id)
        until = figures.sealed_until(found, is_verified=found.is_verified)
        sealed.write(addition, "words", words, day=until)
        addition.save()
        if may_hold_names and not found.may_hold_names:
            found.may_hold_names = True
            found.save(update_fields=["may_hold_names"])
    announce(report_received, network_id=network_id)


@transaction.atomic
def take_back(network_id: UUID, receipt: str) -> None:
    """Take the report of a receipt back: its words can be read nowhere any more, not even in backups.

    That there was a report of this tactic on this day stays, so that whoever wrote an alert knows that it
    rests on less. Which house told it is known to nobody, so the count of houses begins anew for its contact
    points: too few is safe, too many is not.

    Raises: UnknownReceipt, KeyringUnavailable.
    """
    with offices.at_office(network_id) as office:
        _one_at_a_time(office)
        found = _locked(office, receipt)
        _leave_told_figures(found, today=today_in(network_id))
        _forget_points(found)
        found.additions.all().delete()
        found.state, found.is_verified, found.may_hold_names = FraudReport.State.WITHDRAWN, False, False
        found.words, found.price, found.currency = None, None, ""
        found.channel, found.area, found.happened_on = "", "", None
        found.receipt_hash = None
        found.save()
        # Last of all, and before the commit: words whose row comes back are gone all the same.
        keyring.destroy_many(Subject(*found.seal_owner(), day) for day in days_of(found))
    announce(report_received, network_id=network_id)


def today_in(network_id: UUID) -> date:
    """The day by the clocks of the network."""
    zone = Network.objects.values_list("time_zone", flat=True).get(pk=network_id)
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def _one_at_a_time(office: AlertsOffice) -> None:
    """Reports are few. So a form that is sent twice at once is one report, and no two wait for each other."""
    AlertsOffice.objects.filter(pk=office.pk).locked().get()


def _asked_before(office: AlertsOffice, asked: UUID | None) -> FraudReport | None:
    rows = FraudReport.objects.filter(organization=office.organization_id, asked=asked)
    known = rows.locked().first() if asked else None
    if known is not None and known.state == FraudReport.State.WITHDRAWN:
        raise ReportTakenBack
    return known


def _written(
    office: AlertsOffice, told_of: Told, *, today: date, door: str, asked: UUID | None, named: bool
) -> FraudReport:
    made = FraudReport(
        organization_id=office.organization_id,
        tactic=told_of.tactic,
        price=told_of.price,
        currency=told_of.currency,
        channel=told_of.channel,
        area=" ".join(told_of.area.split()),
        happened_on=told_of.happened_on,
        language=told_of.language,
        door=door,
        received_on=today,
        may_hold_names=named,
        # Every row has one, and all look alike: which kind of program or page sent it is nowhere.
        asked=asked or uuid4(),
    )
    until = figures.sealed_until(made, is_verified=False)
    sealed.write(made, "words", told_of.words.strip(), day=until)
    made.save()
    return made


def _with_receipt(made: FraudReport) -> Received:
    receipt, made.receipt_hash = codes.fresh()
    made.save(update_fields=["receipt_hash"])
    return Received(made.pk, receipt)


def _point_at(
    made: FraudReport, points: Sequence[Point], *, office: AlertsOffice, by: Membership | None
) -> None:
    """Into the pool, each contact point once. Two reports of one at the same moment are both written, and
    one organization counts once: the unique keys decide, not who looked first."""
    if not points:
        return
    tenant, today = office.organization_id, made.received_on
    ReportedPoint.objects.bulk_create(
        [
            ReportedPoint(organization_id=tenant, kind=kind, value=value, first_on=today, last_on=today)
            for kind, value in points
        ],
        update_conflicts=True,
        unique_fields=["organization", "kind", "value"],
        update_fields=["last_on"],
    )
    named = Q()
    for kind, value in points:
        named |= Q(kind=kind, value=value)
    rows = list(ReportedPoint.objects.filter(named, organization=tenant))
    ReportedContact.objects.bulk_create(
        [ReportedContact(organization_id=tenant, report=made, point=row) for row in rows]
    )
    if by is not None:
        seen = [(row, blind.of_witness(office, by.organization_id, row.kind, row.value)) for row in rows]
        Witness.objects.bulk_create(
            [Witness(organization_id=tenant, point=row, token=token) for row, token in seen],
            ignore_conflicts=True,
        )


def _leave_told_figures(found: FraudReport, *, today: date) -> None:
    """Figures that were told already stay as they were told: the difference would be this one report. Where
    it alone named its area, the area goes with it; no figure has ever shown that."""
    if not figures.is_told(found.received_on, today):
        return
    month = found.received_on.replace(day=1)
    others = FraudReport.objects.filter(organization=found.organization_id).exclude(pk=found.pk)
    others = others.filter(received_on__year=month.year, received_on__month=month.month)
    counted = FraudTally.objects.filter(organization=found.organization_id, month=month)
    if not any(rows.filter(area__iexact=found.area).exists() for rows in (others, counted)):
        found.area = ""
    count([found])


def _forget_points(found: FraudReport) -> None:
    points = ReportedPoint.objects.filter(organization=found.organization_id, mentions__report=found)
    keys = list(points.locked().values_list("pk", flat=True))
    found.points.all().delete()
    if found.door != FraudReport.Door.PUBLIC:
        Witness.objects.filter(point__in=keys).delete()
    ReportedPoint.objects.filter(pk__in=keys, mentions=None).delete()


def _locked(office: AlertsOffice, receipt: str) -> FraudReport:
    found = _of_receipt(office, receipt).locked().first()
    if found is None:
        raise UnknownReceipt
    return found


def _of_receipt(office: AlertsOffice, typed: str) -> ReportQuerySet:
    """Of those whose time is not over."""
    rows = FraudReport.objects.filter(organization=office.organization_id)
    try:
        stored = codes.stored(typed)
    except WrongCode:
        return rows.none()
    return rows.filter(rows.own_time(office.organization_id), receipt_hash=stored)
