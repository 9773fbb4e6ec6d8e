"""What the houses say no to, and what to do then."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Text

KEPT = _("Your answers are kept. Choose again from the places that are free now.")


class BedTaken(DomainError):
    """Somebody else got the bed first."""

    code = "bed_taken"
    message = _("One of these beds was just given to somebody else.")
    help = KEPT


class NoPlaces(DomainError):
    """Not enough free places; more only by an explicit act."""

    code = "no_places"
    message = _("There are not enough free places here for the whole household.")
    help = _(
        "Your answers are kept. Choose another place, or a coordinator opens places over capacity "
        "with a reason and an end."
    )


class BedNotReady(DomainError):
    """Cleaning, broken, blocked, removed, or in a closed room."""

    code = "bed_not_ready"
    message = _("One of these beds cannot be used at the moment.")
    help = KEPT


class BedInUse(DomainError):
    """A bed or room that people sleep in cannot be taken out of service."""

    code = "bed_in_use"
    message = _("Somebody sleeps here or is on the way.")
    help = _("Nothing was changed. Move the household first, then try again.")


class FamilySplit(DomainError):
    """Several rooms need a note: why, and which adult answers for which child."""

    code = "family_split"
    message = _("This family would sleep in several rooms.")
    help = _("Nothing was changed. Say why and which adult is with each child, then confirm.")


class ChildrenAlone(DomainError):
    """A room with a child of the household but none of its adults."""

    code = "children_alone"
    message = _("A child would sleep in a room without an adult of the household.")
    help = _("Nothing was changed. Put an adult of the household into the same room.")


class NoAdult(DomainError):
    """A household of minors only: the child-protection steps come first."""

    code = "no_adult"
    message = _("These are children without an adult. They are never placed in rooms for adults.")
    help = _(
        "Your answers are kept. Follow the child-protection steps and call the coordinator; "
        "only rooms for unaccompanied minors can be used until they are handed over."
    )


class GroupDoesNotFit(DomainError):
    """The room's group does not admit a person of the household."""

    code = "group_does_not_fit"
    message = _("The group of this room does not admit everybody of the household.")
    help = KEPT


class SomebodyWithoutBed(DomainError):
    """A family is never partly placed."""

    code = "somebody_without_bed"
    message = _("Somebody of the household would have no bed.")
    help = _(
        "Nothing was changed. Give a bed to each person, or mark a small child as sleeping with a parent."
    )


class AlreadyPlaced(DomainError):
    """One place per person."""

    code = "already_placed"
    message = _("This household already has places or a hold.")
    help = _("Nothing was changed. Move the household, or end its stay or hold first.")


class NotPlaced(DomainError):
    """Nothing to move or end."""

    code = "not_placed"
    message = _("This household has no bed at the moment.")
    help = _("Nothing was changed. Place it from the desk.")


class MovedMeanwhile(DomainError):
    """Between looking and locking the household went to another house."""

    code = "moved_meanwhile"
    message = _("Somebody else moved this household a moment ago.")
    help = _("Nothing was changed. Open the household again and look where it is now.")


class ShelterClosed(DomainError):
    """Closed or not yet open."""

    code = "shelter_closed"
    message = _("This shelter is not open.")
    help = KEPT


class OneShelterOnly(DomainError):
    """A household sleeps in one house."""

    code = "one_shelter_only"
    message = _("These beds are in different shelters.")
    help = _("Nothing was changed. Choose beds in one shelter, or split the household with a confirmation.")


class AskByPhone(DomainError):
    """Houses that are hidden, state no capacity, or take no holds from neighbours."""

    code = "ask_by_phone"
    message = _("This shelter gives places by phone only.")
    help = _("Your answers are kept. Call the shelter or the network.")


class FamilyNotAsked(DomainError):
    """Nothing about a family goes to another organization before the family agreed (field-guide J12)."""

    code = "family_not_asked"
    message = _("The other shelter may only be told about this family if the family agrees.")
    help = _(
        "Your answers are kept. Tell the family what the other shelter will read: how many people, ages, "
        "groups, beds needed and the language, no name. If they agree, hold again."
    )


class HoldEnded(DomainError):
    """Arrived, released or expired already."""

    code = "hold_ended"
    message = _("This hold has ended.")
    help = _("The household is kept. Place it again from the desk; arriving late is no obstacle.")


class SurprisingCount(DomainError):
    """80 typed for 8?"""

    code = "surprising_count"
    message = _("%(new)s is very different from the last count, %(old)s.")
    help = _("Nothing was changed. If it is right, confirm it; it can be undone for 24 hours.")


class CountedElsewhere(DomainError):
    """A house with rooms is not counted by hand."""

    code = "counted_by_beds"
    message = _("This shelter counts by its beds.")
    help = _("Nothing was changed. Change beds on the room board; the figures follow.")


class SameHousehold(DomainError):
    """Merging a household into itself."""

    code = "same_household"
    message = _("These are the same household.")
    help = _("Nothing was changed. Choose two different codes.")


class NotMerged(DomainError):
    """There is no merge to take back."""

    code = "not_merged"
    message = _("This household was not merged into another one.")
    help = _("Nothing was changed.")


class PlacesConflict(DomainError):
    """Two halves that both have places cannot be joined."""

    code = "both_placed"
    message = _("Both households have places in different shelters.")
    help = _("Nothing was changed. End or move one stay first, then merge.")


class CannotUndo(DomainError):
    """Something happened since that stands in the way."""

    code = "cannot_undo"
    message = _("This can no longer be undone, because something else was done since.")
    help = _("Nothing was changed. Correct it by hand; the history keeps both.")


class NothingToConfirm(DomainError):
    """No figures exist yet."""

    code = "no_figures"
    message = _("This shelter has no figures yet.")
    help = _("Add rooms and beds, or places per group, first.")


class AlreadyEntered(DomainError):
    """A second tap, or a page from before: this arrival is written down."""

    code = "already_entered"
    message = _("This arrival was already saved, or its answers were cleared.")
    help = _("Nothing was done twice. Look on the board, or begin a new arrival.")


class NotAsked(DomainError):
    """An optional answer that the organization did not switch on."""

    code = "not_asked"
    message = _("Your organization does not ask for this.")
    help = _("Nothing of it was kept. A coordinator can decide to ask for it.")


class TooManyLetters(DomainError):
    """A text beyond its limit."""

    code = "too_long"
    message = _("This is too long: at most %(most)s letters.")
    help = _("Nothing was lost. Shorten it and save again.")
    status = 400


class OneNameOnly(DomainError):
    """A list of names in the place of one."""

    code = "one_name_only"
    message = _("One name for one person, without commas.")
    help = _("Nothing was lost. Write what this person wants to be called, and save again.")
    status = 400


class LooksLikeNumber(DomainError):
    """Documents are never written down."""

    code = "looks_like_number"
    message = _("This looks like the number of a document or of a telephone.")
    help = _(
        "It was not kept. Documents are never written down here; a telephone belongs only where the page "
        "asks how to reach the family. Take the number out and save again."
    )
    status = 400


class LooksLikePassword(DomainError):
    """Passwords of guests are never kept (field-guide R28)."""

    code = "looks_like_password"
    message = _("This looks like a password.")
    help = _(
        "It was not kept. Passwords of guests are never kept here: they write them on their own paper. "
        "Take it out and save again."
    )
    status = 400


class TooFewLetters(DomainError):
    """One letter would list half the house."""

    code = "too_few_letters"
    message = _("Type at least two letters of the called name.")
    help = _("Nothing was looked for. If the name is not known, use the code of the card.")
    status = 400


class NamedInDemand(DomainError):
    """Nothing is wiped once somebody has asked for it."""

    code = "named_in_demand"
    message = _("A legal demand names this household, so it is not erased on request now.")
    help = _(
        "Nothing was erased. Answer the demand first, or put the household under legal hold with a second "
        "coordinator. Erasing on time goes on."
    )


class DemandOpen(DomainError):
    """A shorter time erases many at once, as a wipe does."""

    code = "demand_open"
    message = _("A legal demand is open, so nothing is kept for a shorter time now.")
    help = _("Nothing was changed. Answer the demand first. Erasing on time goes on as before.")


class DemandAnswered(DomainError):
    """What was answered stays as it was written."""

    code = "demand_answered"
    message = _("This demand has already been answered.")
    help = _("Nothing was changed. If they ask again, register another demand.")


class ExportOver(DomainError):
    """Too late, withdrawn, taken often enough, or locked since."""

    code = "export_over"
    message = _("This export is over.")
    help = _(
        "Nothing left the house. It ends after 24 hours, after three times and with every lock. Ask anew."
    )


class NoHouseholdsAsked(DomainError):
    """A demand gets no more than it asked for."""

    code = "no_households_asked"
    message = _("This demand did not ask for households, so no file is made for it.")
    help = _(
        "Nothing left the house. If they ask about certain households or for the list, register that as "
        "another demand."
    )


class NothingLeft(DomainError):
    """Nobody else is given instead of those who were erased."""

    code = "nothing_left"
    message = _("Nothing is kept any more about the households of this file.")
    help = _("Nothing left the house. They were erased; answer that it does not exist here.")


class ApprovedAlready(DomainError):
    """Somebody else was faster."""

    code = "approved_already"
    message = _("Somebody has already approved this export.")
    help = _("Nothing was changed.")


class WeakPassphrase(DomainError):
    """The file is only as safe as its passphrase."""

    code = "weak_passphrase"
    message = _("This passphrase is too easy to guess.")
    help = _("Nothing left the house. Use the one that is proposed, or at least %(least)s varied characters.")
    status = 400


class Concern(DomainError):
    """Something would break for this household in that house. Its code, sent back, confirms it."""

    code = "concern"
    message = _("Something would break for this household in that house.")
    help = _("Nothing was changed. Read why, then go back or confirm.")
    yes: ClassVar[Text] = _("We know this: they go there")
    no: ClassVar[Text] = _("Go back and choose again")
