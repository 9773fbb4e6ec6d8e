"""Answers kept for repeated requests, so that a retry over a bad line has one effect."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.rows import Row

KEPT_FOR = timedelta(hours=24)


class KeptAnswer(Row):
    """The answer to one Idempotency-Key of one caller, kept for 24 hours.

    The id of the organization is plain: core stands below the app that has it. `caller` is a hash, not a
    person; `fingerprint` is a hash of method, path and payload, so that the same key with another payload
    is refused. It is written in the transaction of the effect, so neither exists without the other.
    """

    organization_id = models.UUIDField(_("organization"))
    caller = models.CharField(_("caller"), max_length=64)
    key = models.CharField(_("key"), max_length=128)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    body = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "caller", "key"], name="one_answer_per_key_and_caller"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_over(self) -> bool:
        """Whether its time is over, even if no purge has come by yet."""
        return self.created_at <= timezone.now() - KEPT_FOR
