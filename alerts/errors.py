"""What alerts say no to, and what to do then."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput, DomainError, NotHere

# --- contact points and words


class BadPoint(DomainError):
    """What was typed is neither a number nor an account nor an address."""

    code = "bad_point"
    message = _("This is not a phone number, an account or an address of a page.")
    help = _(
        "Write one of these: a phone number with its area code, @account, an e-mail address, the address of "
        "a page, or the number of a bank account. Names of people are not looked up and not kept."
    )
    status = 400


class GuestCode(DomainError):
    """The words hold the code of a guest's card."""

    code = "guest_code"
    message = _("The words hold the code of a card.")
    help = _("Nothing was kept. Take the code out: reports and alerts never say who a guest is.")
    status = 400


# --- reading


class AlertNotShown(NotHere):
    """Taken back, over, not for this reader, or never there: the same words, so that nobody learns which."""

    code = "alert_not_shown"
    message = _("This warning is not shown.")
    help = _(
        "Perhaps it is being looked at again, was withdrawn or has ended; perhaps there is none with this "
        "code. Do not share it, and do not rely on it. What holds now is in the list of all warnings."
    )


# --- drafting, review and the life of alerts


class AlertMovedOn(DomainError):
    """The alert is no longer, or not yet, where this can be done."""

    code = "alert_moved_on"
    message = _("This cannot be done while the alert is: %(state)s.")
    help = _("Nothing was changed. Open the alert again and look at its history.")


class ChangedMeanwhile(DomainError):
    """Somebody changed what the reader saw."""

    code = "changed_meanwhile"
    message = _("Somebody changed this alert while you were reading it.")
    help = _("Nothing was changed. Read it again as it is now, then decide.")


class SamePerson(DomainError):
    """Whoever wrote it may not be the one who checks it."""

    code = "same_person"
    message = _("You wrote this yourself. A second person has to read it.")
    help = _("Nothing was changed. Ask a moderator or a coordinator of another organization to read it.")


class SameHouseAndRole(DomainError):
    """Two of one house with one role are one pair of eyes."""

    code = "same_house_and_role"
    message = _("The second person works in another organization, or has another role.")
    help = _("Nothing was changed. Ask a moderator or a coordinator of another organization to read it.")


class ReviewerEdits(DomainError):
    """Who checked the alert changes it: then nobody would have checked it."""

    code = "reviewer_edits"
    message = _("You checked this alert, or somebody of your organization with your role did.")
    help = _("Nothing was changed. Another moderator changes it; then you can check it again.")


class NothingRead(DomainError):
    """No language of the alert was read by a second person."""

    code = "nothing_read"
    message = _("No language of this alert was read by a second person yet.")
    help = _("Nothing was published. Read the words of at least one language and mark it as read.")


class NothingWritten(DomainError):
    """The alert has no words in any language."""

    code = "nothing_written"
    message = _("This alert has no words yet.")
    help = _("Nothing was changed. Write it in at least one language, then give it to a second person.")


class LastWords(DomainError):
    """Without these words a published alert would say nothing."""

    code = "last_words"
    message = _("These are the only reviewed words of an alert that people read now.")
    help = _("Nothing was changed. Put the alert under review first; then change its words.")


class NotConfirmed(DomainError):
    """Fewer than two independent organizations reported a contact point of it."""

    code = "not_confirmed"
    message = _("“Confirmed” needs two independent organizations. So far: %(houses)s.")
    help = _("Nothing was published. Send it back and choose “not verified”, or wait for another report.")


class NeedsSource(DomainError):
    """Facts, notices and what is called official say where they are from."""

    code = "needs_source"
    message = _("A myth, a notice or an official alert needs a source and its date.")
    help = _("Nothing was changed. Write down who says so and on which day, then try again.")


class PointOfHelper(DomainError):
    """A contact point of a verified helper is never warned of."""

    code = "point_of_helper"
    message = _("%(point)s belongs to %(helper)s, who is on the list of verified helpers.")
    help = _(
        "Nothing was changed. If somebody uses their name, choose the kind “somebody uses the name of a real "
        "helper” and enter this as the real contact point."
    )


class PointWarnedOf(DomainError):
    """What an alert warns of cannot be called the real one."""

    code = "point_warned_of"
    message = _("The network warns of %(point)s. It cannot be shown as the real contact point.")
    help = _("Nothing was changed. Look at the alert that names it first.")


class NamesSomebody(DomainError):
    """Words of an alert look like a name or a home. `found` are the words, for the page."""

    code = "names_somebody"
    message = _("These words look like the name of a person, or like a home: %(words)s.")
    help = _(
        "Nothing was changed. An alert names conduct and contact points, never a private person and never a "
        "home. Take them out, or confirm for each that it is the name of an organization or a place."
    )

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(words=", ".join(found))
        self.found = list(found)


class AddsSomething(DomainError):
    """A published alert can be narrowed by one person; what it says more needs two."""

    code = "adds_something"
    message = _("This says more than the second person has read, or shows it to more people.")
    help = _(
        "Nothing was changed. Put the alert under review, change it, and let a second person show it again. "
        "You can take things away at once."
    )


# --- reports


class UnreadPoint(BadInput):
    """One of the lines with contact points is none."""

    code = "bad_point"
    message = _("Line %(line)s of the contact points is not a phone number, an account or an address.")
    help = _(
        "Nothing was lost. Write one in each line: a phone number with its area code, @account, an e-mail "
        "address, the address of a page, or the number of a bank account. Names of people are not kept."
    )


class MayHoldNames(BadInput):
    """The words may say who a guest is. Asked once: the writer decides."""

    code = "may_hold_names"
    message = _("The marked words may be the name or the home of a person.")
    help = _(
        "Nothing was kept yet. Take names and homes of families out. If none of it is about a family, say so "
        "and send it again."
    )
    status = 409


class UnknownReceipt(DomainError):
    """Wrong, used up and forgotten receipts answer alike."""

    code = "unknown_receipt"
    message = _("There is no report with this receipt.")
    help = _("Check every character. The report may also have been taken back, or erased on time.")
    status = 404


class ReportTakenBack(DomainError):
    """The same form came again after the report was taken back."""

    code = "report_taken_back"
    message = _("This report was taken back.")
    help = _("Nothing was changed. To report something else, begin with an empty page.")


class EnoughAdded(DomainError):
    """A report is no diary."""

    code = "enough_added"
    message = _("Nothing more can be added to this report.")
    help = _("Nothing was changed. Write a new report instead; both are read together.")


class TooManyReports(DomainError):
    """More than anybody has to tell."""

    code = "too_many_reports"
    message = _("Too many reports came in just now.")
    help = _("Nothing was lost. Wait ten minutes and send it again, or tell somebody at a shelter.")
    status = 429


# --- posters, recordings


class TooLongForPaper(DomainError):
    """The words of these languages do not fit on one sheet."""

    code = "too_long_for_paper"
    message = _("These words do not fit on one sheet.")
    help = _("Print the poster in fewer languages.")


class NoSuchWords(DomainError):
    """The alert has no reviewed words in a language that was asked for, or too many were."""

    code = "no_such_words"
    message = _("There are no reviewed words for this sheet.")
    help = _("Choose one to three of the languages that a second person has read.")


class NotOpus(DomainError):
    """The file is no sound, or of another kind."""

    code = "not_opus"
    message = _("This file is no Ogg Opus recording.")
    help = _("Nothing was saved. Record it again as Opus in an .ogg or .opus file, with one speaker.")
    status = 400


class RecordingTooLarge(DomainError):
    """More than a phone with little data can load."""

    code = "recording_too_large"
    message = _("This recording has more than 60 kB.")
    help = _("Nothing was saved. Save it with 8 kilobits in a second, or say less.")
    status = 400


class RecordingTooLong(DomainError):
    """More than anybody listens to."""

    code = "recording_too_long"
    message = _("This recording is longer than 60 seconds.")
    help = _("Nothing was saved. Say what to beware of and what to do, nothing more.")
    status = 400


class NoVoice(DomainError):
    """This machine cannot speak, or not this language."""

    code = "no_voice"
    message = _("This machine has no voice for this language.")
    help = _("Record somebody who speaks it. A technician can install espeak-ng and opusenc for drafts.")


class NoWordsToSpeak(DomainError):
    """A draft voice reads reviewed words; there are none."""

    code = "no_words_to_speak"
    message = _("There are no reviewed words in this language to be spoken.")
    help = _("Nothing was changed. Have the words read by a second person first, or record somebody.")


class OwnRecording(DomainError):
    """Somebody else has to hear it."""

    code = "own_recording"
    message = _("You made this recording.")
    help = _("Nothing was changed. Somebody else has to hear it before it is published.")


# --- verified helpers


class FlaggedPoint(DomainError):
    """The network warns of it: it cannot become a helper's."""

    code = "flagged_point"
    message = _("The network warns of %(point)s.")
    help = _(
        "Nothing was changed. Look at the alert that names it. If the alert is wrong, put it under review "
        "first; then this contact point can be entered."
    )


class PointOfAnother(DomainError):
    """One contact point belongs to one helper."""

    code = "point_of_another"
    message = _("%(point)s is already entered for %(helper)s.")
    help = _("Nothing was changed. Open that helper, or leave this contact point out.")


class KnownHelper(DomainError):
    """The same entry of the same register is there already."""

    code = "known_helper"
    message = _("This helper is on the list already, from the same register.")
    help = _("Nothing was changed. Open that entry and change it there.")
