"""What is kept about programmes, appointments, barriers and workshops, why, and until when."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare


def _translated(*names: str) -> list[str]:
    endings = ("", *(f"_{code}" for code in settings.MODELTRANSLATION_LANGUAGES))
    return [f"{name}{ending}" for name in names for ending in endings]


declare(
    "appointments.Programme",
    purpose=_("Ways to an appointment: who runs them, through what, and what families must know."),
    until=Until.CONFIGURED,
    public=[
        *_translated("name", "explanation", "channel"),
        "code",
        "kind",
        "channel_url",
        "help_line",
        "is_tied_to_state",
        "leads_to_departure",
        "reviewed_languages",
    ],
    operational=["id", "organization", "network", "changed_by", "changed_at", "writers"],
)
declare(
    "appointments.ProgrammeState",
    purpose=_("Since when a programme is announced, open, suspended or closed, and who says so."),
    until=Until.CONFIGURED,
    public=[*_translated("reason"), "since", "zone", "state", "source_url"],
    operational=["id", "organization", "programme", "network", "by"],
)
declare(
    "appointments.ProgrammeRule",
    purpose=_("How a programme worked from when to when: it changes and vanishes overnight."),
    until=Until.CONFIGURED,
    public=[
        *_translated("summary", "documents"),
        "valid_from",
        "source_url",
        "who_is_listed",
        "slots",
        "zone",
        "requests_from",
        "requests_until",
        "rush_from",
        "rush_until",
        "confirm_within_hours",
        "horizon_days",
        "places_a_day",
        "lead_minutes",
        "cost",
        "currency",
        "interview_languages",
    ],
    operational=["id", "organization", "programme", "network"],
)
declare(
    "appointments.ProgrammePlace",
    purpose=_("Where appointments of a programme happen."),
    until=Until.CONFIGURED,
    public=["name", "address", "zone", "sign", "used_from", "used_until"],
    operational=["id", "organization", "programme", "network"],
)
declare(
    "appointments.Closure",
    purpose=_("Days on which offices are closed, so that duties move on."),
    until=Until.CONFIGURED,
    public=[*_translated("reason"), "first_day", "last_day", "source_url"],
    operational=["id", "organization", "programme", "network"],
)
declare(
    "appointments.ProgrammeAct",
    purpose=_("What was done to a whole programme at once, and by whom."),
    until=Until.AUDIT_180_DAYS,
    public=["kind", "effective_at", "zone", "until", "shift_minutes", "reason", "source_url"],
    operational=[
        "id",
        "organization",
        "programme",
        "network",
        "state_row",
        "by",
        "begun_at",
        "asked",
        "finished_at",
        "undone_at",
        "undone_by",
    ],
    count=["appointments_seen", "shelters_seen"],
)
declare(
    "appointments.ActShare",
    purpose=_("What an act on a programme did in one organization: counts only."),
    until=Until.AUDIT_180_DAYS,
    operational=["id", "organization", "act", "network", "done_at", "undone_at"],
    count=["appointments", "kept"],
)
declare(
    "appointments.Notice",
    purpose=_("One message to an organization about an act on a programme."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "kind",
        "act",
        "written_at",
        "delivered_at",
        "seen_at",
        "seen_by",
        "withdrawn_at",
    ],
)
declare(
    "appointments.Appointment",
    purpose=_("When a household must be where, and how it went."),
    until=Until.APPOINTMENT_7_DAYS,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "programme",
        "place",
        "starts_at",
        "zone",
        "lead_minutes",
        "status",
        "status_since",
        "interpreter",
        "interpreter_language",
        "companion",
        "needs_charging",
        "bed_kept_until",
        "moved_from",
        "made_by",
        "made_at",
        "version",
    ],
    code=["household"],
)
declare(
    "appointments.AppointmentPerson",
    purpose=_("Who of a household is on an appointment, so that a missing baby is noticed in time."),
    until=Until.APPOINTMENT_7_DAYS,
    about_guests=True,
    operational=["id", "organization", "appointment"],
    code=["person"],
)
declare(
    "appointments.ChecklistItem",
    purpose=_("Which documents a household has ready; the documents themselves are never kept."),
    until=Until.APPOINTMENT_7_DAYS,
    about_guests=True,
    operational=["id", "organization", "appointment", "line", "is_ready"],
)
declare(
    "appointments.GapStep",
    purpose=_("What was tried so that nobody of a family is missing on an appointment."),
    until=Until.APPOINTMENT_7_DAYS,
    about_guests=True,
    operational=["id", "organization", "appointment", "kind", "result", "at", "by"],
)
declare(
    "appointments.AppointmentChange",
    purpose=_("What an appointment was before a change, so that it can be undone."),
    until=Until.APPOINTMENT_7_DAYS,
    about_guests=True,
    operational=["id", "organization", "appointment", "verb", "at", "by", "share", "before", "undone_at"],
)
declare(
    "appointments.BarrierEntry",
    purpose=_("What stood in a household's way, for the sheet of evidence that it carries itself."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "number",
        "programme",
        "kind",
        "happened_at",
        "zone",
        "attempt",
        "device",
        "language",
        "entered_at",
        "entered_by",
        "former_hash",
        "hash",
        "handed_over_at",
    ],
    code=["household"],
    sealed=["message"],
)
declare(
    "appointments.BarrierChain",
    purpose=_("Where the chain of a household's evidence stands, and in which figures it was counted."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "hash", "counted"],
    code=["household"],
    count=["number"],
)
declare(
    "appointments.BarrierTally",
    purpose=_("How many barriers of each kind there were, without anybody."),
    until=Until.FIGURES_5_YEARS,
    operational=["id", "organization", "programme", "month", "kind", "language"],
    count=["entries", "households"],
)
declare(
    "appointments.CalendarLink",
    purpose=_("Secret addresses of calendars, as hashes."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "shelter", "secret_hash", "made_at", "made_by", "revoked_at"],
    code=["household"],
)
declare(
    "appointments.Reminder",
    purpose=_("That a household has something tomorrow and was told once."),
    until=Until.DAY,
    about_guests=True,
    operational=["id", "organization", "on", "told_at", "told_by"],
    code=["household"],
)
declare(
    "appointments.HouseChannel",
    purpose=_("Where a house wants its one message of the day."),
    until=Until.CONFIGURED,
    operational=["id", "organization", "shelter", "is_on", "last_sent_on", "last_failed_at"],
    sealed=["address"],
)
declare(
    "appointments.Tracking",
    purpose=_("How far a household is in a programme."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "programme",
        "state",
        "begun_on",
        "state_since",
        "begun_in",
        "is_counted",
    ],
    code=["household"],
    sealed=["reference"],
)
declare(
    "appointments.TrackedPerson",
    purpose=_("Who of a household is on its registration."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "tracking"],
    code=["person"],
)
declare(
    "appointments.Consent",
    purpose=_("That a household agrees that one partner reads its appointments."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "partner", "given_at", "given_to", "withdrawn_at"],
    code=["household"],
)
declare(
    "appointments.Duty",
    purpose=_("Recurring duties of a household, such as a weekly signature."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "tracking",
        "place",
        "first_on",
        "every_weeks",
        "at",
        "zone",
        "lead_minutes",
        "last_on",
        "made_by",
    ],
)
declare(
    "appointments.DutyMark",
    purpose=_("What became of each duty."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "duty", "due_on", "outcome", "at", "by"],
)
declare(
    "appointments.KnownProblem",
    purpose=_("Words of errors and what helps."),
    until=Until.CONFIGURED,
    public=[
        *_translated("helps", "does_not_help"),
        "code",
        "message",
        "language",
        "status",
        "last_confirmed_on",
        "published_at",
        "withdrawn_at",
        "reviewed_languages",
    ],
    operational=[
        "id",
        "organization",
        "programme",
        "network",
        "written_by",
        "written_at",
        "reviewed_by",
        "writers",
    ],
)
declare(
    "appointments.ProblemTrial",
    purpose=_("Whether advice worked."),
    until=Until.CONFIGURED,
    public=["worked", "on"],
    operational=["id", "organization", "problem", "network", "by"],
)
declare(
    "appointments.WaitTally",
    purpose=_("How long households waited, without anybody."),
    until=Until.FIGURES_5_YEARS,
    operational=["id", "organization", "programme", "week", "days"],
    count=["households"],
)
declare(
    "appointments.WaitingTime",
    purpose=_("How long people wait, as the network is told: nothing below five."),
    until=Until.REPLACED,
    public=["window_days", "median_days", "lower_days", "upper_days", "as_of"],
    operational=["id", "organization", "programme", "network"],
    count=["households", "still_waiting"],
)
declare(
    "appointments.Workshop",
    purpose=_("When and where which workshop is."),
    until=Until.AUDIT_180_DAYS,
    public=[
        "topic",
        "starts_at",
        "minutes",
        "languages",
        "has_child_corner",
        "takes_day_visitors",
        "cancelled_at",
    ],
    operational=["id", "organization", "shelter", "network", "series", "programme", "made_by"],
    count=["seats"],
)
declare(
    "appointments.Seat",
    purpose=_("Who has a seat in a workshop."),
    until=Until.DAY,
    about_guests=True,
    operational=["id", "organization", "workshop", "number", "came"],
    code=["household"],
)
declare(
    "appointments.HandCount",
    purpose=_("How many hands went up in a workshop."),
    until=Until.AUDIT_180_DAYS,
    operational=["id", "organization", "workshop", "question"],
    count=["hands"],
)
declare(
    "appointments.AnswerCard",
    purpose=_("Questions that everybody asks, with their answers."),
    until=Until.CONFIGURED,
    public=[*_translated("question", "answer"), "topic", "valid_until", "reviewed_languages"],
    operational=[
        "id",
        "organization",
        "network",
        "programme",
        "written_by",
        "written_at",
        "reviewed_by",
        "writers",
    ],
)
