"""How often one may report. Counts live in the cache under keyed hashes: no address is stored anywhere."""

from django.http import HttpRequest

from accounts.models import Membership
from accounts.web.guesses import Bucket, Guess, weigh_use
from alerts.errors import TooManyReports

# A whole house stands behind one address: at least twenty, and nobody there learns how many others told.
HOUSE = Bucket("reports of a network", 28, 10 * 60, blur=8)
# Of all senders together, so that many of them do not fill the disk. It takes nine addresses that do nothing
# else to use it up, and even they cannot count what others told in that minute.
SITE = Bucket("reports of the site", 240, 60, blur=40)
MEMBER = Bucket("reports of a member", 30, 60 * 60)


def count(request: HttpRequest, *, by: Membership | None) -> Guess:
    """Count one report. Whoever is refused for another reason gives it back with `was_right`.

    Raises: TooManyReports.
    """
    use = (
        weigh_use(request, what="report", network=HOUSE, everyone=SITE)
        if by is None
        else Guess([(MEMBER, f"report|{by.pk}")])
    )
    if not use.is_allowed:
        raise TooManyReports
    return use
