"""Why the purge does not run, and what then is to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ClockJumped(DomainError):
    """The clock is far ahead of the last run: erasing by it could take what is not due yet."""

    code = "clock_jumped"
    message = _("The clock of this machine is %(days)s days ahead of the last purge.")
    help = _(
        "Nothing was erased. If the date is right (the machine was off for so long), run: "
        "manage.py purge --accept-clock. If it is wrong, set the clock first."
    )


class StillPurging(DomainError):
    """Another process is at it."""

    code = "still_purging"
    message = _("A purge is running already.")
    help = _("Nothing has to be done; it goes on by itself.")


class NotAllErased(DomainError):
    """Some rules could not be carried out this time."""

    code = "not_all_erased"
    message = _("Not everything whose time is over could be erased: %(rules)s.")
    help = _("What was erased stays erased; the rest is tried again in some minutes. See the log.")


class NotOverwritten(DomainError):
    """SQLite would leave what it deletes in the file."""

    code = "secure_delete_off"
    message = _("The database does not overwrite what it deletes.")
    help = _("Nothing was erased. PRAGMA secure_delete must be ON on every connection: see the settings.")
