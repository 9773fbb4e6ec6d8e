"""Who did what kind of thing, when, to which row: ids only, so erasing people never breaks it.

The entries of one organization form a chain: each carries the digest of the one before it. Triggers
of the database let rows in only at the end of the chain and let none be changed (privacy/audit).
"""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Row
from privacy import retention
from privacy.models.receipts import Actor
from privacy.models.verbs import VerbField
from privacy.verbs import OPENING, Verb

# What stands before the first entry of a chain.
NOTHING_BEFORE = "0" * 64


class Outcome(models.TextChoices):
    """How a deed ended."""

    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries; whose, the caller says first."""

    def visible_to(self, member: Actor) -> Self:
        """The trail of the member's organization, until its time is over: what waits for a signature before
        it is erased is not read any more."""
        tenant = member.organization_id
        return self.of(tenant).filter(at__gt=retention.before(tenant, "audit"))

    def of(self, tenant: UUID) -> Self:
        """The whole trail of one organization, also what is past its time: for whoever looks whether it is
        whole."""
        return self.filter(organization_id=tenant)

    def openings(self) -> Self:
        """Households that were opened and shown."""
        return self.filter(verb=Verb.HOUSEHOLD_OPENED, outcome=Outcome.DONE)

    def since(self, moment: datetime) -> Self:
        """From this moment on."""
        return self.filter(at__gte=moment)


class AuditEntry(Row):
    """One deed. No free text, no values, no address; names no guest even after years.

    The organization and the member are plain ids: privacy stands below accounts.
    """

    organization_id = models.UUIDField(_("organization"))
    number = models.PositiveBigIntegerField(_("number"))
    previous = models.CharField(_("digest before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)
    member_id = models.UUIDField(_("member"), null=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    verb = VerbField(_("deed"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.DONE)
    about_kind = models.CharField(_("about"), max_length=40, blank=True)
    about_id = models.UUIDField(_("about which"), null=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-number"]
        constraints = [
            # No fork, whatever the code does.
            models.UniqueConstraint(fields=["organization_id", "number"], name="one_entry_per_number"),
        ]
        indexes = [
            models.Index(fields=["organization_id", "-at"], name="audit_by_organization"),
            models.Index(fields=["organization_id", "about_id"], name="audit_by_row"),
            models.Index(
                fields=["organization_id", "member_id", "at"],
                condition=Q(verb__in=OPENING),
                name="audit_of_openings",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verb_display()


class AuditHead(models.Model):
    """The end of an organization's chain. Locked last in a transaction, so that deeds queue here shortly.

    A trigger moves it with every entry. `erased` is the number up to which entries have been erased on
    time; the database refuses to move it past the last checkpoint.
    """

    organization_id = models.UUIDField(_("organization"), primary_key=True)
    number = models.PositiveBigIntegerField(_("number"), default=0)
    digest = models.CharField(_("digest"), max_length=64, default=NOTHING_BEFORE)
    erased = models.PositiveBigIntegerField(_("erased up to"), default=0)

    class Meta:
        verbose_name = _("end of the audit trail")
        verbose_name_plural = _("ends of the audit trails")

    def __str__(self) -> str:
        return str(self.number)


class AuditCheckpoint(Row):
    """The chain as it was at one moment of a day, signed. Kept when entries are erased."""

    organization_id = models.UUIDField(_("organization"))
    sequence = models.PositiveIntegerField(_("checkpoint"))
    number = models.PositiveBigIntegerField(_("number"))
    digest = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("at"))
    signature = models.BinaryField(_("signature"))

    class Meta:
        verbose_name = _("audit checkpoint")
        verbose_name_plural = _("audit checkpoints")
        ordering = ["organization_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "sequence"], name="one_checkpoint_a_step"),
            models.UniqueConstraint(fields=["organization_id", "number"], name="one_checkpoint_a_number"),
        ]

    def __str__(self) -> str:
        return str(self.sequence)
