"""The lock of an organization: everything hidden at once, opened again by two people."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.members import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention

ASKED_FOR = timedelta(hours=12)


class LockQuerySet(TenantQuerySet["Lock"]):
    """Locks of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the own organization, until their time is over."""
        before = retention.before(member.organization_id, "locks")
        return super().visible_to(member).filter(Q(reopened_at=None) | Q(reopened_at__gt=before))

    def open(self) -> Self:
        """The one that is closed now, if any."""
        return self.filter(reopened_at=None)


class Lock(TenantModel):
    """From the moment somebody pressed it until two people opened again. It destroys nothing.

    `Organization.locked_at` says the same beside the name, so that asking costs no query; only
    accounts.actions.locks writes either.
    """

    locked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("locked by"))
    locked_at = models.DateTimeField(_("locked"), default=timezone.now)
    reopen_asked_by = models.ForeignKey(
        Membership,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("reopening asked by"),
    )
    reopen_asked_at = models.DateTimeField(_("reopening asked"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reopened by")
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)

    objects = LockQuerySet.as_manager()

    class Meta:
        verbose_name = _("lock")
        verbose_name_plural = _("locks")
        ordering = ["-locked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(reopened_at=None),
                name="one_open_lock_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by=None) | ~Q(reopened_by=F("reopen_asked_by")),
                name="reopening_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by=None, reopened_at=None)
                | Q(
                    reopened_by__isnull=False,
                    reopened_at__isnull=False,
                    reopen_asked_by__isnull=False,
                ),
                name="nothing_reopens_unasked",
            ),
        ]

    def __str__(self) -> str:
        return self.locked_at.isoformat(timespec="minutes")

    @property
    def asked_by(self) -> Membership | None:
        """Who asked to reopen, as long as that counts: twelve hours, and while the access lasts."""
        asker, since = self.reopen_asked_by, self.reopen_asked_at
        if asker is None or since is None or since < timezone.now() - ASKED_FOR:
            return None
        return asker if asker.is_current else None
