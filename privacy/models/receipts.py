"""Proof that something was erased: counts only, chained, signed."""

from typing import Any, Protocol, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Row
from privacy import retention


class Actor(Protocol):
    """Whoever reads: a membership of an organization."""

    organization_id: UUID


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts."""

    def visible_to(self, member: Actor) -> Self:
        """The chain of the member's organization, until the time of each is over."""
        return self.in_time(member.organization_id)

    def in_time(self, tenant: UUID) -> Self:
        """Those of an organization, or of the site itself, that may still be read."""
        rule = "site_receipts" if tenant == retention.SITE else "receipts"
        return self.filter(organization_id=tenant, ended_at__gt=retention.before(tenant, rule))


class Receipt(Row):
    """One run of the purge for one organization. What is signed is `document()` of privacy.receipts.

    `counts` maps the name of a rule to rows erased; `previous` is the digest of the receipt before.
    """

    class Scan(models.TextChoices):
        """What looking for the canary in the files of the site found."""

        CLEAN = "clean", _("nothing found")
        FOUND = "found", _("copies found")
        NOT_DUE = "not_due", _("not looked for this time")
        PARTLY = "partly", _("nothing found; the database's own files cannot be read from here")

    class Physical(models.TextChoices):
        """Whether the freed space was cleared."""

        DONE = "done", _("cleared")
        LATER = "later", _("left to the database's own cleaning")
        FOLLOWS = "follows", _("follows within minutes")
        BUSY = "busy", _("postponed: the database was busy")
        NOTHING = "nothing", _("nothing to clear")

    class Occasion(models.TextChoices):
        """Why something was erased."""

        CLOCK = "clock", _("its time was over")
        REQUEST = "request", _("a family asked for it")
        RESTORED = "restored", _("an older copy was restored")

    organization_id = models.UUIDField(_("organization"))
    number = models.PositiveIntegerField(_("number"))
    occasion = models.CharField(_("because"), max_length=10, choices=Occasion, default=Occasion.CLOCK)
    begun_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    counts = models.JSONField(_("rows erased"), default=dict)
    overdue = models.PositiveIntegerField(_("rows past their time that are still here"), default=0)
    held = models.PositiveIntegerField(_("households under legal hold"), default=0)
    physical = models.CharField(_("freed space"), max_length=10, choices=Physical)
    scan = models.CharField(_("search in the files"), max_length=10, choices=Scan)
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    signature = models.CharField(_("signature"), max_length=128)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure receipt")
        verbose_name_plural = _("erasure receipts")
        ordering = ["-ended_at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "number"], name="receipts_are_numbered_without_gaps"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def rows(self) -> int:
        """Everything erased in this period."""
        return sum(self.counts.values())

    def lines(self) -> list[tuple[Any, int]]:
        """What was erased in plain words, and how many rows."""
        rules = retention.RULES
        return [(rules[name].label if name in rules else name, rows) for name, rows in self.counts.items()]
