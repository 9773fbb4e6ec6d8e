"""Who may do what: one table. Actions ask it, edges show by it, tests walk it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """One thing that a role may allow, always within the member's own organization
    unless its name says NETWORK."""

    SEE_NETWORK = "see_network"
    HOLD_IN_NETWORK = "hold_in_network"
    SEE_HOUSEHOLD = "see_household"
    LIST_HOUSEHOLDS = "list_households"
    PLACE = "place"
    COUNT_PLACES = "count_places"
    SET_BED_STATE = "set_bed_state"
    GO_OVER_CAPACITY = "go_over_capacity"
    MERGE_HOUSEHOLDS = "merge_households"
    SPLIT_HOUSEHOLD = "split_household"
    EDIT_SHELTER = "edit_shelter"
    IMPORT_SHELTERS = "import_shelters"
    EXPORT_FIGURES = "export_figures"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_KEYS = "manage_keys"
    SEE_HISTORY = "see_history"
    SEE_AUDIT = "see_audit"
    MANAGE_NETWORK = "manage_network"
    LOCK = "lock"
    REOPEN = "reopen"
    ANSWER_DEMANDS = "answer_demands"
    EXPORT_HOUSEHOLDS = "export_households"
    ERASE_ON_REQUEST = "erase_on_request"
    HOLD_LEGALLY = "hold_legally"
    SEE_RETENTION = "see_retention"
    KEEP_APPOINTMENTS = "keep_appointments"
    SEE_TOMORROW = "see_tomorrow"
    LOG_BARRIERS = "log_barriers"
    EDIT_PROGRAMMES = "edit_programmes"
    RUN_NETWORK_PROGRAMMES = "run_network_programmes"
    WRITE_ADVICE = "write_advice"
    RUN_WORKSHOPS = "run_workshops"
    RUN_AMENITIES = "run_amenities"
    KEEP_TURNS = "keep_turns"
    SEE_TURNS = "see_turns"
    GIVE_OUT_OF_ORDER = "give_out_of_order"
    LEND = "lend"
    MANAGE_ROUTERS = "manage_routers"
    REPORT_FRAUD = "report_fraud"
    MODERATE_ALERTS = "moderate_alerts"
    REVIEW_ALERTS = "review_alerts"
    KEEP_HELPERS = "keep_helpers"
    MANAGE_WEBHOOKS = "manage_webhooks"


class Role(models.TextChoices):
    """What a member is in an organization."""

    VOLUNTEER = "volunteer", _("volunteer")
    COORDINATOR = "coordinator", _("coordinator")
    NETWORK_COORDINATOR = "network", _("network coordinator")
    MODERATOR = "moderator", _("alert moderator")
    VIEWER = "viewer", _("viewer")
    PARTNER = "partner", _("partner key")
    ROBOT = "robot", _("the site itself")


# A volunteer opens one household by its code but never lists, searches or exports people and
# does not see history (field-guide J9); a network coordinator and a viewer see no people at all.
RIGHTS: dict[str, frozenset[Right]] = {
    Role.VOLUNTEER: frozenset(
        {
            Right.SEE_NETWORK,
            Right.HOLD_IN_NETWORK,
            Right.SEE_HOUSEHOLD,
            Right.PLACE,
            Right.COUNT_PLACES,
            Right.SET_BED_STATE,
            Right.KEEP_APPOINTMENTS,
            Right.LOG_BARRIERS,
            Right.RUN_WORKSHOPS,
            Right.KEEP_TURNS,
            Right.SEE_TURNS,
            Right.LEND,
            Right.REPORT_FRAUD,
            Right.LOCK,
        }
    ),
    Role.COORDINATOR: frozenset(Right)
    - {Right.MANAGE_NETWORK, Right.RUN_NETWORK_PROGRAMMES, Right.MODERATE_ALERTS, Right.KEEP_HELPERS},
    Role.NETWORK_COORDINATOR: frozenset(
        {
            Right.SEE_NETWORK,
            Right.MANAGE_MEMBERS,
            Right.IMPORT_SHELTERS,
            Right.EXPORT_FIGURES,
            Right.SEE_AUDIT,
            Right.MANAGE_NETWORK,
            Right.EDIT_PROGRAMMES,
            Right.RUN_NETWORK_PROGRAMMES,
            Right.WRITE_ADVICE,
            Right.REPORT_FRAUD,
            Right.MODERATE_ALERTS,
            Right.REVIEW_ALERTS,
            Right.KEEP_HELPERS,
            Right.MANAGE_WEBHOOKS,
            Right.LOCK,
            Right.REOPEN,
        }
    ),
    Role.MODERATOR: frozenset(
        {
            Right.SEE_NETWORK,
            Right.WRITE_ADVICE,
            Right.REPORT_FRAUD,
            Right.MODERATE_ALERTS,
            Right.REVIEW_ALERTS,
            Right.KEEP_HELPERS,
        }
    ),
    Role.VIEWER: frozenset({Right.SEE_NETWORK, Right.EXPORT_FIGURES, Right.REPORT_FRAUD}),
    Role.PARTNER: frozenset({Right.SEE_NETWORK, Right.REPORT_FRAUD}),
    Role.ROBOT: frozenset(
        {
            Right.PLACE,
            Right.EDIT_SHELTER,
            Right.COUNT_PLACES,
            Right.IMPORT_SHELTERS,
            Right.KEEP_TURNS,
            Right.MODERATE_ALERTS,
        }
    ),
}

# What a locked organization still allows. The site itself goes on ending and erasing on time.
WHILE_LOCKED = frozenset({Right.LOCK, Right.REOPEN})

# Whom a role may bring in, change and end: nobody hands out a role above the own reach.
REACH: dict[str, frozenset[Role]] = {
    Role.COORDINATOR: frozenset({Role.VOLUNTEER, Role.COORDINATOR, Role.VIEWER}),
    Role.NETWORK_COORDINATOR: frozenset(
        {Role.VOLUNTEER, Role.COORDINATOR, Role.VIEWER, Role.NETWORK_COORDINATOR, Role.MODERATOR}
    ),
}

SEES_PEOPLE = frozenset(
    {
        Right.SEE_HOUSEHOLD,
        Right.LIST_HOUSEHOLDS,
        Right.PLACE,
        Right.KEEP_APPOINTMENTS,
        Right.SEE_TOMORROW,
        Right.KEEP_TURNS,
        Right.LEND,
    }
)


def sees_people(role: str) -> bool:
    """Whether the role can open anything about a guest: then a second factor is required."""
    return bool(RIGHTS[role] & SEES_PEOPLE)


def needs_second_factor(role: str) -> bool:
    """Whether a password alone opens nothing: roles that see people, decide who does, or warn of somebody."""
    return sees_people(role) or bool(RIGHTS[role] & {Right.MANAGE_MEMBERS, Right.MODERATE_ALERTS})
