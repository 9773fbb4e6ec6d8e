"""The closed list of what the audit trail can say that somebody did."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """One kind of deed. No free text exists in the trail, so none can leak there."""

    SIGNED_IN = "signed_in", _("signed in")
    SECOND_FACTOR_CHANGED = "second_factor_changed", _("changed a second factor")
    INVITED = "invited", _("invited a colleague")
    JOINED = "joined", _("joined")
    MEMBER_CHANGED = "member_changed", _("changed a colleague's role")
    MEMBER_ENDED = "member_ended", _("ended a colleague's access")
    DEVICES_BLOCKED = "devices_blocked", _("blocked a colleague's devices")
    RECOVERY_ASKED = "recovery_asked", _("asked to recover a colleague's access")
    RECOVERY_APPROVED = "recovery_approved", _("approved the recovery of a colleague's access")
    RECOVERED = "recovered", _("recovered the own access")
    KEY_MADE = "key_made", _("made a partner key")
    KEY_REVOKED = "key_revoked", _("revoked a partner key")
    SHELTER_CHANGED = "shelter_changed", _("changed a shelter")
    ROOM_CHANGED = "room_changed", _("changed a room")
    BED_CHANGED = "bed_changed", _("changed a bed")
    BEDS_MADE = "beds_made", _("made beds")
    SHELTERS_IMPORTED = "shelters_imported", _("imported shelters")
    FIGURES_EXPORTED = "figures_exported", _("exported figures")
    PLACES_COUNTED = "places_counted", _("counted places")
    FIGURES_CONFIRMED = "figures_confirmed", _("confirmed the figures")
    OVER_CAPACITY_OPENED = "over_capacity_opened", _("opened places over capacity")
    OVER_CAPACITY_CLOSED = "over_capacity_closed", _("closed places over capacity")
    BUS_COUNTED = "bus_counted", _("counted an arriving group")
    HOUSEHOLD_OPENED = "household_opened", _("opened a household")
    HOUSEHOLD_ENTERED = "household_entered", _("entered a household")
    HOUSEHOLD_CHANGED = "household_changed", _("changed a household")
    HOUSEHOLDS_MERGED = "households_merged", _("merged two households")
    HOUSEHOLDS_UNMERGED = "households_unmerged", _("undid a merge of households")
    HOUSEHOLD_SPLIT = "household_split", _("split a household")
    HELD = "held", _("held places")
    HOLD_RELEASED = "hold_released", _("released held places")
    HOLD_EXPIRED = "hold_expired", _("held places expired")
    CHECKED_IN = "checked_in", _("checked a household in")
    MOVED = "moved", _("moved a household")
    CHECKED_OUT = "checked_out", _("checked a household out")
    UNDONE = "undone", _("undid a change")
    REFUSED = "refused", _("was refused")
