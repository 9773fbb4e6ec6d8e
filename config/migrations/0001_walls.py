"""The walls between organizations (docs/decisions/0010-walls.md), for the tables of all rooms at once.

They stand here and not beside the tables because a wall may only rise when its table is filled: under
a forced wall a later data migration sees no row unless it works inside `walls.within`.
"""

from django.db import migrations

from privacy.walls.operations import InstallWalls

OWN = [
    "accounts.Lock",
    "accounts.VisitPhone",
    "privacy.AuditEntry",
    "privacy.AuditHead",
    "privacy.AuditCheckpoint",
    "privacy.LegalHold",
    "privacy.Receipt",
    "privacy.RetentionChoice",
    "privacy.Tally",
    "privacy.Canary",
    "shelters.ShelterInvitation",
    "shelters.Room",
    "shelters.Bed",
    "shelters.Places",
    "shelters.OverCapacity",
    "shelters.BusCount",
    "shelters.Household",
    "shelters.Person",
    "shelters.Stay",
    "shelters.Hold",
    "shelters.Referral",
    "shelters.SplitNote",
    "shelters.Change",
    "shelters.ArrivalDraft",
]


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_openings_a_day"),
        ("core", "0001_initial"),
        ("partners", "0002_network"),
        ("privacy", "0005_retention"),
        ("shelters", "0006_whose_assignments"),
    ]

    operations = [
        *(InstallWalls(label) for label in OWN),
        InstallWalls("accounts.Membership", mine="user"),
        InstallWalls("accounts.Invitation", door="code_hash"),
        InstallWalls("accounts.Recovery", door="code_hash"),
        InstallWalls("shelters.Shelter", network="network"),
        InstallWalls("shelters.Availability", network="network"),
        InstallWalls("shelters.Group", read_by_all="names of rules"),
        InstallWalls("shelters.ShelterAssignment", mine="membership"),
        InstallWalls("partners.PartnerKey", network="network", door="prefix"),
        InstallWalls("partners.PublishedBand", network="network"),
    ]
