"""What is kept about one household now, as facts for a paper that the family takes away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from accounts.models import Membership
from core.errors import Text
from privacy import audit, retention
from privacy.inventory import DECLARED, Declaration, Kind
from privacy.verbs import Verb
from shelters import outsiders
from shelters.actions import lookups
from shelters.hanging import hanging
from shelters.models import FEATURES, Household, Person, Stay
from shelters.names import told

# Told on the paper in words of their own, not as so many rows. Whether an authority asked about a family is
# for the coordinator and a lawyer to say, because an order may forbid it: the paper says whom to ask.
TOLD_APART = {"shelters.Person", "shelters.Stay", "shelters.DemandedHousehold"}


@dataclass(frozen=True)
class Answer:
    """An optional answer: its column, what that is called, whether it is kept, and the texts when the family
    asked for them."""

    column: str
    name: Text
    is_kept: bool
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rest:
    """Rows of another kind that hang on the household: what they are called, how many, how they end."""

    declared: Declaration
    name: Text
    rows: int


@dataclass(frozen=True)
class Kept:
    """Everything about one household. Ages and groups are counted; no row is told apart."""

    household: Household
    size: int
    ages: Mapping[str, int]
    groups: Mapping[str, int]
    needs: Mapping[str, int]
    stay: Stay | None
    answers: list[Answer]
    rest: list[Rest]
    outsiders: list[Text]
    left_at: datetime | None

    @property
    def words_end_at(self) -> datetime | None:
        """When the called names, notes and ways to reach them are gone; none while nobody has left."""
        ends = [end for end in (self.household.names_until, self._end("called_name")) if end]
        return min(ends, default=None)

    @property
    def rows_end_at(self) -> datetime | None:
        """When everything else is gone; none while nobody has left."""
        return self._end("households")

    def _end(self, rule: str) -> datetime | None:
        hours = timedelta(hours=retention.hours(self.household.organization_id, rule))
        return self.left_at + hours if self.left_at else None


def kept(household_id: UUID, *, by: Membership, with_texts: bool = False) -> Kept:
    """What is kept about the household, written down as opened and as printed.

    The optional answers themselves are only read when the family wants them on the paper; that is written
    down apart.
    Raises: NotAllowed, NotHere.
    """
    # In no transaction with the rest, so that a refusal stays written down.
    household = lookups.by_id(household_id, by=by)
    return _kept(household, by=by, with_texts=with_texts)


@transaction.atomic
def _kept(household: Household, *, by: Membership, with_texts: bool) -> Kept:
    audit.record(Verb.DATA_PRINTED, by=by, about=household)
    if with_texts:
        audit.record(Verb.WORDS_PRINTED, by=by, about=household)
    persons = list(household.persons.all())
    stay = household.stays.open().select_related("shelter", "hold").order_by("state", "starts_at").last()
    return Kept(
        household=household,
        size=len(persons),
        ages=Counter(person.age_band for person in persons),
        groups=Counter(person.gender for person in persons),
        needs=Counter(name for name in FEATURES for person in persons if getattr(person, name)),
        stay=stay,
        answers=[
            *_answers(household, persons, with_texts=with_texts),
            *_answers_of_rest(household, with_texts=with_texts),
        ],
        rest=_rest(household),
        outsiders=outsiders.of(household),
        # Whoever never had a bed counts as left when the household was opened.
        left_at=household.left_at or (None if stay else household.opened_at),
    )


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The names of the sealed fields of a model."""
    kinds = DECLARED[model._meta.label].kinds
    return [name for name, kind in kinds.items() if kind is Kind.SEALED]


def _answers(household: Household, persons: list[Person], *, with_texts: bool) -> list[Answer]:
    sealed_rows: list[tuple[type[Person | Household], Sequence[Person | Household]]] = [
        (Person, persons),
        (Household, [household]),
    ]
    if household.names_until and household.names_until <= timezone.now():
        sealed_rows = [
            (model, []) for model, _rows in sealed_rows
        ]  # over, whatever the clock of the purge says
    return [
        _answer(model, column, rows, with_texts=with_texts)
        for model, rows in sealed_rows
        for column in sealed_columns(model)
    ]


def _answers_of_rest(household: Household, *, with_texts: bool) -> list[Answer]:
    """Sealed words that other rows of the household hold, such as the reference of a registration."""
    found = [
        _answer(model, column, _rows_of(model, path, household, column), with_texts=with_texts)
        for one, model, path in hanging()
        if one.label not in TOLD_APART
        for column in sealed_columns(model)
    ]
    return [answer for answer in found if answer.is_kept]


def _rows_of(model: type[models.Model], path: str, household: Household, column: str) -> list[Any]:
    """The rows of the household that hold something in this column."""
    wanted = {path: household, f"{column}__isnull": False}
    return list(models.QuerySet(model).filter(**wanted).order_by("pk"))


def _answer(model: type[models.Model], column: str, rows: Sequence[Any], *, with_texts: bool) -> Answer:
    written = [row for row in rows if getattr(row, column) is not None]
    texts = tuple(text for row in written if (text := told(row, column).text)) if with_texts else ()
    name = getattr(model._meta.get_field(column), "verbose_name", column)
    return Answer(column, name, bool(written), texts)


def _rest(household: Household) -> list[Rest]:
    """Counted in one query, whatever apps declare later."""
    found = [each for each in hanging() if each[0].label not in TOLD_APART]
    rows = {
        f"rows_{number}": Subquery(
            models.QuerySet(model)
            .filter(**{path: OuterRef("pk")})
            .order_by()
            .values(path)
            .annotate(rows=Count("pk"))
            .values("rows")
        )
        for number, (_one, model, path) in enumerate(found)
    }
    counts = Household.objects.filter(pk=household.pk).values_list(*rows.values()).get() if rows else ()
    return [
        Rest(one, model._meta.verbose_name_plural or "", count)
        for (one, model, _path), count in zip(found, counts, strict=True)
        if count
    ]
