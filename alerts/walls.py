"""Whose the rows of alerts are."""

from privacy.walls import wall

# The pool: only the office of the network reads it, not even the organization that reported.
for name in (
    "FraudReport",
    "ReportAddition",
    "ReportedPoint",
    "ReportedContact",
    "Witness",
    "FraudTally",
    "Sighting",
    "Reply",
):
    wall(f"alerts.{name}")

# Who reads by e-mail. The link to stop is found before an organization is known.
wall("alerts.DigestWish", door="stop")
wall("alerts.Digest")

# What the network warns of, and whom it trusts.
for name in (
    "AlertsOffice",
    "Alert",
    "AlertText",
    "Recording",
    "Decision",
    "Message",
    "Helper",
    "ContactPoint",
    "AlertContact",
    "ContactKey",
):
    wall(f"alerts.{name}", network="network")
