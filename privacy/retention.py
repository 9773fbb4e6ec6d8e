"""How long rows stay: one rule for each kind, declared next to the models that it erases.

Each app declares its rules in its own `retention.py`, which is found at the start. The purge
(privacy/actions/purge.py) walks through them every few minutes. No rule can be switched off or
lengthened; an organization may shorten those that allow it (RetentionChoice).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import Text
from privacy import walls
from privacy.inventory import Until

# (organization, everything from before this moment) -> the rows that are past their time.
Rows = Callable[[UUID, datetime], "QuerySet[Any]"]
# The same, and at most so many rows -> rows erased; 0: done. It runs inside `walls.within(organization)`,
# one short transaction a batch, children first.
Erase = Callable[[UUID, datetime, int], int]

SITE = UUID(int=0)  # the organization of what belongs to none: sessions, kept answers, accounts
SECONDS_REMEMBERED = 60
# Hours.
DAY = 24
MONTH = 30 * DAY
HALF_YEAR = 180 * DAY


@dataclass(frozen=True)
class Rule:
    """One kind of data and its end.

    `hours` after the event named in `since`; `models` are the labels it erases (a part of their
    rows is enough: a sealed column, an ended row). `rows` are those past their time; they are deleted
    with what hangs on them, unless `erase` tells another story about them.
    """

    name: str
    label: Text
    since: Text
    until: Until
    models: tuple[str, ...]
    hours: int
    rows: Rows
    erase: Erase | None = None
    shortest: int = 0
    of_site: bool = False
    # The rule with which these rows go at the latest, because they hang on its rows.
    hangs_on: str = ""

    @property
    def can_be_shortened(self) -> bool:
        """Whether an organization may choose fewer hours."""
        return 0 < self.shortest < self.hours

    def erase_batch(self, tenant: UUID, before: datetime, limit: int) -> int:
        """Erase at most so many rows from before this moment; how many went, 0 when there are none."""
        if self.erase is not None:
            return self.erase(tenant, before, limit)
        return batch(self.rows(tenant, before), limit)

    def left(self, tenant: UUID, before: datetime) -> int:
        """How many rows are past their time."""
        return self.rows(tenant, before).count()


RULES: dict[str, Rule] = {}
_tenants: list[Callable[[], Iterable[UUID]]] = []
_remembered: dict[UUID, tuple[float, dict[str, int]]] = {}


def declare(rule: Rule) -> Rule:
    """Make a rule known; it runs in the order of declaration.

    Raises: ValueError when a rule of this name is declared already.
    """
    if rule.name in RULES:
        raise ValueError(f"The rule {rule.name} is declared twice")
    RULES[rule.name] = rule
    return rule


def every_tenant(ids: Callable[[], Iterable[UUID]]) -> Callable[[], Iterable[UUID]]:
    """Make known who can name every organization: the app above that has them."""
    _tenants.append(ids)
    return ids


def tenants() -> list[UUID]:
    """Every organization, and the site itself for what belongs to none."""
    return [SITE, *(tenant for ids in _tenants for tenant in ids())]


def rules_of(tenant: UUID) -> list[Rule]:
    """The rules that apply to an organization, or to the site itself."""
    return [rule for rule in RULES.values() if rule.of_site == (tenant == SITE)]


def hours(tenant: UUID, name: str) -> int:
    """How many hours this organization keeps what the rule names: its own choice, or the default."""
    rule = RULES[name]
    own = min(rule.hours, chosen(tenant).get(name, rule.hours))
    return min(own, hours(tenant, rule.hangs_on)) if rule.hangs_on else own


def before(tenant: UUID, name: str, *, now: datetime | None = None) -> datetime:
    """What happened before this moment is past its time."""
    return (now or timezone.now()) - timedelta(hours=hours(tenant, name))


def chosen(tenant: UUID) -> dict[str, int]:
    """The shorter times that the organization chose, by rule. Remembered for a minute."""
    from privacy.models import RetentionChoice  # noqa: PLC0415  models wait for the apps

    since, choices = _remembered.get(tenant, (0.0, {}))
    if not since or monotonic() - since > SECONDS_REMEMBERED:
        rows = RetentionChoice.objects.filter(organization_id=tenant)
        choices = dict(rows.values_list("rule", "hours"))
        if _reads_rows_of(tenant):
            _remembered[tenant] = (monotonic(), choices)
    return choices


def _reads_rows_of(tenant: UUID) -> bool:
    """Behind walls, nothing found for somebody else says nothing about what is there."""
    here = walls.current()
    return connection.vendor != "postgresql" or (here is not None and here.tenant == tenant)


def choose_again(tenant: UUID) -> None:
    """Forget what is remembered of this organization: it has just chosen something else."""
    _remembered.pop(tenant, None)


def held(tenant: UUID) -> set[UUID]:
    """The households of the organization that are under legal hold now: never erased."""
    from privacy.models import LegalHold  # noqa: PLC0415  models wait for the apps

    rows = LegalHold.objects.filter(organization_id=tenant).in_force()
    return set(rows.values_list("household_id", flat=True))


def batch(rows: "QuerySet[Any]", limit: int) -> int:
    """Erase at most so many of these rows, with what hangs on them; how many went."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    erased: int
    erased, _by_model = rows.model._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001  its public name
    return erased
