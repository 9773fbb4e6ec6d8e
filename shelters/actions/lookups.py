"""Opening one household: allowed at every desk, and written down every time."""

from uuid import UUID

from accounts.models import Membership
from accounts.rights import Right
from core.codes import BadCode, read_code
from core.errors import NotHere
from privacy import audit
from privacy.verbs import Verb
from shelters.models import Household


def by_code(text: str, *, by: Membership) -> Household:
    """The household with this code as somebody typed it.

    Raises: NotAllowed, NotHere.
    """
    try:
        code = read_code(text)
    except BadCode as wrong:
        raise NotHere from wrong
    return _opened(by, code=code)


def by_id(household_id: UUID, *, by: Membership) -> Household:
    """The household with this key.

    Raises: NotAllowed, NotHere.
    """
    return _opened(by, pk=household_id)


def _opened(by: Membership, **lookup: object) -> Household:
    by.require(Right.SEE_HOUSEHOLD, within=by.organization)
    household = Household.objects.visible_to(by).prefetch_related("persons").found(**lookup)
    audit.record(Verb.HOUSEHOLD_OPENED, by=by, about=household)
    return household
