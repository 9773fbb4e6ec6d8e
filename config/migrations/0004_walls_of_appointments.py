"""The walls of appointments. The tables are new and empty: all in one piece.

A programme of the network is pointed at from other organizations, and so are its acts: those keys do not
carry the organization. Nor do advice's reviewers, who may work elsewhere.
"""

from django.db import migrations

from privacy.walls.operations import InstallWalls, KeepWithin


class Migration(migrations.Migration):

    dependencies = [
        ("config", "0003_walls_of_demands"),
        ("appointments", "0001_initial"),
        ("shelters", "0010_state_of_a_house"),
    ]

    operations = [
        KeepWithin("appointments.Tracking", "household"),
        KeepWithin("appointments.TrackedPerson", "tracking", "person"),
        KeepWithin("appointments.Consent", "household", "given_to"),
        KeepWithin("appointments.Appointment", "household", "moved_from", "made_by"),
        KeepWithin("appointments.AppointmentPerson", "appointment", "person"),
        KeepWithin("appointments.ChecklistItem", "appointment"),
        KeepWithin("appointments.GapStep", "appointment", "by"),
        KeepWithin("appointments.AppointmentChange", "appointment", "by", "share"),
        KeepWithin("appointments.Duty", "tracking", "made_by"),
        KeepWithin("appointments.DutyMark", "duty", "by"),
        KeepWithin("appointments.BarrierEntry", "household", "entered_by"),
        KeepWithin("appointments.BarrierChain", "household"),
        KeepWithin("appointments.Seat", "workshop", "household"),
        KeepWithin("appointments.HandCount", "workshop"),
        KeepWithin("appointments.Workshop", "shelter", "made_by"),
        KeepWithin("appointments.CalendarLink", "household", "shelter", "made_by"),
        KeepWithin("appointments.Reminder", "household", "told_by"),
        KeepWithin("appointments.HouseChannel", "shelter"),
        KeepWithin("appointments.Programme", "changed_by"),
        KeepWithin("appointments.ProgrammeState", "programme", "by"),
        KeepWithin("appointments.ProgrammeRule", "programme"),
        KeepWithin("appointments.ProgrammePlace", "programme"),
        KeepWithin("appointments.Closure", "programme"),
        KeepWithin("appointments.ProgrammeAct", "programme", "state_row", "by", "undone_by"),
        KeepWithin("appointments.Notice", "seen_by"),
        KeepWithin("appointments.ProblemTrial", "by"),
        KeepWithin("appointments.KnownProblem", "written_by"),
        KeepWithin("appointments.AnswerCard", "written_by"),
        KeepWithin("appointments.WaitingTime", "programme"),
        InstallWalls("appointments.Programme", network="network"),
        InstallWalls("appointments.ProgrammeState", network="network"),
        InstallWalls("appointments.ProgrammeRule", network="network"),
        InstallWalls("appointments.ProgrammePlace", network="network"),
        InstallWalls("appointments.Closure", network="network"),
        InstallWalls("appointments.ProgrammeAct", network="network"),
        InstallWalls("appointments.ActShare", network="network"),
        InstallWalls("appointments.KnownProblem", network="network"),
        InstallWalls("appointments.ProblemTrial", network="network"),
        InstallWalls("appointments.WaitingTime", network="network"),
        InstallWalls("appointments.AnswerCard", network="network"),
        InstallWalls("appointments.Workshop", network="network"),
        InstallWalls("appointments.CalendarLink", door="secret_hash"),
        InstallWalls("appointments.Tracking"),
        InstallWalls("appointments.TrackedPerson"),
        InstallWalls("appointments.Consent"),
        InstallWalls("appointments.Appointment"),
        InstallWalls("appointments.AppointmentPerson"),
        InstallWalls("appointments.ChecklistItem"),
        InstallWalls("appointments.GapStep"),
        InstallWalls("appointments.AppointmentChange"),
        InstallWalls("appointments.Notice"),
        InstallWalls("appointments.Duty"),
        InstallWalls("appointments.DutyMark"),
        InstallWalls("appointments.BarrierEntry"),
        InstallWalls("appointments.BarrierChain"),
        InstallWalls("appointments.BarrierTally"),
        InstallWalls("appointments.WaitTally"),
        InstallWalls("appointments.Seat"),
        InstallWalls("appointments.HandCount"),
        InstallWalls("appointments.Reminder"),
        InstallWalls("appointments.HouseChannel"),
    ]
