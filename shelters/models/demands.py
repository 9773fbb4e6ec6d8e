"""Legal demands: who asked for what, and what was answered. No name, no free text."""

from collections.abc import Collection
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention
from shelters.models.families import of_one_in_time
from shelters.models.households import Household


class DemandQuerySet(TenantQuerySet["Demand"]):
    """The register of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Open ones, and answered ones until their time is over."""
        tenant = member.organization_id
        answered_lately = Q(answered_at__gt=retention.before(tenant, "demands"))
        return self.filter(Q(answered_at=None) | answered_lately, organization=tenant)

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(answer="")

    def about(self, household: Household, *, joined: Collection[UUID]) -> Self:
        """Those that name the household, or ask for everybody who was there by then.

        `joined`: the keys of the household and of all that are one family with it by merges.
        """
        since = Household.objects.filter(pk__in=joined).aggregate(first=Min("opened_at"))["first"]
        everybody = Q(wanted=Demand.Wanted.LIST, registered_at__gte=since or household.opened_at)
        named = Q(named__household__in=joined)
        return self.filter(everybody | named, organization=household.organization_id).distinct()


class Demand(TenantModel):
    """Somebody with or without a paper asked for something. Paper itself stays in a folder."""

    class Asker(models.TextChoices):
        """What kind of office."""

        MIGRATION = "migration", _("migration authority")
        GUARD = "guard", _("national guard or army")
        STATE_POLICE = "state_police", _("state police")
        CITY_POLICE = "city_police", _("municipal police")
        PROSECUTOR = "prosecutor", _("prosecutor")
        COURT = "court", _("court")
        FOREIGN = "foreign", _("foreign authority")
        FUNDER = "funder", _("funder")
        OTHER = "other", _("somebody else")

    class Paper(models.TextChoices):
        """What they showed."""

        NONE = "none", _("nothing, only spoken")
        LETTER = "letter", _("letter")
        PROSECUTOR_ORDER = "prosecutor_order", _("order of a prosecutor")
        COURT_ORDER = "court_order", _("written order of a court")

    class Wanted(models.TextChoices):
        """What they asked for. The most far-reaching of it."""

        ENTRY = "entry", _("to come in")
        FIGURES = "figures", _("how many people")
        HOUSEHOLDS = "households", _("about certain households")
        LIST = "list", _("the list of everybody")
        FUNDING = "funding", _("who pays for the house")
        OTHER = "other", _("something else")

    class Answer(models.TextChoices):
        """What they got."""

        NO_ORDER = "no_order", _("nothing: no written order")
        NO_DUTY = "no_duty", _("nothing: the law does not oblige us")
        NOTHING_HERE = "nothing_here", _("nothing: it does not exist here")
        LAWYER = "lawyer", _("handed to the lawyer")
        FIGURES = "figures", _("figures without people")
        RECORDS = "records", _("records")

    asked_by = models.CharField(_("who asked"), max_length=16, choices=Asker)
    received_on = models.DateField(_("on"))
    paper = models.CharField(_("with what paper"), max_length=16, choices=Paper)
    wanted = models.CharField(_("what was asked for"), max_length=12, choices=Wanted)
    registered_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    registered_at = models.DateTimeField(_("registered"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    households_given = models.PositiveIntegerField(_("households disclosed"), default=0)
    persons_given = models.PositiveIntegerField(_("persons disclosed"), default=0)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal demand")
        verbose_name_plural = _("legal demands")
        ordering = ["-registered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="an_answered_demand_says_how",
            ),
            models.CheckConstraint(
                condition=Q(answer="records") | Q(households_given=0, persons_given=0),
                name="only_records_disclose_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_asked_by_display())

    @property
    def is_open(self) -> bool:
        """Not answered yet."""
        return not self.answer


class DemandedHouseholdQuerySet(TenantQuerySet["DemandedHousehold"]):
    """Which households demands name."""

    def visible_to(self, member: Membership) -> Self:
        """Those that are not past their time."""
        tenant = member.organization_id
        return self.filter(of_one_in_time(tenant), organization=tenant)


class DemandedHousehold(TenantModel):
    """A demand names this household, so it is not erased on request while the demand is open."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="named", verbose_name=_("legal demand"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="demands", verbose_name=_("household")
    )

    objects = DemandedHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("demanded household")
        verbose_name_plural = _("demanded households")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "household"], name="a_demand_names_a_household_once"),
        ]

    def __str__(self) -> str:
        return str(self.household)
