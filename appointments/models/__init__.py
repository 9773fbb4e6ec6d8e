"""The nouns of appointments: from the programme down to one document on a list."""

from appointments.models.acts import ActShare, Notice, ProgrammeAct
from appointments.models.appointments import (
    Appointment,
    AppointmentChange,
    AppointmentPerson,
    ChecklistItem,
    GapStep,
)
from appointments.models.barriers import Barrier, BarrierChain, BarrierEntry, BarrierTally, Device
from appointments.models.calendars import CalendarLink, HouseChannel, Reminder
from appointments.models.duties import Duty, DutyMark
from appointments.models.problems import KnownProblem, ProblemTrial
from appointments.models.programmes import (
    Closure,
    Programme,
    ProgrammePlace,
    ProgrammeRule,
    ProgrammeState,
)
from appointments.models.tracking import Consent, TrackedPerson, Tracking
from appointments.models.waiting import WaitingTime, WaitTally
from appointments.models.workshops import AnswerCard, HandCount, Seat, Workshop

__all__ = [
    "ActShare",
    "AnswerCard",
    "Appointment",
    "AppointmentChange",
    "AppointmentPerson",
    "Barrier",
    "BarrierChain",
    "BarrierEntry",
    "BarrierTally",
    "CalendarLink",
    "ChecklistItem",
    "Closure",
    "Consent",
    "Device",
    "Duty",
    "DutyMark",
    "GapStep",
    "HandCount",
    "HouseChannel",
    "KnownProblem",
    "Notice",
    "ProblemTrial",
    "Programme",
    "ProgrammeAct",
    "ProgrammePlace",
    "ProgrammeRule",
    "ProgrammeState",
    "Reminder",
    "Seat",
    "TrackedPerson",
    "Tracking",
    "WaitTally",
    "WaitingTime",
    "Workshop",
]
