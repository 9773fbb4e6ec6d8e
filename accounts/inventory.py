"""What is kept about colleagues and at the door; also in the rooms below and in Django's tables."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare

declare(
    "accounts.Network",
    purpose=_("Organizations that tell one another how many places they have."),
    until=Until.CONFIGURED,
    public=["name"],
    operational=["id", "code", "time_zone"],
)
declare(
    "accounts.Organization",
    purpose=_("Who runs a shelter, or works with those who do."),
    until=Until.CONFIGURED,
    public=["name"],
    operational=[
        "id",
        "network",
        "kind",
        "phone",
        "openings_a_day",
        "locked_at",
        "collects_called_name",
        "collects_notes",
        "collects_contact_way",
    ],
)
declare(
    "accounts.User",
    purpose=_("A colleague signs in by username and password; an e-mail address is never needed."),
    until=Until.ACCOUNT_END,
    operational=[
        "id",
        "username",
        "email",
        "language",
        "is_active",
        "joined_at",
        "last_login",
        "session_round",
    ],
    sealed=["password"],
)
declare(
    "accounts.Membership",
    purpose=_("Which role a colleague has in which organization, and until when."),
    until=Until.ACCOUNT_END,
    operational=[
        "id",
        "user",
        "organization",
        "role",
        "is_limited",
        "expires_at",
        "ended_at",
        "created_at",
        "role_since",
        "invitation",
    ],
)
declare(
    "accounts.Invitation",
    purpose=_("A code brings one colleague in; only its hash is kept."),
    until=Until.ACCOUNT_END,
    operational=[
        "id",
        "organization",
        "role",
        "is_limited",
        "ends_at",
        "membership_ends_at",
        "invited_by",
        "used_at",
        "withdrawn_at",
    ],
    code=["code_hash"],
)
declare(
    "accounts.Recovery",
    purpose=_("Two coordinators bring a colleague back in after a loss."),
    until=Until.ACCOUNT_END,
    operational=[
        "id",
        "organization",
        "membership",
        "asked_by",
        "approved_by",
        "by_technician",
        "asked_at",
        "ends_at",
        "used_at",
    ],
    code=["code_hash"],
)

declare(
    "accounts.Lock",
    purpose=_("Who locked the organization, and which two people opened it again."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "locked_by",
        "locked_at",
        "reopen_asked_by",
        "reopen_asked_at",
        "reopened_by",
        "reopened_at",
    ],
)
declare(
    "accounts.VisitPhone",
    purpose=_("Whom to call when somebody asks for the list. Known to colleagues only."),
    until=Until.CONFIGURED,
    operational=["id", "organization", "who", "phone"],
)

# ---------------------------------------------------------------- rooms below: they cannot look up to here

declare(
    "core.KeptAnswer",
    purpose=_("A request that was sent twice over a bad line has one effect."),
    until=Until.DAY,
    operational=["id", "organization_id", "caller", "key", "fingerprint", "status", "body", "created_at"],
)
declare(
    "privacy.AuditEntry",
    purpose=_("Who did what kind of thing, when: ids only."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization_id",
        "number",
        "previous",
        "digest",
        "member_id",
        "role",
        "verb",
        "outcome",
        "about_kind",
        "at",
    ],
    code=["about_id"],
)
declare(
    "privacy.AuditHead",
    purpose=_("Where the audit trail of an organization ends, so that a cut is found."),
    until=Until.CONFIGURED,
    operational=["organization_id", "digest"],
    count=["number", "erased"],
)
declare(
    "privacy.AuditCheckpoint",
    purpose=_("The audit trail as it was on a day, signed, so that nobody can write it anew."),
    until=Until.CONFIGURED,
    operational=["id", "organization_id", "sequence", "digest", "at", "signature"],
    count=["number"],
)

declare(
    "privacy.RetentionChoice",
    purpose=_("Where an organization keeps something for a shorter time than it could."),
    until=Until.CONFIGURED,
    operational=["id", "organization_id", "rule", "hours", "longest"],
)
declare(
    "privacy.Tally",
    purpose=_("How many rows were erased since the last receipt."),
    until=Until.REPLACED,
    operational=["id", "organization_id", "rule", "since"],
    count=["rows"],
)
declare(
    "privacy.Receipt",
    purpose=_("Proof that rows were erased on time: counts only, signed."),
    until=Until.RECEIPT_400_DAYS,
    operational=[
        "id",
        "organization_id",
        "number",
        "occasion",
        "begun_at",
        "ended_at",
        "physical",
        "scan",
        "previous",
        "digest",
        "signature",
    ],
    count=["counts", "overdue", "held"],
)
declare(
    "privacy.LegalHold",
    purpose=_("Which household is not erased because of a written demand, and which two people said so."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization_id",
        "reason",
        "asked_by",
        "asked_at",
        "confirmed_by",
        "begun_at",
        "lasts_hours",
        "ends_at",
        "ended_at",
        "ended_by",
    ],
    code=["household_id"],
)
declare(
    "privacy.Canary",
    purpose=_("A made-up text that is erased and looked for, to prove that erasing works."),
    until=Until.NEXT_PURGE,
    operational=["id", "organization_id", "text", "planted_at"],
)

# ---------------------------------------------------------------- tables of Django and allauth

declare(
    "sessions.Session",
    purpose=_("A colleague stays signed in for at most ten hours. No network address is kept."),
    until=Until.SESSION_END,
    operational=["session_key", "session_data", "expire_date"],
)
declare(
    "mfa.Authenticator",
    purpose=_("A second factor of a colleague; its secret is sealed, a passkey leaves only its public key."),
    until=Until.ACCOUNT_END,
    operational=["id", "user", "type", "created_at", "last_used_at"],
    sealed=["data"],
)
declare(
    "account.EmailAddress",
    purpose=_("Where a colleague who asked for it gets e-mail. Nobody needs an address here."),
    until=Until.ACCOUNT_END,
    operational=["id", "user", "email", "verified", "primary"],
)
declare(
    "account.EmailConfirmation",
    purpose=_("Not used: nobody needs an e-mail address here."),
    until=Until.ACCOUNT_END,
    operational=["id", "email_address", "created", "sent", "key"],
)
declare(
    "admin.LogEntry",
    purpose=_("Not used: it would keep what a row was called. The audit trail keeps ids only."),
    until=Until.CONFIGURED,
    operational=[
        "id",
        "action_time",
        "user",
        "content_type",
        "object_id",
        "object_repr",
        "action_flag",
        "change_message",
    ],
)
declare(
    "contenttypes.ContentType",
    purpose=_("Names of the tables."),
    until=Until.CONFIGURED,
    operational=["id", "app_label", "model"],
)
declare(
    "auth.Permission",
    purpose=_("Not used: what a role may do is one table in the code."),
    until=Until.CONFIGURED,
    operational=["id", "name", "content_type", "codename"],
)
declare(
    "auth.Group",
    purpose=_("Not used: what a role may do is one table in the code."),
    until=Until.CONFIGURED,
    operational=["id", "name", "permissions"],
)
declare(
    "auth.Group_permissions",
    purpose=_("Not used: what a role may do is one table in the code."),
    until=Until.CONFIGURED,
    operational=["id", "group", "permission"],
)
