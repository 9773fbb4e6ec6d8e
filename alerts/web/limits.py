"""How often one may report. Counts live in the cache under keyed hashes: no address is stored anywhere."""

from django.http import HttpRequest

from accounts.models import Membership
from accounts.web.guesses import Bucket, Guess, Spare, weigh_use
from alerts.errors import TooManyReports

# A whole house stands behind one address: at least twenty, and nobody there learns how many others told.
HOUSE = Bucket("reports of a network", 28, 10 * 60, blur=8)
# Of all senders together, so that many of them do not fill the disk. Nine addresses that do nothing else can
# use it up, but even they cannot count what others told in that minute.
SITE = Bucket("reports of the site", 240, 60, blur=40)
# Then the form stays open for a few reports of each other sender: who wants to close it for everybody needs
# at least fifty networks of their own in each minute, and none of them twice in ten minutes.
SPARE = Spare(
    each=Bucket("reports of a network while few use up the site", 10, 10 * 60, blur=8),
    together=Bucket("reports of the site beyond", 600, 60, blur=100),
)
MEMBER = Bucket("reports of a member", 30, 60 * 60)


def count(request: HttpRequest, *, by: Membership | None) -> Guess:
    """Count one report. Whoever is refused for another reason gives it back with `was_right`.

    Raises: TooManyReports.
    """
    use = (
        weigh_use(request, what="report", network=HOUSE, everyone=SITE, spare=SPARE)
        if by is None
        else Guess([(MEMBER, f"report|{by.pk}")])
    )
    if not use.is_allowed:
        raise TooManyReports
    return use
