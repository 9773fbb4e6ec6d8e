"""Who did what kind of thing, when, to which row: ids only, so erasing people never breaks it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Row
from privacy.verbs import Verb


class AuditEntry(Row):
    """One deed. No free text, no values, no address; names no guest even after years.

    The organization and the member are plain ids: privacy stands below accounts.
    """

    organization_id = models.UUIDField(_("organization"))
    member_id = models.UUIDField(_("member"), null=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    verb = models.CharField(_("deed"), max_length=30, choices=Verb)
    about_kind = models.CharField(_("about"), max_length=40, blank=True)
    about_id = models.UUIDField(_("about which"), null=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["organization_id", "-at"], name="audit_by_organization"),
            models.Index(fields=["organization_id", "about_id"], name="audit_by_row"),
        ]

    def __str__(self) -> str:
        return self.get_verb_display()
