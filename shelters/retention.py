"""How long the shelters' rows stay: the table of the design, as rules."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy import retention
from privacy.inventory import Until
from privacy.retention import DAY, HALF_YEAR, MONTH, Rule
from shelters.actions import erasing
from shelters.models import (
    ArrivalDraft,
    Bed,
    BusCount,
    Change,
    Demand,
    ErasureRequest,
    Hold,
    Household,
    HouseholdExport,
    OverCapacity,
    Person,
    Referral,
    Stay,
)

# A household brings about ten rows with it, so a batch of rows is a tenth as many households.
ROWS_OF_A_HOUSEHOLD = 10
OPEN_STAY = Stay.objects.filter(household=OuterRef("pk"), ended_at=None)
OPEN_HOLD = Hold.objects.filter(household=OuterRef("pk"), ended_at=None)


def wordy(rows: QuerySet[Household]) -> QuerySet[Household]:
    """Those of which a called name, a note or a way to reach them is kept."""
    named = Person.objects.filter(household=OuterRef("pk"), called_name__isnull=False)
    return rows.filter(Exists(named) | Q(notes__isnull=False) | Q(contact_way__isnull=False))


def outlived(tenant: UUID, before: datetime) -> QuerySet[Household]:
    """Households whose words are past their time: by their own end, or by a shorter time chosen since.
    Not those under legal hold."""
    ended = Q(names_until__lte=timezone.now()) | Q(left_at__lte=before)
    never_came = (
        Q(names_until=None, left_at=None, opened_at__lte=before) & ~Exists(OPEN_STAY) & ~Exists(OPEN_HOLD)
    )
    return free(tenant, wordy(Household.objects.filter(ended | never_came, organization=tenant)))


def erase_words(tenant: UUID, before: datetime, limit: int) -> int:
    """One batch of called names, notes and ways to reach somebody, with their keys."""
    found = some(outlived(tenant, before), limit)
    if not found:
        return 0
    lock(found)
    return erasing.words(outlived(tenant, before).filter(pk__in=found))


def exited(tenant: UUID, before: datetime) -> QuerySet[Household]:
    """Households that left before and hold neither bed nor place; one that never came left when it was
    opened. One that was merged goes with the household it was merged into. Not those under legal hold."""
    left = Q(left_at__lte=before) | Q(left_at=None, opened_at__lte=before)
    rows = Household.objects.filter(left, organization=tenant, merged_into=None)
    return free(tenant, rows.filter(~Exists(OPEN_STAY), ~Exists(OPEN_HOLD)))


def free(tenant: UUID, rows: QuerySet[Household]) -> QuerySet[Household]:
    """Without those under legal hold, nor those that are one family with such a one by merges."""
    held = retention.held(tenant)
    return rows.exclude(pk__in=erasing.joined(held)) if held else rows


def erase_households(tenant: UUID, before: datetime, limit: int) -> int:
    """Whole households with everything that hangs on them. Those that a desk has open right now wait."""
    found = some(exited(tenant, before), limit)
    if not found:
        return 0
    lock(erasing.with_merged(found))
    still = exited(tenant, before).filter(pk__in=found).values_list("pk", flat=True)
    return sum(erasing.households(erasing.with_merged(still)).values())


def lock(ids: Collection[UUID]) -> None:
    """Lock these households in one order; whoever calls looks at them again then, for somebody may have
    come back meanwhile."""
    list(
        Household.objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk").values_list("pk")
    )


def some(households: QuerySet[Household], rows: int) -> list[UUID]:
    """The keys of as many of these as make a batch of so many rows. Whichever are found first: their usual
    order would make the database look at all of them for each batch."""
    keys = households.order_by().values_list("pk", flat=True)
    return list(keys[: max(1, rows // ROWS_OF_A_HOUSEHOLD)])


def old_changes(tenant: UUID, before: datetime) -> QuerySet[Change]:
    """Changes of a house; those of a household go with it."""
    return Change.objects.filter(organization=tenant, household=None, at__lte=before)


def old_referrals(tenant: UUID, before: datetime) -> QuerySet[Referral]:
    """The asking half of holds that are over."""
    return Referral.objects.filter(organization=tenant, held_until__lte=before).filter(
        Q(ended_at=None) | Q(ended_at__lte=before)
    )


def old_bus_counts(tenant: UUID, before: datetime) -> QuerySet[BusCount]:
    """Groups that arrived and were dealt with; nobody waits for a bed longer than a month."""
    rows = BusCount.objects.filter(organization=tenant)
    return rows.annotate(end=Coalesce("closed_at", "arrived_at")).filter(end__lte=before)


def old_demands(tenant: UUID, before: datetime) -> QuerySet[Demand]:
    """Legal demands that were answered, with the exports made for them; open ones wait for their answer."""
    return Demand.objects.filter(organization=tenant, answered_at__lte=before)


def old_exports(tenant: UUID, before: datetime) -> QuerySet[HouseholdExport]:
    """Files that two coordinators let out; the file itself was never kept."""
    return HouseholdExport.objects.filter(organization=tenant, asked_at__lte=before, ends_at__lte=before)


def old_acts(tenant: UUID, before: datetime) -> QuerySet[OverCapacity]:
    """Acts over capacity that ended, none of whose places is named by a stay any more."""
    still_named = Stay.objects.filter(bed__permit=OuterRef("pk"))
    ended = OverCapacity.objects.filter(organization=tenant, ends_at__lte=before, closed_at__lte=before)
    return ended.filter(~Exists(still_named))


def erase_acts(tenant: UUID, before: datetime, limit: int) -> int:
    """The extra places first, then the act that opened them."""
    ids = list(old_acts(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit])
    beds = erasing.erase(Bed.objects.filter(permit__in=ids))
    return sum((beds + erasing.erase(OverCapacity.objects.filter(pk__in=ids))).values()) if ids else 0


def old_requests(tenant: UUID, before: datetime) -> QuerySet[ErasureRequest]:
    """Requests to be erased that are over."""
    over = Q(done_at__lte=before) | Q(withdrawn_at__lte=before) | Q(household=None, asked_at__lte=before)
    return ErasureRequest.objects.filter(over, organization=tenant)


def old_drafts(tenant: UUID, before: datetime) -> QuerySet[ArrivalDraft]:
    """Half-entered arrivals that nobody touched."""
    return ArrivalDraft.objects.filter(organization=tenant, changed_at__lte=before)


retention.declare(
    Rule(
        name="called_name",
        label=_("Called names, notes and ways to reach a family"),
        since=_("after the household left"),
        until=Until.EXIT_72_HOURS,
        models=("shelters.Household", "shelters.Person"),
        hours=3 * DAY,
        shortest=1,
        rows=outlived,
        erase=erase_words,
    )
)
retention.declare(
    Rule(
        name="households",
        label=_("Households, persons, stays, holds and their history"),
        since=_("after the household left"),
        until=Until.EXIT_30_DAYS,
        models=(
            "shelters.Household",
            "shelters.Person",
            "shelters.Stay",
            "shelters.Hold",
            "shelters.SplitNote",
            "shelters.Change",
            "shelters.DemandedHousehold",
        ),
        hours=MONTH,
        shortest=3 * DAY,
        rows=exited,
        erase=erase_households,
    )
)
retention.declare(
    Rule(
        name="house_changes",
        label=_("History of rooms, beds and counts"),
        since=_("after the change"),
        until=Until.EXIT_30_DAYS,
        models=("shelters.Change",),
        hours=MONTH,
        shortest=3 * DAY,
        rows=old_changes,
    )
)
retention.declare(
    Rule(
        name="referrals",
        label=_("Households sent to other shelters: counts and outcomes"),
        since=_("after the hold ended"),
        until=Until.EXIT_30_DAYS,
        models=("shelters.Referral",),
        hours=MONTH,
        shortest=3 * DAY,
        rows=old_referrals,
    )
)
retention.declare(
    Rule(
        name="bus_counts",
        label=_("Counts of groups that arrived together"),
        since=_("after everybody had a bed"),
        until=Until.EXIT_30_DAYS,
        models=("shelters.BusCount",),
        hours=MONTH,
        shortest=3 * DAY,
        rows=old_bus_counts,
    )
)
retention.declare(
    Rule(
        name="drafts",
        label=_("Half-entered arrivals"),
        since=_("after the last answer"),
        until=Until.DAY,
        models=("shelters.ArrivalDraft",),
        hours=DAY,
        shortest=1,
        rows=old_drafts,
    )
)
retention.declare(
    Rule(
        name="over_capacity",
        label=_("Who opened places over capacity, and why"),
        since=_("after the places were closed"),
        until=Until.AUDIT_180_DAYS,
        models=("shelters.OverCapacity",),
        hours=HALF_YEAR,
        shortest=MONTH,
        rows=old_acts,
        erase=erase_acts,
    )
)
retention.declare(
    Rule(
        name="erasure_requests",
        label=_("Requests of families to be erased: counts and receipts"),
        since=_("after they were carried out"),
        until=Until.AUDIT_180_DAYS,
        models=("shelters.ErasureRequest",),
        hours=HALF_YEAR,
        rows=old_requests,
    )
)
retention.declare(
    Rule(
        name="demands",
        label=_("Legal demands and their answers"),
        since=_("after the answer"),
        until=Until.AUDIT_180_DAYS,
        models=("shelters.Demand",),
        hours=HALF_YEAR,
        rows=old_demands,
    )
)
retention.declare(
    Rule(
        name="household_exports",
        label=_("Who let a file with households out"),
        since=_("after it was asked for"),
        until=Until.AUDIT_180_DAYS,
        models=("shelters.HouseholdExport",),
        hours=HALF_YEAR,
        rows=old_exports,
    )
)
