"""What is kept about houses and about the people in them, why, and until when."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory import Until, declare
from shelters.models import FEATURES

LANGUAGES = ("es", "en", "ht", "fr", "pt", "ru", "ar")


def _translated(name: str) -> list[str]:
    return [name, *(f"{name}_{language}" for language in LANGUAGES)]


declare(
    "shelters.Group",
    purpose=_("Who may sleep in which rooms."),
    until=Until.CONFIGURED,
    public=_translated("name"),
    operational=[
        "id",
        "organization",
        "code",
        "admits_women",
        "admits_men",
        "admits_lgbtq",
        "admits_minors",
        "needs_minor",
        "smallest_party",
        "hand_over_only",
        "position",
    ],
)
declare(
    "shelters.Shelter",
    purpose=_("Where people can sleep; the address is shown only as the shelter decided."),
    until=Until.CONFIGURED,
    public=["name", "area", "state_code", "languages", *_translated("house_rules"), *_translated("services")],
    operational=[
        "id",
        "organization",
        "network",
        "reference",
        "mode",
        "time_zone",
        "state",
        "opens_on",
        "address",
        "address_visibility",
        "phone",
        "doors_open",
        "doors_close",
        "accepts_holds",
        "hold_minutes",
        "cleaning_minutes",
    ],
)
declare(
    "shelters.ShelterAssignment",
    purpose=_("Which shelters a colleague or a partner key is limited to."),
    until=Until.ACCOUNT_END,
    operational=["id", "organization", "membership", "shelter"],
)
declare(
    "shelters.ShelterInvitation",
    purpose=_("Which shelters an invited colleague will be limited to."),
    until=Until.ACCOUNT_END,
    operational=["id", "organization", "invitation", "shelter"],
)
declare(
    "shelters.Room",
    purpose=_("Rooms, their group and order, and whether they are closed."),
    until=Until.CONFIGURED,
    operational=[
        "id",
        "organization",
        "shelter",
        "name",
        "group",
        "floor",
        "position",
        "closed_reason",
        "closed_until",
    ],
)
declare(
    "shelters.Bed",
    purpose=_("Beds, mats and tents, and whether they can be used."),
    until=Until.CONFIGURED,
    operational=[
        "id",
        "organization",
        "room",
        "label",
        "kind",
        "state",
        "state_reason",
        "state_until",
        "permit",
        "retired_at",
        *FEATURES,
    ],
)
declare(
    "shelters.Places",
    purpose=_("Counted places of shelters that do not count by beds."),
    until=Until.CONFIGURED,
    operational=["id", "organization", "shelter", "group", "counted_at"],
    count=["installed", "mats", "out_of_service", "in_use", "held", "over_ceiling"],
)
declare(
    "shelters.Availability",
    purpose=_("Free places for the network. No person is in it."),
    until=Until.REPLACED,
    operational=["id", "organization", "network", "shelter", "group", "as_of"],
    count=[
        "installed",
        "mats",
        "free",
        "held",
        "in_use",
        "out_of_service",
        "over",
        "largest_room",
        *(f"free_{name}" for name in FEATURES),
    ],
)
declare(
    "shelters.OverCapacity",
    purpose=_("Who opened places beyond capacity, why, and until when."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "shelter",
        "group",
        "room",
        "reason",
        "opened_by",
        "opened_at",
        "ends_at",
        "closed_at",
    ],
    count=["places"],
)
declare(
    "shelters.BusCount",
    purpose=_("Counts of a group that arrived together, before households are written down."),
    until=Until.EXIT_30_DAYS,
    operational=["id", "organization", "shelter", "arrived_at", "closed_at"],
    count=["men", "women", "children", "men_waiting", "women_waiting", "children_waiting"],
)
declare(
    "shelters.Household",
    purpose=_("People who stay together, known by a random code, so that they are placed together."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "code", "merged_into", "split_from"],
    operational=["organization", "language", "opened_at", "left_at", "kept_for", "names_until"],
    sealed=["notes", "contact_way"],
)
declare(
    "shelters.Person",
    purpose=_("An age band, a group for rooms and the kind of bed, so that a fitting bed is found."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household", "origin"],
    operational=["organization", "number", "age_band", "gender", "sleeps_with_parent", *FEATURES],
    sealed=["called_name"],
)
declare(
    "shelters.Hold",
    purpose=_("Places kept for a household that is on its way."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household"],
    operational=["organization", "shelter", "asked_by", "begun_at", "held_until", "ended_at", "outcome"],
)
declare(
    "shelters.Referral",
    purpose=_("How many people were sent to another shelter, and whether they arrived. No code, no ages."),
    until=Until.EXIT_30_DAYS,
    code=["id", "hold_ref"],
    operational=["organization", "shelter", "begun_at", "held_until", "ended_at", "outcome"],
    count=["people"],
)
declare(
    "shelters.Stay",
    purpose=_("Which bed is whose, from when to when."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household", "person"],
    operational=[
        "organization",
        "shelter",
        "bed",
        "places",
        "shares_bed",
        "state",
        "hold",
        "starts_at",
        "ended_at",
        "end_reason",
        "late_reason",
    ],
)
declare(
    "shelters.SplitNote",
    purpose=_("Why a family sleeps apart and which adult is with each child."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household"],
    operational=["organization", "kind", "reason", "together", "adults", "confirmed_by", "at"],
)
declare(
    "shelters.Change",
    purpose=_("What was done, so that it can be undone within a day and everyone sees who did it."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household"],
    operational=["organization", "shelter", "verb", "by", "at", "before", "undone_at", "undone_by"],
)
declare(
    "shelters.ArrivalDraft",
    purpose=_("Answers of a half-entered arrival, so that nothing is lost when the line breaks."),
    until=Until.DAY,
    about_guests=True,
    operational=["id", "organization", "member", "answers", "changed_at"],
)
declare(
    "shelters.ErasureRequest",
    purpose=_("A family asked to be erased: who asked, who did it, and how many rows went."),
    until=Until.AUDIT_180_DAYS,
    code=["id", "household"],
    operational=[
        "organization",
        "language",
        "asked_by",
        "asked_at",
        "due_at",
        "confirmed_by",
        "done_at",
        "withdrawn_at",
        "receipt",
    ],
    count=["counts"],
)
declare(
    "shelters.Demand",
    purpose=_("Who asked for what with which paper, and what was answered. No name, no free text."),
    until=Until.AUDIT_180_DAYS,
    operational=[
        "id",
        "organization",
        "asked_by",
        "received_on",
        "paper",
        "wanted",
        "registered_by",
        "registered_at",
        "answer",
        "answered_by",
        "answered_at",
    ],
    count=["households_given", "persons_given"],
)
declare(
    "shelters.DemandedHousehold",
    purpose=_("Which households an open demand names, so that nothing of them is wiped."),
    until=Until.EXIT_30_DAYS,
    about_guests=True,
    code=["id", "household"],
    operational=["organization", "demand"],
)
declare(
    "shelters.HouseholdExport",
    purpose=_("Which two coordinators let a file with households out, for what. Never the file."),
    until=Until.AUDIT_180_DAYS,
    # Which household it was is forgotten with the household.
    code=["id", "household"],
    operational=[
        "organization",
        "reason",
        "demand",
        "with_names",
        "asked_by",
        "asked_at",
        "ends_at",
        "approved_by",
        "approved_at",
        "names_approved",
        "withdrawn_at",
    ],
    count=["taken", "households_given", "persons_given"],
)
