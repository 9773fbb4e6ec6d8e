"""Whose the rows at the door are; also those of the rooms below, and of Django's tables."""

from privacy.walls import opened, wall

# A person sees the own memberships before one is chosen.
wall("accounts.Membership", mine="user")
# Whoever holds the code finds its row before an organization is known.
wall("accounts.Invitation", door="code_hash")
wall("accounts.Recovery", door="code_hash")
wall("accounts.Lock")
wall("accounts.VisitPhone")

opened("accounts.Network", because="Names of networks, nothing about a person.")
opened("accounts.Organization", because="Names and phones of organizations are known to their network.")
opened("accounts.User", because="Who signs in has no organization yet; what a user may do is a membership.")

# ---------------------------------------------------------------- rooms below: they cannot look up to here

for name in (
    "AuditEntry",
    "AuditHead",
    "AuditCheckpoint",
    "LegalHold",
    "Receipt",
    "RetentionChoice",
    "Tally",
    "Canary",
):
    wall(f"privacy.{name}")
wall("core.KeptAnswer")

# ---------------------------------------------------------------- tables of Django and allauth

SIGNING_IN = "Read while somebody signs in, before an organization is known; secrets in it are sealed."
NOT_USED = "Not used: what a role may do is one table in the code."

opened("sessions.Session", because="Found by a random key that only the browser has.")
opened("mfa.Authenticator", because=SIGNING_IN)
opened("account.EmailAddress", because=SIGNING_IN)
opened("account.EmailConfirmation", because=SIGNING_IN)
opened("admin.LogEntry", because="Not used: nothing is ever written to it.")
opened("contenttypes.ContentType", because="Names of tables.")
opened("auth.Permission", because=NOT_USED)
opened("auth.Group", because=NOT_USED)
opened("auth.Group_permissions", because=NOT_USED)
