"""The closed list of what the audit trail can say that somebody did."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """One kind of deed. No free text exists in the trail, so none can leak there."""

    SIGNED_IN = "signed_in", _("signed in")
    SECOND_FACTOR_CHANGED = "second_factor_changed", _("changed a second factor")
    INVITED = "invited", _("invited a colleague")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("withdrew an invitation")
    JOINED = "joined", _("joined")
    MEMBER_CHANGED = "member_changed", _("changed a colleague's role")
    MEMBER_ENDED = "member_ended", _("ended a colleague's access")
    DEVICES_BLOCKED = "devices_blocked", _("blocked a colleague's devices")
    RECOVERY_ASKED = "recovery_asked", _("asked to recover a colleague's access")
    RECOVERY_APPROVED = "recovery_approved", _("approved the recovery of a colleague's access")
    RECOVERED = "recovered", _("recovered the own access")
    ORGANIZATION_ADDED = "organization_added", _("added an organization")
    ORGANIZATION_CHANGED = "organization_changed", _("changed an organization")
    COLLECTING_CHANGED = "collecting_changed", _("changed what is asked about guests")
    NETWORK_CHANGED = "network_changed", _("changed a network")
    LOCKED = "locked", _("locked the organization")
    REOPENING_ASKED = "reopening_asked", _("asked to reopen the organization")
    REOPENED = "reopened", _("reopened the organization")
    VISIT_PHONES_CHANGED = "visit_phones_changed", _("changed the phones of the visit card")
    DEMAND_REGISTERED = "demand_registered", _("registered a legal demand")
    DEMAND_ANSWERED = "demand_answered", _("answered a legal demand")
    EXPORT_ASKED = "export_asked", _("asked to export households")
    EXPORT_APPROVED = "export_approved", _("approved an export of households")
    EXPORT_TAKEN = "export_taken", _("took an export of households away")
    EXPORT_WITHDRAWN = "export_withdrawn", _("withdrew an export of households")
    DISCLOSURE_PREVIEWED = "disclosure_previewed", _("looked at what a demand could obtain")
    KEY_MADE = "key_made", _("made a partner key")
    KEY_APPROVED = "key_approved", _("opened a shelter to a partner key")
    KEY_WITHDRAWN = "key_withdrawn", _("closed a shelter to a partner key")
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
    CALLED_NAME_SOUGHT = "called_name_sought", _("looked for a called name")
    HOUSEHOLDS_LISTED = "households_listed", _("listed households")
    OPENED_MANY = "opened_many", _("opened unusually many households in a day")
    DATA_PRINTED = "data_printed", _("printed what is kept about a household")
    WORDS_PRINTED = "words_printed", _("printed the names and notes of a household")
    RECORD_EXPORTED = "record_exported", _("took the record of processing away")
    HOUSEHOLD_ENTERED = "household_entered", _("entered a household")
    HOUSEHOLD_CHANGED = "household_changed", _("changed a household")
    WORDS_CHANGED = "words_changed", _("changed a called name, a note or a contact")
    WORDS_ERASED = "words_erased", _("erased called names, notes or contacts")
    HOUSEHOLDS_MERGED = "households_merged", _("merged two households")
    HOUSEHOLDS_UNMERGED = "households_unmerged", _("undid a merge of households")
    HOUSEHOLD_SPLIT = "household_split", _("split a household")
    ERASURE_ASKED = "erasure_asked", _("asked to erase a household")
    ERASURE_WITHDRAWN = "erasure_withdrawn", _("withdrew the wish to erase a household")
    ERASED_ON_REQUEST = "erased_on_request", _("erased a household on request")
    LEGAL_HOLD_ASKED = "legal_hold_asked", _("asked for a legal hold")
    LEGAL_HOLD_CONFIRMED = "legal_hold_confirmed", _("confirmed a legal hold")
    LEGAL_HOLD_WITHDRAWN = "legal_hold_withdrawn", _("withdrew a legal hold that was asked")
    RETENTION_SHORTENED = "retention_shortened", _("changed how long something is kept")
    HELD = "held", _("held places")
    HOLD_RELEASED = "hold_released", _("released held places")
    HOLD_EXPIRED = "hold_expired", _("held places expired")
    CHECKED_IN = "checked_in", _("checked a household in")
    MOVED = "moved", _("moved a household")
    CHECKED_OUT = "checked_out", _("checked a household out")
    UNDONE = "undone", _("undid a change")


# What the daily measure of a volunteer counts and writes; an index of the trail holds only these.
OPENING = [Verb.HOUSEHOLD_OPENED.value, Verb.OPENED_MANY.value]
# Looking, as against changing: what colleagues see of one another.
READS = [
    Verb.SIGNED_IN, Verb.HOUSEHOLD_OPENED, Verb.HOUSEHOLDS_LISTED, Verb.CALLED_NAME_SOUGHT, Verb.OPENED_MANY,
    Verb.DATA_PRINTED, Verb.WORDS_PRINTED, Verb.EXPORT_TAKEN, Verb.FIGURES_EXPORTED,
    Verb.DISCLOSURE_PREVIEWED,
]  # fmt: skip
