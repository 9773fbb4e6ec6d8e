"""What schedules say no to, and what to do then."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from shelters.errors import Concern

# --- outages, joined turns, boards


class BrokenAlready(DomainError):
    """The same seat, amenity or house is out of use already."""

    code = "broken_already"
    message = _("This is written down as out of use already.")
    help = _("Nothing was changed. Open the list of outages to see since when, or to end it.")


class NotTogether(DomainError):
    """One piece of a joined turn is not free."""

    code = "not_together"
    message = _("There is no free %(kind)s for this: %(why)s.")
    help = _(
        "Nothing was taken, neither this nor the other pieces. Choose another day, or give what there is one "
        "by one."
    )


# --- requests and turns


class DrawOver(DomainError):
    """Asking ends when the draw is made, as it was said before."""

    code = "draw_over"
    message = _("The draw for this day is over.")
    help = _("Nobody was put on the list. Look at the free places of that day: they can be given at once.")


class AskedAlready(DomainError):
    """One request for a household and draw."""

    code = "asked_already"
    message = _("This household has asked for this day already.")
    help = _("Nothing was changed; asking again does not help. To change the hours, take the request back.")


class HasOpenTurn(DomainError):
    """At most one open turn of each kind."""

    code = "has_open_turn"
    message = _("This household has an open turn of this kind: %(kind)s, %(when)s.")
    help = _("Nothing was changed. Move or cancel that turn, or ask again when it is over.")


class SeatsTaken(DomainError):
    """Every seat of the window is taken or out of use."""

    code = "seats_taken"
    message = _("Nothing is free at this time any more.")
    help = _("Nothing was given. Choose another time of the day, or ask for the next day.")


class TurnsUsed(DomainError):
    """The house gives so many turns a day to one household."""

    code = "turns_used"
    message = _("This household had its turns of the day. Here it is %(most)s a day.")
    help = _("Nothing was given. It can ask for another day.")


class OutOfUse(DomainError):
    """The amenity or the house is out of use, or was taken away."""

    code = "out_of_use"
    message = _("This is out of use at the moment.")
    help = _("Nothing was given. Choose another amenity. Who lost a turn comes first next time.")


class QuietThen(DomainError):
    """The house rests, or its doors are closed."""

    code = "quiet_then"
    message = _("At this time the house has quiet hours or closed doors.")
    help = _("Nothing was given. Choose another time.")


class TimeOver(DomainError):
    """What is over cannot be given or changed."""

    code = "time_over"
    message = _("This time is over.")
    help = _("Nothing was changed. Choose a time that is still to come.")


class OneSlotOnly(DomainError):
    """Two slots in a row are for parents with children, where the house allows it."""

    code = "one_slot_only"
    message = _("Two slots in a row are not possible here.")
    help = _(
        "Nothing was given. They are for families with children, where the house allows it and the next "
        "slot follows at once. Give one slot."
    )


class OthersWait(DomainError):
    """Who asked comes before who happens to stand here (R33)."""

    code = "others_wait"
    message = _("Other households asked for this and come first: %(n)s.")
    help = _(
        "Nothing was given. Put the household on the list of the next draw. A coordinator can give a turn "
        "out of order; the reason is written down."
    )


class DrawAhead(DomainError):
    """Before a draw nobody has a place: whoever gives one takes it from those who will ask (R33)."""

    code = "draw_ahead"
    message = _("The draw for this day is still to come.")
    help = _(
        "Nothing was given. Put the household on the list. A coordinator can give a turn before the draw; "
        "the reason is written down."
    )


class ReasonMissing(DomainError):
    """Nothing is given out of order without a word why."""

    code = "reason_missing"
    message = _("Other households asked for this and come first: %(n)s. Say why this one goes before them.")
    help = _("Nothing was given. Write the reason in a few words, without a name. Colleagues can read it.")
    status = 400


class OfferOver(DomainError):
    """The offer ran out, or was answered."""

    code = "offer_over"
    message = _("This offer has run out or was answered already.")
    help = _("Nothing was changed. The household keeps its place in the order for the next draw.")


class TurnClosed(DomainError):
    """It was used, missed, moved or cancelled."""

    code = "turn_closed"
    message = _("This turn is not open any more.")
    help = _("Nothing was changed. Look at the day again; the last mark can be taken back for 24 hours.")


class TurnAhead(DomainError):
    """How a turn went is known when it comes."""

    code = "turn_ahead"
    message = _("This turn is still to come.")
    help = _("Nothing was changed. Before its time a turn can be moved or cancelled.")


# --- Wi-Fi


class NoWifi(DomainError):
    """Vouchers and routers are for Wi-Fi."""

    code = "no_wifi"
    message = _("This is no Wi-Fi link, or it was taken away.")
    help = _("Nothing was changed. Choose a Wi-Fi link of your house.")


class NotLetIn(DomainError):
    """A voucher does not open the Wi-Fi now."""

    code = "not_let_in"
    message = _("The Wi-Fi stays closed.")
    help = _("Ask at the desk. Everything here is free.")


class VoucherMistyped(NotLetIn):
    """No voucher looks like this: a character is wrong, or one is missing."""

    code = "voucher_mistyped"
    message = _("This is no word of a voucher: a character is wrong or missing.")
    help = _("Look at the strip and type it again. Capitals and dashes do not matter.")


class VoucherUnknown(NotLetIn):
    """Unknown, revoked, forgotten and foreign vouchers give this same answer."""

    code = "voucher_unknown"
    message = _("This voucher does not open this Wi-Fi.")
    help = _("Check every character. Vouchers are for one time of one day. Ask at the desk for a new one.")


class VoucherUsed(NotLetIn):
    """One voucher lets in one device."""

    code = "voucher_used"
    message = _("This voucher was used already, with another device.")
    help = _("Ask at the desk: you get a new one if the telephone is yours.")


class VoucherEarly(NotLetIn):
    """The time has not begun."""

    code = "voucher_early"
    message = _("This voucher opens the Wi-Fi at %(at)s.")
    help = _("Try again then. Your place is kept.")


class LinkFull(NotLetIn):
    """As many as the link bears are in, or it is out of use."""

    code = "link_full"
    message = _("The Wi-Fi bears nobody more just now.")
    help = _("Your voucher stays good. Ask at the desk.")


# --- amenities


class SeatsInUse(DomainError):
    """Fewer seats than turns that stand on them."""

    code = "seats_in_use"
    message = _("Turns to come that stand on seats above that number: %(turns)s.")
    help = _(
        "Nothing was changed. Write these seats down as out of use: the turns then move by themselves, in "
        "order. After that the number can be changed."
    )


class TurnsAhead(DomainError):
    """Families were told turns that are still to come."""

    code = "turns_ahead"
    message = _("Turns to come that were told to families: %(turns)s.")
    help = _(
        "Nothing was changed. Take away its hours, so that no new turns are given, and move or cancel those "
        "turns on the page of the day."
    )


# --- draws


class NotDrawnYet(DomainError):
    """Before its moment there is only the list of who asked."""

    code = "not_drawn_yet"
    message = _("This draw has not been made yet. It is made at %(at)s.")
    help = _("Nothing was changed. Until then everybody can ask; the hour of asking gives no advantage.")


class ListGone(DomainError):
    """Requests are forgotten a day after their day, or one of them was erased on wish."""

    code = "list_gone"
    message = _("The list of this draw is no longer whole: what families asked is forgotten after a day.")
    help = _(
        "Whoever took the file of the draw in time can still check it: its fingerprint is on the page of the "
        "draw."
    )


class NoSuchTicket(DomainError):
    """Mistyped, of another draw, or forgotten since."""

    code = "no_such_ticket"
    message = _("This draw has no such ticket.")
    help = _("Check the characters on the paper, and that it is of this day and this amenity.")
    status = 404


# --- loans


class DeviceAway(DomainError):
    """Broken, lost or taken away."""

    code = "device_away"
    message = _("This device is broken or was taken away.")
    help = _("Nothing was handed out. Choose another device. A coordinator can say that it works again.")


class DeviceOut(DomainError):
    """One open loan of a device."""

    code = "device_out"
    message = _("Somebody has this device.")
    help = _("Nothing was changed. Take it back first, or choose another device.")


class StillToWipe(DomainError):
    """The next hands must find nothing of the last ones."""

    code = "still_to_wipe"
    message = _("This device was not wiped since it came back.")
    help = _(
        "Nothing was handed out. What the last family wrote and saw may still be on it. Do the list: signed "
        "out, history, photos, downloads, battery. Then it can go."
    )


class NotWiped(DomainError):
    """The list is done as a whole."""

    code = "not_wiped"
    message = _("Not everything on the list is done.")
    help = _("Nothing was changed. The device stays here until all points are done and the battery is read.")


class HasLoan(DomainError):
    """At most one of each kind in the hands of a household."""

    code = "has_loan"
    message = _("This household has a device of this kind already: %(kind)s.")
    help = _("Nothing was handed out. Take that one back first.")


class NoTurnNow(DomainError):
    """Turns say who has this device."""

    code = "no_turn_now"
    message = _("This device goes by turns, and this household has no turn now.")
    help = _("Nothing was handed out. Give a turn that is free, or put the household on the next list.")


class LoanOver(DomainError):
    """It came back, or was given up for lost."""

    code = "loan_over"
    message = _("This loan is over, or was not over yet.")
    help = _("Nothing was changed. Look at the list again: somebody else may have written it down.")


class DevicesOut(Concern):
    """They leave with something in their hands that belongs to the house. Asked, never a lock on the door."""

    code = "devices_out"
    message = _("This family still has from the house: %(devices)s.")
    help = _(
        "Nothing was changed. Take it back at the desk if they have it with them. Nobody is kept here, and "
        "nobody pays for it: confirm, and it stays on the list of loans."
    )
    yes = _("Check them out all the same")
    no = _("Go back and take it first")


class LabelTaken(DomainError):
    """Labels of a house differ."""

    code = "label_taken"
    message = _("There is a device with this label already: %(label)s.")
    help = _("Nothing was changed. Choose another label, and stick it on the device.")
