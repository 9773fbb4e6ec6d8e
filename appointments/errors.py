"""What appointments say no to, and what to do then."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from shelters.errors import Concern

# --- programmes


class BeginsTwice(DomainError):
    """Two rules, states or closures of a programme at one moment, or two places of one name."""

    code = "begins_twice"
    message = _("This programme has one that begins at this moment, or has this name, already.")
    help = _("Nothing was changed. Choose another moment or name, or correct what is there.")


# --- duties and acts on whole programmes


class StateLine(Concern):
    """A procedure of the household is tied to another state (J12)."""

    code = "state_line"
    message = _(
        "%(programme)s is tied to the state in which it was begun: %(begun_in)s. This house is in %(here)s."
    )
    help = _(
        "Nothing was changed. Moving to another state needs an authorization of the office first; without "
        "it the procedure may end. Ask the legal partner. Confirm if the family has the authorization or "
        "has decided to go."
    )


class ActUnderWay(DomainError):
    """Somebody else acts on the programme, or has just done the same."""

    code = "act_under_way"
    message = _("Somebody is acting on this programme already, or has just done the same.")
    help = _("Nothing was done twice. Open the programme again and look at its last act.")


class NoSuchDay(DomainError):
    """The duty has no such day, or it is still to come."""

    code = "no_such_day"
    message = _("This duty is not due on that day, or the day is still to come.")
    help = _("Nothing was changed. Open the household again and choose one of the days it shows.")


# --- trackings and appointments


class LooksLikeDocument(DomainError):
    """Numbers by which an authority knows a person are never kept."""

    code = "looks_like_document"
    message = _("This looks like the number of a person or of a document (A-number, CURP, passport).")
    help = _(
        "It was not kept. Such numbers stay on the family's own paper, so that nobody can look for the "
        "family with them. Take it out and save again."
    )
    status = 400


class NotOpenThen(DomainError):
    """The programme is suspended or closed at the moment of the appointment (J3.5)."""

    code = "programme_not_open"
    message = _("%(programme)s is %(state)s at that time. %(reason)s")
    help = _(
        "Nothing was entered. Check the day, and the official channel. Nobody can sell an appointment in a "
        "programme that is not open."
    )


class SameMoment(DomainError):
    """The household has an open appointment in this programme at this very moment."""

    code = "same_moment"
    message = _("This appointment is entered already.")
    help = _("Nothing was entered. Open the one that is there and put the missing persons on it.")


class NotYet(DomainError):
    """How an appointment went is known on its day."""

    code = "not_yet"
    message = _("This appointment is on another day still to come.")
    help = _("Nothing was changed. Before its day an appointment can be moved or cancelled.")


class IsOver(DomainError):
    """What is over has an outcome; it is corrected there."""

    code = "appointment_over"
    message = _("This appointment is not open any more.")
    help = _("Nothing was changed. Correct how it went, or enter a new appointment.")


class BedKept(Concern):
    """They are at an appointment: their beds are theirs until they are back (R15)."""

    code = "bed_kept"
    message = _("This family is away at an appointment. Its beds are kept until %(until)s.")
    help = _(
        "Nothing was changed. Who does not come back from an appointment may be held up on the way. Confirm "
        "only if somebody knows that they do not come back."
    )
    yes = _("They do not come back: check them out")
    no = _("Keep their beds")


# --- barriers and evidence


class NotTheLastBarrier(DomainError):
    """Entries are chained: only the last one can be taken back."""

    code = "not_the_last_barrier"
    message = _("Another entry was written down after this one.")
    help = _("Nothing was changed. Take the last entry back first, or write down a new one that corrects it.")


class AlreadyHandedOver(DomainError):
    """The family has a signed sheet with this entry on it."""

    code = "already_handed_over"
    message = _("This entry is on a sheet that the family has already.")
    help = _("Nothing was changed. Write down a new entry that corrects it.")


class NothingToHandOver(DomainError):
    """There is no entry, or the time to print them again is over."""

    code = "nothing_to_hand_over"
    message = _("There is nothing to print: no obstacle is written down, or the sheet was handed over.")
    help = _("The family has the sheet. Write down new obstacles; the next sheet continues the old one.")


class NoLetters(DomainError):
    """No font on this machine has the letters of the language."""

    code = "no_letters"
    message = _("This machine has no letters for %(language)s.")
    help = _("Print the sheet in another language, or ask the technician to install the Noto fonts.")


# --- reminders and channels


class ChannelsMissing(DomainError):
    """Apprise is not installed."""

    code = "channels_missing"
    message = _("This site cannot send messages: the program for it is not installed.")
    help = _("Nothing was changed. The list at the desk works without it. Ask your technician.")


class UnknownChannel(DomainError):
    """The address is none that a house can run itself."""

    code = "unknown_channel"
    message = _("This address cannot be used as a channel.")
    help = _(
        "Nothing was changed. It must be a channel that your house runs itself, for example "
        "ntfy://your.server/topic or mailto://… Ask your technician."
    )
    status = 400


# --- known problems, workshops


class WorkshopFull(DomainError):
    """There are fewer seats than people."""

    code = "workshop_full"
    message = _("There are only %(free)s seats left in this workshop.")
    help = _("Nobody was signed up. Choose another session, or a coordinator adds seats.")


class WorkshopOver(DomainError):
    """Cancelled, or begun already."""

    code = "workshop_over"
    message = _("This session was cancelled or is over.")
    help = _("Nobody was signed up. Choose another session.")


class SignedUp(DomainError):
    """One entry for a household."""

    code = "signed_up"
    message = _("This household has seats in this session already.")
    help = _("Nothing was changed. Give the seats back first if the number of people is another one.")


class GuestsOnly(DomainError):
    """This session is for people who stay in the house."""

    code = "guests_only"
    message = _("This session is for people who stay here.")
    help = _("Nobody was signed up. Choose a session that takes day visitors.")


# --- consent


class NotAConsentPartner(DomainError):
    """Only partners of the own network read appointments, never an office of an authority."""

    code = "not_a_consent_partner"
    message = _("This organization cannot read appointments.")
    help = _("Nothing was changed. Only partners of your network can, never an office of an authority.")
