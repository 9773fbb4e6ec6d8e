"""PostgreSQL cleans what was erased from these tables within minutes: see privacy/cleaning.py.

Changing the settings of a table stops nobody who reads or writes it.
"""

from django.db import migrations

from privacy.cleaning import CleanSoon

TABLES = [
    "account.EmailAddress",
    "account.EmailConfirmation",
    "accounts.Invitation",
    "accounts.Lock",
    "accounts.Membership",
    "accounts.Recovery",
    "accounts.User",
    "appointments.ActShare",
    "appointments.Appointment",
    "appointments.AppointmentChange",
    "appointments.AppointmentPerson",
    "appointments.BarrierChain",
    "appointments.BarrierEntry",
    "appointments.BarrierTally",
    "appointments.CalendarLink",
    "appointments.ChecklistItem",
    "appointments.Consent",
    "appointments.Duty",
    "appointments.DutyMark",
    "appointments.GapStep",
    "appointments.HandCount",
    "appointments.HouseChannel",
    "appointments.Notice",
    "appointments.ProgrammeAct",
    "appointments.Reminder",
    "appointments.Seat",
    "appointments.TrackedPerson",
    "appointments.Tracking",
    "appointments.WaitTally",
    "appointments.Workshop",
    "core.KeptAnswer",
    "mfa.Authenticator",
    "partners.PartnerKey",
    "privacy.AuditEntry",
    "privacy.Canary",
    "privacy.LegalHold",
    "privacy.Receipt",
    "sessions.Session",
    "shelters.ArrivalDraft",
    "shelters.BusCount",
    "shelters.Change",
    "shelters.Demand",
    "shelters.DemandedHousehold",
    "shelters.ErasureRequest",
    "shelters.Hold",
    "shelters.Household",
    "shelters.HouseholdExport",
    "shelters.OverCapacity",
    "shelters.Person",
    "shelters.Referral",
    "shelters.ShelterAssignment",
    "shelters.ShelterInvitation",
    "shelters.SplitNote",
    "shelters.Stay",
]


class Migration(migrations.Migration):

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0006_openings_a_day"),
        ("appointments", "0001_initial"),
        ("config", "0004_walls_of_appointments"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]

    operations = [CleanSoon(*TABLES)]
