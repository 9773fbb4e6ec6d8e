"""Receivers of alerts outside of the house, and the outbox for them."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.tenancy import TenantModel, TenantQuerySet
from alerts.models import Mark, Message
from privacy import retention
from privacy.sealed import SealedField


class ReceiverQuerySet(TenantQuerySet["WebhookReceiver"]):
    """Receivers."""

    def visible_to(self, member: Membership) -> Self:
        """The organization's own ones, until their time is over."""
        before = retention.before(member.organization_id, "webhooks")
        return super().visible_to(member).exclude(ended_at__lte=before)

    def open(self) -> Self:
        """Those that are told."""
        return self.filter(ended_at=None)


class WebhookReceiver(TenantModel):
    """An address to which signed messages about alerts are posted (docs/partners/webhooks.md)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"), max_length=300)
    secret = SealedField(_("secret with which messages are signed"))
    # What it may get besides CLEAR: a partner of the network reads GREEN too.
    mark = models.CharField(
        _("at most"),
        max_length=12,
        choices=[(Mark.GREEN.value, Mark.GREEN.label), (Mark.CLEAR.value, Mark.CLEAR.label)],
        default=Mark.CLEAR,
    )
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    last_taken_at = models.DateTimeField(_("took a message last"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    objects = ReceiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("receiver of alerts")
        verbose_name_plural = _("receivers of alerts")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "url"],
                condition=Q(ended_at=None),
                name="one_open_receiver_of_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def seal_owner(self) -> tuple[UUID, UUID]:
        """A key of its own."""
        return self.organization_id, self.pk


class DeliveryQuerySet(TenantQuerySet["Delivery"]):
    """Messages on their way."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the organization's receivers, until their time is over."""
        before = retention.before(member.organization_id, "deliveries")
        over = Q(taken_at__lte=before) | Q(given_up_at__lte=before)
        return super().visible_to(member).exclude(over)

    def due(self) -> Self:
        """Not taken yet, and to be tried now."""
        return self.filter(
            taken_at=None, given_up_at=None, next_try_at__lte=timezone.now(), receiver__ended_at=None
        )


class Delivery(TenantModel):
    """One message for one receiver: written in the transaction that tells it, marked when it was taken.

    The key of the row goes with the message, so that a receiver that gets it twice takes it once.
    """

    receiver = models.ForeignKey(
        WebhookReceiver, models.CASCADE, related_name="deliveries", verbose_name=_("receiver")
    )
    # Messages are of another organization, the office: when they are erased, this row is not in its reach.
    message = models.ForeignKey(
        Message, models.DO_NOTHING, related_name="+", db_constraint=False, verbose_name=_("message")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(_("tried again"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    answer = models.CharField(_("last answer"), max_length=40, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message on its way")
        verbose_name_plural = _("messages on their way")
        ordering = ["written_at"]
        indexes = [
            models.Index(
                fields=["organization", "next_try_at"],
                condition=Q(taken_at=None, given_up_at=None),
                name="deliveries_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["receiver", "message"], name="one_delivery_per_receiver"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
