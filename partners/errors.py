"""What keys are refused for."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotAPartner(DomainError):
    """Keys are for partners and municipal offices of the own network."""

    code = "not_a_partner"
    message = _("Keys are for partners and municipal offices of your network.")
    help = _("Nothing was changed. Add the organization as a partner of the network first.")


class KeyEnded(DomainError):
    """The key was revoked or its date has passed."""

    code = "key_ended"
    message = _("This key has ended.")
    help = _("Nothing was changed. Make a new key and approve that one.")


class BudgetSpent(DomainError):
    """The key has read as many records today as it may."""

    code = "budget_spent"
    message = _("This key has read its %(most)s records for today.")
    help = _("Go on after midnight UTC, or ask the shelters for a key with a larger budget.")
    status = 429


class AddressUnusable(DomainError):
    """Not an address that may be posted to."""

    code = "address_unusable"
    message = _("Messages cannot be sent to this address.")
    help = _(
        "Nothing was written down. Use an address that begins with https:// and a name that everybody can "
        "reach, without a user name or a port. A technician must name a machine inside your own network."
    )


class ReceiverEnded(DomainError):
    """Nothing is sent to it any more."""

    code = "receiver_ended"
    message = _("This receiver has ended.")
    help = _("Nothing was sent. Add the address again: it gets a new secret.")
