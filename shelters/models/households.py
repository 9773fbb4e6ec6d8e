"""A household is the unit of everything; a person in it is an age band and some needs."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from accounts.tenancy import TenantModel, TenantQuerySet
from core.codes import new_code, show_code
from privacy.sealed import SealedField
from shelters.models.families import in_time, of_one_in_time
from shelters.models.features import Features

if TYPE_CHECKING:
    from accounts.models import Membership


def open_to(member: "Membership", path: str = "") -> Q:
    """Whether the household at `path` is not kept for coordinators and one other colleague (J11)."""
    if member.may(Right.LIST_HOUSEHOLDS):
        return Q()
    return Q(**{f"{path}kept_for": None}) | Q(**{f"{path}kept_for": member.pk})


class HouseholdQuerySet(TenantQuerySet["Household"]):
    """Households of one organization. Nobody else ever sees them."""

    def visible_to(self, member: "Membership") -> Self:
        """Those of the own organization, for roles that see people; nothing for all others, and nothing
        that is past its time.

        Minors without an adult are opened by coordinators and by the one colleague who let them in.
        """
        if not member.sees_people:
            return self.none()
        tenant = member.organization_id
        return self.filter(open_to(member), in_time(tenant), organization=tenant)

    def current(self) -> Self:
        """Neither left nor merged into another one."""
        return self.filter(left_at=None, merged_into=None)


class Household(TenantModel):
    """People who stay together. Known by a random code; no document, no origin.

    What an organization may ask for besides is sealed until `names_until`: not while the household
    is here, and then for the hours of the organization (privacy/retention).
    """

    code = models.CharField(_("code"), max_length=13, unique=True, default=new_code, editable=False)
    language = models.CharField(_("language"), max_length=12, blank=True)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, related_name="merged", null=True, blank=True, verbose_name=_("merged into")
    )
    split_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="halves", null=True, blank=True, verbose_name=_("split from")
    )

    # Minors without an adult: only coordinators and this colleague open them.
    kept_for = models.ForeignKey(
        "accounts.Membership",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("opened only by coordinators and"),
    )

    notes = SealedField(_("notes"))
    contact_way = SealedField(_("how to reach them"))
    names_until = models.DateTimeField(_("names and notes until"), null=True, blank=True, editable=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["-opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["organization", "left_at"], name="households_present"),
            models.Index(
                fields=["organization", "names_until"],
                condition=Q(names_until__isnull=False),
                name="households_names_until",
            ),
        ]

    def __str__(self) -> str:
        return show_code(self.code)

    def seal_owner(self) -> tuple[UUID, UUID]:
        """Whose key seals the words of this row: the household's own."""
        return self.organization_id, self.pk


class PersonQuerySet(TenantQuerySet["Person"]):
    """Persons of one organization's households."""

    def visible_to(self, member: "Membership") -> Self:
        if not member.sees_people:
            return self.none()
        tenant = member.organization_id
        return self.filter(open_to(member, "household__"), of_one_in_time(tenant), organization=tenant)


class Person(TenantModel, Features):
    """One person: an age band, a group for rooms, needs of a bed. `number` counts within the household."""

    class AgeBand(models.TextChoices):
        """Bands, never a birth date."""

        BABY = "0-4", _("0 to 4")
        CHILD = "5-11", _("5 to 11")
        TEEN = "12-17", _("12 to 17")
        ADULT = "18-59", _("18 to 59")
        SENIOR = "60+", _("60 and over")
        NOT_STATED = "not_stated", _("adult, age not stated")

    class Gender(models.TextChoices):
        """The group for rooms, as the person says it."""

        WOMAN = "woman", _("woman or girl")
        MAN = "man", _("man or boy")
        LGBTQ = "lgbtq", _("LGBTQ+")
        NOT_STATED = "not_stated", _("not stated")

    MINOR_BANDS = (AgeBand.BABY, AgeBand.CHILD, AgeBand.TEEN)

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="persons", verbose_name=_("household"), db_index=False
    )
    number = models.PositiveSmallIntegerField(_("number"))
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand, default=AgeBand.NOT_STATED)
    gender = models.CharField(_("group for rooms"), max_length=10, choices=Gender, default=Gender.NOT_STATED)
    sleeps_with_parent = models.BooleanField(_("sleeps with a parent"), default=False)
    called_name = SealedField(_("called name"))
    # Where the person was entered first: what un-merging two households goes back to.
    origin = models.ForeignKey(Household, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["household", "number"]
        # Of the organization as well: PostgreSQL looks for rows of a household that goes by both, and with an
        # index for each it would read that of the whole organization for every one of them.
        indexes = [models.Index(fields=["household", "organization"], name="persons_of_a_household")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "number"], name="one_person_per_number_in_a_household"
            ),
            models.CheckConstraint(
                condition=Q(sleeps_with_parent=False) | Q(age_band__in=["0-4", "5-11"]),
                name="only_small_children_share_a_bed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_minor(self) -> bool:
        """Under 18 by the band; an unstated age counts as adult because a minor is asked for."""
        return self.age_band in self.MINOR_BANDS

    def seal_owner(self) -> tuple[UUID, UUID]:
        """Whose key seals the name: the household's, so that all of them go together."""
        return self.organization_id, self.household_id
