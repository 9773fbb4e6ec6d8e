"""Opening one household, and finding one by a called name: allowed at every desk, written down every time."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from accounts import openings
from accounts.models import Membership
from accounts.rights import Right
from core.codes import BadCode, read_code
from core.errors import NotHere
from privacy import audit, sealed, walls
from privacy.models.audit import Outcome
from privacy.verbs import Verb
from shelters.errors import NotAsked, TooFewLetters
from shelters.models import Household, Shelter, Stay
from shelters.names import FEWEST_LETTERS, begins_like, folded, tidy

MOST_FOUND = 12  # more would be a list of the house


@dataclass(frozen=True)
class Found:
    """Somebody in a house whose called name begins like what was typed."""

    called_name: str
    stay: Stay


@dataclass(frozen=True)
class Search:
    """What was found, in the order of the names; `is_cut` when there was more than is shown."""

    found: list[Found]
    is_cut: bool


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


def listed(kind: type[Model], *, by: Membership) -> None:
    """Write down that a list of households was shown; `kind` is what its rows are.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_HOUSEHOLD, within=by.organization)
    audit.record(Verb.HOUSEHOLDS_LISTED, by=by, about=kind)


@transaction.atomic
def by_called_name(text: str, *, at: Shelter, by: Membership) -> Search:
    """Who is in this house, or expected there, and is called like this: beginnings of words, whatever
    accents and capitals. One house only; the names are opened in memory and forgotten. Whoever is shown
    counts as opened.

    Raises: NotAllowed, NotAsked, TooFewLetters, KeyringUnavailable.
    """
    by.require(Right.SEE_HOUSEHOLD, within=at.organization)
    if "called_name" not in by.organization.collects:
        raise NotAsked
    sought = folded(tidy("called_name", text))
    if sum(character.isalpha() for character in sought) < FEWEST_LETTERS:
        raise TooFewLetters
    audit.record(Verb.CALLED_NAME_SOUGHT, by=by, about=at)
    rows = Stay.objects.visible_to(by).open().filter(shelter=at, person__called_name__isnull=False)
    stays = rows.select_related("household", "person", "bed__room", "places__group")
    found = [Found(name, stay) for stay in stays if begins_like(folded(name := _called(stay)), sought)]
    found.sort(key=lambda one: (folded(one.called_name), one.stay.household.code))
    shown = found[:MOST_FOUND]
    _show({one.stay.household_id: one.stay.household for one in shown}, by=by)
    return Search(shown, is_cut=len(found) > MOST_FOUND)


def _show(households: Mapping[UUID, Household], *, by: Membership) -> None:
    """A name with a code and a bed is an opening: whoever tries syllables all night would read the house."""
    with walls.within(by.organization_id):  # its end writes all entries at once
        for household in households.values():
            audit.record(Verb.HOUSEHOLD_OPENED, by=by, about=household)
    openings.weigh(households, by=by)


def _called(stay: Stay) -> str:
    """The called name of somebody who is here; nothing where it is erased or was changed from outside.

    Raises: KeyringUnavailable.
    """
    try:
        return sealed.read(stay.person, "called_name")
    except (sealed.Erased, sealed.CannotOpen):
        return ""


def _opened(by: Membership, **lookup: object) -> Household:
    by.require(Right.SEE_HOUSEHOLD, within=by.organization)
    household = Household.objects.visible_to(by).prefetch_related("persons").filter(**lookup).first()
    if household is None:
        audit.record(Verb.HOUSEHOLD_OPENED, by=by, outcome=Outcome.REFUSED)
        raise NotHere
    audit.record(Verb.HOUSEHOLD_OPENED, by=by, about=household)
    openings.weigh([household.pk], by=by)
    return household
