"""What would break if a household went into this house: apps above say so, and somebody confirms (J12).

Asked under the lock, before anybody gets a bed. Nothing is forbidden: whoever repeats the code of the
concern has read it, and the trail says that they went on knowingly.
"""

from collections.abc import Callable, Collection

from accounts.models import Membership
from privacy import audit
from privacy.verbs import Verb
from shelters.errors import Concern
from shelters.models import Household, Shelter

Check = Callable[[Household, Shelter], Concern | None]

_checks: list[Check] = []


def concerns(check: Check) -> Check:
    """Ask `check` whenever a household is about to be put into a house."""
    _checks.append(check)
    return check


def look(household: Household, shelter: Shelter, *, confirmed: Collection[str], by: Membership) -> None:
    """Refuse the first concern whose code nobody has confirmed.

    Raises: Concern.
    """
    for check in _checks:
        concern = check(household, shelter)
        if concern is None:
            continue
        if concern.code not in confirmed:
            raise concern
        audit.record(Verb.CROSSED_KNOWINGLY, by=by, about=household)
