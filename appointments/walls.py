"""Whose the rows of appointments are."""

from privacy.walls import wall

# What a network coordinator runs for all: texts, rules and counts, never anything about a family.
for name in (
    "Programme",
    "ProgrammeState",
    "ProgrammeRule",
    "ProgrammePlace",
    "Closure",
    "ProgrammeAct",
    "ActShare",
    "KnownProblem",
    "ProblemTrial",
    "WaitingTime",
    "AnswerCard",
    "Workshop",
):
    wall(f"appointments.{name}", network="network")

# Whoever has the address of a calendar finds its row before an organization is known.
wall("appointments.CalendarLink", door="secret_hash")

for name in (
    "Tracking",
    "TrackedPerson",
    "Consent",
    "Appointment",
    "AppointmentPerson",
    "ChecklistItem",
    "GapStep",
    "AppointmentChange",
    "Notice",
    "Duty",
    "DutyMark",
    "BarrierEntry",
    "BarrierChain",
    "BarrierTally",
    "WaitTally",
    "Seat",
    "HandCount",
    "Reminder",
    "HouseChannel",
):
    wall(f"appointments.{name}")
