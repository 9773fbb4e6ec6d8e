"""What this app keeps. Nothing of it is about a guest."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare

declare(
    "partners.PartnerKey",
    purpose=_("who may read which published figures, and until when"),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "network",
        "membership",
        "made_by",
        "label",
        "prefix",
        "secret_hash",
        "scopes",
        "lasts_days",
        "made_at",
        "ends_at",
        "revoked_at",
        "last_used_on",
    ],
    count=["records_per_day", "records_that_day"],
)
declare(
    "partners.PublishedBand",
    purpose=_("the answer about places that partners were given last, so that it does not change too often"),
    until=Until.REPLACED,
    public=["shelter", "group", "largest_party", "is_stale", "taken_at"],
    operational=["id", "organization", "network"],
)
declare(
    "partners.WebhookReceiver",
    purpose=_("where alerts are sent, and how they are signed"),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "network",
        "label",
        "url",
        "mark",
        "made_by",
        "made_at",
        "ended_at",
        "last_taken_at",
    ],
    sealed=["secret"],
    count=["failures"],
)
declare(
    "partners.Delivery",
    purpose=_("which message about an alert is on its way to which receiver"),
    until=Until.ALERT_30_DAYS,
    operational=[
        "id",
        "organization",
        "receiver",
        "message",
        "written_at",
        "next_try_at",
        "answer",
        "taken_at",
        "given_up_at",
    ],
    count=["tries"],
)
