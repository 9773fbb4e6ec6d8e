"""Through a membership a user acts in one organization."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Locked
from accounts.models.organizations import Organization
from accounts.models.users import User
from accounts.rights import REACH, RIGHTS, WHILE_LOCKED, Right, Role, needs_second_factor, sees_people
from accounts.tenancy import TenantModel, TenantQuerySet
from core.errors import NotAllowed


class MembershipQuerySet(TenantQuerySet["Membership"]):
    """Who works where."""

    def current(self, now: datetime | None = None) -> Self:
        """Memberships that count at this moment: begun, not ended, not past their end date."""
        now = now or timezone.now()
        return self.filter(ended_at=None).exclude(expires_at__lte=now)

    def people(self) -> Self:
        """Memberships of persons, not of keys or the site itself."""
        return self.exclude(user=None)


class Membership(TenantModel):
    """A role in an organization, optionally limited to some shelters, often with an end date.

    Keys and background work act through memberships without a user, so that every entry in the
    audit trail has an actor.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name=_("user")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # Who has been a volunteer for years is a new coordinator on the first day (accounts/newcomers.py).
    role_since = models.DateTimeField(_("in this role since"), default=timezone.now)
    # True without any assignment means no shelter at all: a lost assignment fails closed.
    is_limited = models.BooleanField(_("limited to some shelters"), default=False)
    # Unique, so that no race lets one code in twice.
    invitation = models.OneToOneField(
        "accounts.Invitation",
        models.PROTECT,
        related_name="membership",
        null=True,
        blank=True,
        verbose_name=_("invitation"),
    )
    expires_at = models.DateTimeField(_("ends by itself on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(ended_at=None, user__isnull=False),
                name="one_open_membership_per_user_and_organization",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.VOLUNTEER) | Q(user=None) | Q(expires_at__isnull=False),
                name="volunteers_have_an_end_date",
            ),
        ]

    def __str__(self) -> str:
        return self.user.username if self.user else str(self.get_role_display())

    # A partner key narrows its membership to the scopes that were granted to it.
    narrowed_to: frozenset[Right] | None = None

    @property
    def looks(self) -> dict[str, Any]:
        """What decides which rows `visible_to` shows: the values of a `Prepared` question about them."""
        return {
            "member": self.pk,
            "organization": self.organization_id,
            "role": self.role,
            "is_limited": self.is_limited,
            "narrowed_to": self.narrowed_to,
        }

    @classmethod
    def looking(cls, *, member: UUID, organization: UUID, **looks: Any) -> "Membership":
        """A stand-in that sees the same rows. It is no row and may do nothing else."""
        narrowed_to = looks.pop("narrowed_to")
        stand_in = cls(pk=member, organization_id=organization, **looks)
        stand_in.narrowed_to = narrowed_to
        return stand_in

    @property
    def rights(self) -> frozenset[Right]:
        """What this member may do in the own organization."""
        rights = RIGHTS[self.role]
        return rights if self.narrowed_to is None else rights & self.narrowed_to

    @property
    def sees_people(self) -> bool:
        """Whether the role can open anything about a guest."""
        return sees_people(self.role)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone opens nothing."""
        return needs_second_factor(self.role)

    @property
    def is_current(self) -> bool:
        """Neither ended nor past its date."""
        return self.ended_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def reach(self) -> frozenset[Role]:
        """The roles this member may bring in, change and end."""
        return REACH.get(self.role, frozenset())

    def may(self, right: Right) -> bool:
        """Whether the role holds the right. For showing and hiding; actions use `require`."""
        return right in self.rights

    def require(self, right: Right, *, within: Organization) -> None:
        """Refuse unless this member holds `right` in that organization, and while it is locked.

        Raises: NotAllowed, Locked.
        """
        if within.pk != self.organization_id or right not in self.rights:
            raise NotAllowed
        self._refuse_if_locked(right, within)

    def require_in_network(self, right: Right, *, network_id: object) -> None:
        """Refuse unless this member holds `right` and belongs to that network.

        Raises: NotAllowed, Locked.
        """
        if network_id != self.organization.network_id or right not in self.rights:
            raise NotAllowed
        self._refuse_if_locked(right, self.organization)

    def _refuse_if_locked(self, right: Right, organization: Organization) -> None:
        if organization.locked_at and self.role != Role.ROBOT and right not in WHILE_LOCKED:
            raise Locked
