"""What the door says when it says no."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LastCoordinator(DomainError):
    """Without a coordinator nobody could bring anybody in again."""

    code = "last_coordinator"
    message = _("This is the last coordinator of the organization.")
    help = _("Nothing was changed. Invite another coordinator first.")


class BeyondReach(DomainError):
    """Nobody hands out, changes or ends a role above the own reach."""

    code = "beyond_reach"
    message = _("Your role does not reach that far.")
    help = _("Nothing was changed. Ask a coordinator of your network.")
    status = 403


class OwnRole(DomainError):
    """Nobody changes the own role or the own end date."""

    code = "own_role"
    message = _("Nobody can change the own role or the own end date.")
    help = _("Nothing was changed. Another coordinator can do it.")


class EndDateNeeded(DomainError):
    """A volunteer's access ends by itself, after a year at the latest."""

    code = "end_date_needed"
    message = _(
        "This end date is not possible: it must be in the future and, for a volunteer, within %(days)s days."
    )
    help = _("Nothing was changed. Choose another date.")
    status = 400


class AccessEnded(DomainError):
    """The colleague's access has ended already."""

    code = "access_ended"
    message = _("The access of this colleague has already ended.")
    help = _("Nothing was changed. If the person comes back, invite them again.")


class WrongCode(DomainError):
    """Wrong, used, withdrawn and expired codes give this same answer."""

    code = "wrong_code"
    message = _("This code does not open anything.")
    help = _("Check every character. A code works once and only until its date. Ask for a new one.")
    status = 404


class AlreadyMember(DomainError):
    """The person already works in this organization."""

    code = "already_member"
    message = _("You already work in this organization.")
    help = _("The code was not used. It still works for somebody else.")


class RecoveryOpen(DomainError):
    """One recovery at a time."""

    code = "recovery_open"
    message = _("A recovery was already asked for this colleague.")
    help = _("Nothing was changed. Another coordinator can approve it.")


class TwoCoordinators(DomainError):
    """One asks, another approves, and neither is the person."""

    code = "two_coordinators"
    message = _(
        "Two coordinators are needed: one asks, another one approves. Nobody approves the own recovery."
    )
    help = _("Nothing was changed. Ask another coordinator.")


class WorksElsewhere(DomainError):
    """One organization must not open the door of another one through a shared colleague."""

    code = "works_elsewhere"
    message = _("This colleague also works in another organization, so two people here cannot decide alone.")
    help = _(
        "Nothing was changed. The colleague can use a printed recovery code. Or the other organization ends "
        "the access there first and invites again afterwards."
    )


class SecondFactorNeeded(DomainError):
    """The role needs a second factor and this session has none."""

    code = "second_factor_needed"
    message = _("Your role needs a second step for signing in.")
    help = _("Set it up or sign in with it.")
    status = 403


class SecondFactorLost(DomainError):
    """The key of the seed is gone, with the keyring: no code can be checked. It does not count as set up."""

    code = "second_factor_lost"
    message = _("Your authenticator app and your printed codes cannot be checked any more.")
    help = _(
        "Sign in with a passkey if you have one, and set up the app again. Otherwise ask two coordinators "
        "to recover your access. Nothing else was lost."
    )
    status = 403


class TooManyTries(DomainError):
    """Guessing is slowed down; see docs/decisions/0008-guessing.md."""

    code = "too_many_tries"
    message = _("There were too many tries.")
    help = _(
        "Wait a few minutes and try again. "
        "A device on which you signed in before and a passkey still work now."
    )
    status = 429


class Locked(DomainError):
    """Somebody pressed the lock: nothing of the organization is shown or changed."""

    code = "locked"
    message = _("This organization is locked. Nothing of it is shown or changed now.")
    help = _("Nothing was lost. Two coordinators of the organization can open it again.")
    status = 423


class NotLocked(DomainError):
    """There is nothing to reopen."""

    code = "not_locked"
    message = _("The organization is open.")
    help = _("Somebody else has opened it already. Go on with your work.")


class NobodyAsked(DomainError):
    """Somebody must ask before another one confirms."""

    code = "nobody_asked"
    message = _("Nobody has asked to reopen within the last hours.")
    help = _("Nothing was changed. One coordinator asks first, then another one confirms.")


class AskedAlready(DomainError):
    """A colleague has asked; a second question would only delay."""

    code = "asked_already"
    message = _("A colleague has already asked for this.")
    help = _("Nothing was changed. Confirm it instead, if you agree.")


class SamePerson(DomainError):
    """One asks, another one confirms."""

    code = "same_person"
    message = _("You asked for this yourself. Another coordinator confirms it.")
    help = _("Nothing was changed. Call a colleague who can sign in.")


class TooNew(DomainError):
    """Whoever was let in or promoted by one person is not yet a second person."""

    code = "too_new"
    message = _("Your role is less than %(hours)s hours old, so you cannot be the second person yet.")
    help = _(
        "Nothing was changed. Ask somebody who has had it for longer, or come back when these hours are "
        "over. If nobody else is left, a technician can help."
    )
    status = 403


class NoMailServer(DomainError):
    """This site cannot send e-mail."""

    code = "no_mail_server"
    message = _("This site has no mail server.")
    help = _("Nothing was changed. The technician of the site can set one up.")


class TooManyLetters(DomainError):
    """Codes were sent again and again."""

    code = "too_many_letters"
    message = _("Too many codes were sent today.")
    help = _("Nothing was changed. Try again tomorrow.")
    status = 429


class LetterNotSent(DomainError):
    """The mail server did not take the code."""

    code = "letter_not_sent"
    message = _("The letter with the code could not be sent.")
    help = _("Look at the address and try again. If it happens again, tell the technician of the site.")


class WrongAddressCode(DomainError):
    """What was typed is not what was sent."""

    code = "wrong_address_code"
    message = _("This is not the code in the last letter.")
    help = _("Nothing was changed. Codes work for one day: ask for another one.")
    status = 400


class AddressTaken(DomainError):
    """Another account has shown to own the address."""

    code = "address_taken"
    message = _("This address belongs to another account.")
    help = _("Nothing was changed. Use another address.")
