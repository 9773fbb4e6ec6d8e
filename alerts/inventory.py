"""What is kept about frauds, alerts and helpers, why, and until when. Nothing of it is about a guest."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare

declare(
    "alerts.AlertsOffice",
    purpose=_("which organization keeps the reports and alerts of a network"),
    until=Until.CONFIGURED,
    public=["reply_way", "crisis_way"],
    operational=["id", "organization", "network"],
)
declare(
    "alerts.FraudReport",
    purpose=_("what somebody told about a fraud; never who told it, never from which house"),
    until=Until.REPORT_30_DAYS,
    operational=[
        "id",
        "organization",
        "tactic",
        "channel",
        "area",
        "happened_on",
        "language",
        "door",
        "received_on",
        "state",
        "alert",
        "is_verified",
        "may_hold_names",
        "receipt_hash",
        "asked",
        "price",
        "currency",
    ],
    sealed=["words"],
)
declare(
    "alerts.ReportAddition",
    purpose=_("more words to a report, added with its receipt"),
    until=Until.REPORT_30_DAYS,
    operational=["id", "organization", "report", "added_on"],
    sealed=["words"],
)
declare(
    "alerts.ReportedPoint",
    purpose=_("phone numbers, accounts and addresses that frauds use, as reports name them"),
    until=Until.REPORT_30_DAYS,
    operational=["id", "organization", "kind", "value", "first_on", "last_on"],
)
declare(
    "alerts.ReportedContact",
    purpose=_("which report names which contact point"),
    until=Until.REPORT_30_DAYS,
    operational=["id", "organization", "report", "point"],
)
declare(
    "alerts.Witness",
    purpose=_("how many independent organizations reported a contact point, without which"),
    until=Until.REPORT_30_DAYS,
    operational=["id", "organization", "point", "token"],
)
declare(
    "alerts.FraudTally",
    purpose=_("how often which fraud is told, for advocacy; small numbers are never shown"),
    until=Until.FIGURES_5_YEARS,
    operational=["id", "organization", "month", "tactic", "channel", "area", "currency", "price_from"],
    count=["reports"],
)
declare(
    "alerts.Alert",
    purpose=_("what the network warns of: conduct and contact points, never a private person"),
    until=Until.ALERT_30_DAYS,
    public=[
        "code",
        "kind",
        "level",
        "mark",
        "state",
        "tactic",
        "channel",
        "price_from",
        "price_to",
        "currency",
        "area",
        "source_name",
        "source_url",
        "source_on",
        "lasts_days",
        "published_at",
        "changed_at",
        "expires_at",
        "ended_at",
    ],
    operational=[
        "id",
        "organization",
        "network",
        "drafted_by",
        "drafted_house",
        "drafted_role",
        "reviewed_by",
        "reviewed_house",
        "reviewed_role",
        "made_at",
        "notice",
    ],
    count=["confirmations"],
)
declare(
    "alerts.AlertText",
    purpose=_("the words of an alert in each language, and whether a second person has read them"),
    until=Until.ALERT_30_DAYS,
    public=["language", "headline", "said", "react", "state", "changed_at"],
    operational=["id", "organization", "alert", "network", "written_by", "written_pair", "reviewed_by"],
)
declare(
    "alerts.Recording",
    purpose=_("the words of an alert, spoken"),
    until=Until.ALERT_30_DAYS,
    public=["language", "voice", "sound", "made_at"],
    operational=["id", "organization", "alert", "network", "made_by", "made_pair", "heard_by", "says"],
    count=["size"],
)
declare(
    "alerts.Decision",
    purpose=_("what was decided about an alert, by which role and why"),
    until=Until.ALERT_30_DAYS,
    operational=["id", "organization", "alert", "network", "what", "role", "reason", "at"],
)
declare(
    "alerts.Sighting",
    purpose=_("that what an alert warns of was met again, is a false alarm, or happened to a guest too"),
    until=Until.ALERT_30_DAYS,
    operational=["id", "organization", "alert", "kind", "on", "token"],
)
declare(
    "alerts.Reply",
    purpose=_("what somebody answers who feels wronged by an alert"),
    until=Until.ALERT_30_DAYS,
    operational=["id", "organization", "alert", "words", "way", "received_at", "answered_at", "asked"],
)
declare(
    "alerts.Message",
    purpose=_("what was told to the world about an alert, as it was told"),
    until=Until.ALERT_30_DAYS,
    public=["number", "kind", "mark", "sent_at", "content"],
    operational=["id", "organization", "alert", "network"],
)
declare(
    "alerts.Helper",
    purpose=_("organizations, representatives and authorities that were verified, and in which register"),
    until=Until.AUDIT_180_DAYS,
    public=[
        "kind",
        "name",
        "source",
        "source_url",
        "licence",
        "area",
        "languages",
        "cost",
        "about",
        "checked_on",
        "check_again_by",
    ],
    operational=["id", "organization", "network", "retired_at", "changed_at"],
)
declare(
    "alerts.ContactPoint",
    purpose=_("contact points of alerts and of verified helpers"),
    until=Until.ALERT_30_DAYS,
    public=["kind", "value", "is_flagged"],
    operational=["id", "organization", "network", "helper"],
)
declare(
    "alerts.AlertContact",
    purpose=_("which alert names which contact point"),
    until=Until.ALERT_30_DAYS,
    public=["part"],
    operational=["id", "organization", "alert", "network", "point"],
)
declare(
    "alerts.ContactKey",
    purpose=_("hashes by which a contact point is looked up without asking anybody"),
    until=Until.ALERT_30_DAYS,
    public=["digest"],
    operational=["id", "organization", "network", "point"],
)
declare(
    "alerts.DigestWish",
    purpose=_("which colleague asked for alerts by e-mail"),
    until=Until.CONFIGURED,
    operational=["id", "organization", "member", "stop", "told_until", "tried_until"],
)
declare(
    "alerts.Digest",
    purpose=_("on which day a colleague was written, so that nobody is written twice"),
    until=Until.DIGEST_7_DAYS,
    operational=["id", "organization", "member", "day", "state", "next_try_at"],
    count=["tries"],
)
