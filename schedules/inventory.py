"""What is kept about turns, loans and Wi-Fi, why, and until when."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare

declare(
    "schedules.Amenity",
    purpose=_("What a house shares out in turns: sockets, devices, Wi-Fi, with the rule in one sentence."),
    until=Until.CONFIGURED,
    public=[
        "kind",
        "name",
        "seats",
        "slot_minutes",
        "rule",
        "draws_at",
        "ask_days_ahead",
        "turns_a_day",
        "offer_minutes",
        "parents_have_two",
        "uplink_mbit",
        "access_points",
    ],
    operational=["id", "organization", "shelter", "retired_at"],
)
declare(
    "schedules.OpeningHours",
    purpose=_("When turns can be given."),
    until=Until.CONFIGURED,
    public=["recurrence", "opens", "closes", "first_on", "last_on"],
    operational=["id", "organization", "amenity"],
)
declare(
    "schedules.SpecialDay",
    purpose=_("Days with other hours, or none."),
    until=Until.CONFIGURED,
    public=["on", "opens", "closes"],
    operational=["id", "organization", "amenity"],
)
declare(
    "schedules.QuietTime",
    purpose=_("Hours of the night in which nothing is given."),
    until=Until.CONFIGURED,
    public=["why", "begins", "ends", "kinds"],
    operational=["id", "organization", "shelter"],
)
declare(
    "schedules.Priority",
    purpose=_("Categories that a house names, which come before others."),
    until=Until.CONFIGURED,
    public=[
        "name",
        *(f"name_{code}" for code in settings.MODELTRANSLATION_LANGUAGES),
        "criterion",
        "rank",
        "kinds",
        "is_used",
    ],
    operational=["id", "organization", "shelter"],
)
declare(
    "schedules.Outage",
    purpose=_("What is broken or without power, so that nobody is sent there and lost turns are repeated."),
    until=Until.AUDIT_180_DAYS,
    public=["why"],
    operational=["id", "organization", "shelter", "amenity", "seat", "begun_at", "ended_at", "noted_by"],
)
declare(
    "schedules.TurnWindow",
    purpose=_("Slots of a day with their seats, without people."),
    until=Until.AUDIT_180_DAYS,
    operational=["id", "organization", "amenity", "day", "starts_at", "ends_at", "seats"],
)
declare(
    "schedules.Draw",
    purpose=_("What a draw was made from, so that everybody can make it again; who asked is not in it."),
    until=Until.AUDIT_180_DAYS,
    public=["rule", "seed_hash", "file_hash"],
    operational=["id", "organization", "amenity", "day", "draws_at", "done_at", "seed", "windows_seen"],
    count=["asked", "given"],
)
declare(
    "schedules.TurnRequest",
    purpose=_("That a household asks for a turn on a day, and what the draw said."),
    until=Until.DAY,
    about_guests=True,
    code=["ticket"],
    operational=[
        "id",
        "organization",
        "draw",
        "household",
        "way",
        "earliest",
        "latest",
        "slots",
        "priority",
        "asked_at",
        "asked_by",
        "withdrawn_at",
        "number",
        "rank",
        "served_on",
        "misses",
        "windows",
        "taken",
        "place",
        "outcome",
    ],
)
declare(
    "schedules.Turn",
    purpose=_("When a household has which turn, and whether it came."),
    until=Until.DAY,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "household",
        "amenity",
        "kind",
        "starts_at",
        "ends_at",
        "state",
        "state_since",
        "offered_until",
        "request",
        "joined",
        "appointment",
        "moved_from",
        "outage",
        "reason",
        "told_at",
        "is_assumed",
        "before",
        "given_by",
    ],
)
declare(
    "schedules.TurnSeat",
    purpose=_("Which seat a turn takes, so that none is given twice."),
    until=Until.DAY,
    about_guests=True,
    operational=["id", "organization", "turn", "window", "number", "of_seats"],
)
declare(
    "schedules.TurnMemory",
    purpose=_("The day of a household's last turn of each kind, so that turns are fair: one row."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    operational=["id", "organization", "household", "kind", "served_on", "misses", "repeats_first"],
)
declare(
    "schedules.LentDevice",
    purpose=_("Devices that a house lends, by their label."),
    until=Until.CONFIGURED,
    operational=[
        "id",
        "organization",
        "shelter",
        "kind",
        "label",
        "amenity",
        "is_shared",
        "longest_minutes",
        "is_broken",
        "is_wiped",
        "retired_at",
    ],
)
declare(
    "schedules.Loan",
    purpose=_("Which device a household has, until when, and that it was wiped."),
    until=Until.DAY,
    about_guests=True,
    operational=[
        "id",
        "organization",
        "device",
        "household",
        "kind",
        "turn",
        "handed_at",
        "handed_by",
        "due_at",
        "condition_out",
        "returned_at",
        "taken_by",
        "condition_in",
        "lost_at",
        "signed_out",
        "history_gone",
        "camera_empty",
        "downloads_gone",
        "battery",
        "wiped_by",
        "closed_at",
        "came_with",
    ],
)
declare(
    "schedules.Voucher",
    purpose=_("A random word that opens the Wi-Fi in one window; whose it is stands nowhere."),
    until=Until.DAY,
    code=["code"],
    operational=[
        "id",
        "organization",
        "amenity",
        "window",
        "number",
        "of_seats",
        "admission",
        "used_at",
        "revoked_at",
    ],
)
declare(
    "schedules.RouterKey",
    purpose=_("Lets the router of a house ask whether a voucher is good."),
    until=Until.CONFIGURED,
    operational=[
        "id",
        "organization",
        "amenity",
        "label",
        "prefix",
        "secret_hash",
        "made_at",
        "made_by",
        "ends_at",
        "revoked_at",
        "last_used_on",
    ],
)
declare(
    "schedules.BoardLink",
    purpose=_("Opens the board of a house on a screen, until it is revoked."),
    until=Until.CONFIGURED,
    operational=["id", "organization", "shelter", "secret_hash", "made_at", "made_by", "revoked_at"],
)
