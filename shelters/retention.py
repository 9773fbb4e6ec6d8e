"""How long the shelters' rows stay: the table of the design, as rules."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from privacy import retention
from privacy.inventory import Until
from privacy.retention import DAY, HALF_YEAR, MONTH, Rule, batch
from shelters.actions import erasing
from shelters.models import ArrivalDraft, Bed, BusCount, Change, Hold, Household, OverCapacity, Referral, Stay

# A household brings about ten rows with it, so a batch of rows is a tenth as many households.
ROWS_OF_A_HOUSEHOLD = 10


def gone(tenant: UUID) -> QuerySet[Household]:
    """Households without a bed or a hold that nobody merged into another one."""
    open_stay = Stay.objects.filter(household=OuterRef("pk"), ended_at=None)
    open_hold = Hold.objects.filter(household=OuterRef("pk"), ended_at=None)
    rows = Household.objects.filter(~Exists(open_stay), ~Exists(open_hold), organization=tenant)
    return rows.filter(merged_into=None)


def exited(tenant: UUID, before: datetime) -> QuerySet[Household]:
    """Those whose exit is older; one that never had a bed left when it was opened."""
    left = Q(left_at__lte=before) | Q(left_at=None, opened_at__lte=before)
    held = retention.held(tenant)
    return gone(tenant).filter(left).exclude(pk__in=held).exclude(merged__in=held)


def erase_households(tenant: UUID, before: datetime, limit: int) -> int:
    """Whole households with everything that hangs on them. Those that a desk has open right now wait."""
    batch = max(1, limit // ROWS_OF_A_HOUSEHOLD)
    found = list(exited(tenant, before).order_by("pk").values_list("pk", flat=True)[:batch])
    if not found:
        return 0
    ids = set(erasing.with_merged(found))
    list(
        Household.objects.filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    )
    # Looked at again under the lock: somebody may have come back meanwhile.
    still = set(exited(tenant, before).filter(pk__in=found).values_list("pk", flat=True))
    return sum(erasing.households(erasing.with_merged(still)).values())


def count_households(tenant: UUID, before: datetime) -> int:
    """Households past their time."""
    return exited(tenant, before).count()


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


def old_drafts(tenant: UUID, before: datetime) -> QuerySet[ArrivalDraft]:
    """Half-entered arrivals that nobody touched."""
    return ArrivalDraft.objects.filter(organization=tenant, changed_at__lte=before)


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
        ),
        hours=MONTH,
        shortest=3 * DAY,
        erase=erase_households,
        left=count_households,
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
        erase=lambda tenant, before, limit: batch(old_changes(tenant, before), limit),
        left=lambda tenant, before: old_changes(tenant, before).count(),
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
        erase=lambda tenant, before, limit: batch(old_referrals(tenant, before), limit),
        left=lambda tenant, before: old_referrals(tenant, before).count(),
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
        erase=lambda tenant, before, limit: batch(old_bus_counts(tenant, before), limit),
        left=lambda tenant, before: old_bus_counts(tenant, before).count(),
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
        erase=lambda tenant, before, limit: batch(old_drafts(tenant, before), limit),
        left=lambda tenant, before: old_drafts(tenant, before).count(),
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
        erase=erase_acts,
        left=lambda tenant, before: old_acts(tenant, before).count(),
    )
)
