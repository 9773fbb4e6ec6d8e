"""What the keyring refuses, and what then is to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class Fenced(DomainError):
    """The time of this key is over: nothing new is sealed under it, ever."""

    code = "time_is_over"
    message = _("The time for keeping this is over. It cannot be written any more.")
    help = _("Nothing was changed. What was erased on time stays erased.")


class KeyGone(DomainError):
    """There is no such key. Whatever it sealed is erased."""

    code = "erased"
    message = _("This was erased on time.")
    help = _("Nobody can bring it back. Everything else is still here.")
    status = 410


class KeyringUnavailable(DomainError):
    """The keyring cannot be read or written now. What is sealed waits; everything else works."""

    code = "keyring_unavailable"
    message = _("The keyring cannot be used now: %(reason)s")
    help = _(
        "Names and notes cannot be read or written. Everything else works, and nothing was lost. "
        "Tell the technician: docs/operations/keyring.md says what to do."
    )
    status = 503


class KeyringMissing(KeyringUnavailable):
    """The keyring that this site used before does not lie in its folder."""

    code = "keyring_missing"
    message = _("The keyring of this site is not in its folder.")
    help = _(
        "Names and notes cannot be read or written. Everything else works. The technician mounts the "
        "folder again or, when it is lost for good, runs: manage.py keyring make"
    )


class WrongRootSecret(KeyringUnavailable):
    """The root secret is not the one that this keyring was made with."""

    code = "wrong_root_secret"
    message = _("The root secret does not fit the keyring.")
    help = _(
        "Nothing was erased. Names and notes can be read again when POSADA_ROOT_SECRET holds the secret that "
        "fits: docs/operations/keyring.md says where to look."
    )


class KeyringDamaged(KeyringUnavailable):
    """A file of the keyring is shorter, longer or other than it was written."""

    code = "keyring_damaged"
    message = _("A file of the keyring is damaged: %(place)s")
    help = _(
        "What it sealed cannot be read now. Everything else works. The technician puts the file back from "
        "the mirror: docs/operations/keyring.md says how."
    )
