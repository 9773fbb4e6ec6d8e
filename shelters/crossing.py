"""What would break if a household went into this house, or left: apps above say so, somebody confirms (J12).

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
LeavingCheck = Callable[[Household], Concern | None]

_checks: list[Check] = []
_leaving: list[LeavingCheck] = []


def concerns(check: Check) -> Check:
    """Ask `check` whenever a household is about to be put into a house."""
    _checks.append(check)
    return check


def concerns_leaving(check: LeavingCheck) -> LeavingCheck:
    """Ask `check` whenever a household is about to be checked out."""
    _leaving.append(check)
    return check


def look_after(household: Household, *, confirmed: Collection[str]) -> None:
    """Refuse the first concern about leaving whose code nobody has confirmed.

    Raises: Concern.
    """
    for check in _leaving:
        concern = check(household)
        if concern is not None and concern.code not in confirmed:
            raise concern


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
