"""Foreign keys that carry the organization. Added unchecked and then validated, each on its own, so
that nobody waits for long: hence no transaction around them.

Not here, because they point elsewhere on purpose: `Referral.shelter` and `Hold.asked_by` (a
neighbour's), `ShelterAssignment.membership` (a partner key's), `Invitation.invited_by` and
`PartnerKey.made_by` (a network coordinator's), and groups, which may belong to nobody.
"""

from django.db import migrations

from privacy.walls.operations import KeepWithin


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("config", "0001_walls")]

    operations = [
        KeepWithin("accounts.Membership", "invitation"),
        KeepWithin("accounts.Recovery", "membership", "asked_by", "approved_by"),
        KeepWithin("accounts.Lock", "locked_by", "reopen_asked_by", "reopened_by"),
        KeepWithin("shelters.ShelterAssignment", "shelter"),
        KeepWithin("shelters.ShelterInvitation", "invitation", "shelter"),
        KeepWithin("shelters.Room", "shelter"),
        KeepWithin("shelters.OverCapacity", "shelter", "room", "opened_by"),
        KeepWithin("shelters.Bed", "room", "permit"),
        KeepWithin("shelters.Places", "shelter"),
        KeepWithin("shelters.Availability", "shelter"),
        KeepWithin("shelters.BusCount", "shelter"),
        KeepWithin("shelters.Household", "merged_into", "split_from", "kept_for"),
        KeepWithin("shelters.Person", "household", "origin"),
        KeepWithin("shelters.Hold", "shelter", "household"),
        KeepWithin("shelters.Stay", "household", "person", "shelter", "bed", "places", "hold"),
        KeepWithin("shelters.SplitNote", "household", "confirmed_by"),
        KeepWithin("shelters.Change", "shelter", "household", "by", "undone_by"),
        KeepWithin("shelters.ArrivalDraft", "member"),
        KeepWithin("partners.PartnerKey", "membership"),
        KeepWithin("partners.PublishedBand", "shelter"),
    ]
