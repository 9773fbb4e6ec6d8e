"""The register of legal demands. What is demanded is no longer erased on request; nothing is wiped."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.rights import Right
from core.codes import BadCode, read_code
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import erasing
from shelters.errors import DemandAnswered, NamedInDemand
from shelters.models import Demand, DemandedHousehold, Household

OLDEST_DAYS = 365


@transaction.atomic
def register(
    *,
    asked_by: str,
    received_on: date,
    paper: str,
    wanted: str,
    by: Membership,
    codes: Collection[str] = (),
) -> Demand:
    """Write a demand down, with the households that it names by their codes.

    From now on these are not erased on request until the demand is answered.
    Raises: NotAllowed, BadInput.
    """
    by.require(Right.ANSWER_DEMANDS, within=by.organization)
    _refuse_unknown(asked_by, paper, wanted, received_on)
    households = _locked({_household(code, by).pk for code in codes if code.strip()}, by)
    if wanted == Demand.Wanted.HOUSEHOLDS and not households:
        raise BadInput({"codes": [_("Write the code of each household.")]})

    demand = Demand.objects.create(
        organization=by.organization,
        asked_by=asked_by,
        received_on=received_on,
        paper=paper,
        wanted=wanted,
        registered_by=by,
    )
    DemandedHousehold.objects.bulk_create(
        DemandedHousehold(organization=by.organization, demand=demand, household=household)
        for household in households
    )
    audit.record(Verb.DEMAND_REGISTERED, by=by, about=demand)
    return demand


@transaction.atomic
def answer(
    demand: Demand, *, answer: str, by: Membership, households_given: int = 0, persons_given: int = 0
) -> Demand:
    """Write down what was answered, and how many people were disclosed. It cannot be changed afterwards.

    Raises: NotAllowed, NotHere, DemandAnswered, BadInput.
    """
    by.require(Right.ANSWER_DEMANDS, within=demand.organization)
    demand = Demand.objects.visible_to(by).locked().found(pk=demand.pk)
    if not demand.is_open:
        raise DemandAnswered
    if answer not in Demand.Answer.values:
        raise BadInput({"answer": [_("Choose one of the list.")]})
    gives_records = answer == Demand.Answer.RECORDS
    if gives_records != bool(households_given) or bool(households_given) != bool(persons_given):
        raise BadInput({"households_given": [_("Count households and persons when records were given.")]})

    demand.answer, demand.answered_by, demand.answered_at = answer, by, timezone.now()
    demand.households_given, demand.persons_given = households_given, persons_given
    demand.save()
    audit.record(Verb.DEMAND_ANSWERED, by=by, about=demand)
    return demand


def refuse_demanded(household: Household) -> None:
    """For everything that erases on request: no wiping once somebody has asked.

    Erasing on time goes on; a legal hold by two people stops that too.
    Raises: NamedInDemand.
    """
    if Demand.objects.open().about(household, joined=erasing.joined([household.pk])).exists():
        raise NamedInDemand


def follow(household: Household, *, to: Household, own_only: bool = False) -> None:
    """Some persons leave `household` for `to`: whoever demanded the one has demanded the other.

    `own_only`: not what names another household that was merged into it.
    """
    together = [household.pk] if own_only else erasing.joined([household.pk])
    open_ones = Demand.objects.open().about(household, joined=together)
    DemandedHousehold.objects.bulk_create(
        DemandedHousehold(organization_id=to.organization_id, demand=demand, household=to)
        for demand in open_ones.exclude(named__household=to)
    )


def refuse_wiping(organization: Organization) -> None:
    """For everything that erases many at once because somebody wants it.

    Raises: NamedInDemand.
    """
    wants_people = [Demand.Wanted.LIST, Demand.Wanted.HOUSEHOLDS]
    if Demand.objects.open().filter(organization=organization, wanted__in=wants_people).exists():
        raise NamedInDemand


def _household(code: str, by: Membership) -> Household:
    try:
        found = Household.objects.visible_to(by).filter(code=read_code(code)).first()
    except BadCode:
        found = None
    if found is None:
        raise BadInput({"codes": [_("No household here has one of these codes.")]})
    return found


def _locked(ids: Collection[UUID], by: Membership) -> list[Household]:
    """Locked, so that nobody who erases on request has looked before and erases after.

    Raises: BadInput (one was erased a moment ago).
    """
    households = list(Household.objects.visible_to(by).filter(pk__in=ids).locked())
    if len(households) < len(ids):
        raise BadInput({"codes": [_("No household here has one of these codes.")]})
    return households


def _refuse_unknown(asked_by: str, paper: str, wanted: str, received_on: date) -> None:
    wrong: dict[str, list[str]] = {}
    lists = {"asked_by": Demand.Asker, "paper": Demand.Paper, "wanted": Demand.Wanted}
    for name, value in {"asked_by": asked_by, "paper": paper, "wanted": wanted}.items():
        if value not in lists[name].values:
            wrong[name] = [_("Choose one of the list.")]
    # A day of grace: the day of the house may be ahead of the site's.
    newest = timezone.now().date() + timedelta(days=1)
    if not newest - timedelta(days=OLDEST_DAYS) <= received_on <= newest:
        wrong["received_on"] = [_("A day within the last year.")]
    if wrong:
        raise BadInput(wrong)
