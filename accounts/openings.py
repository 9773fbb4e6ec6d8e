"""How many households each colleague opened today: written down, counted, and seen by their peers.

Nobody is ever stopped: a late arrival is never blocked by software. Whoever opens unusually many is
asked by colleagues, who know the night better than a program.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Role
from privacy import audit
from privacy.models import AuditEntry
from privacy.models.audit import Outcome
from privacy.verbs import OPENING, Verb

OPENED = Q(verb=Verb.HOUSEHOLD_OPENED, outcome=Outcome.DONE)
MANY = Q(verb=Verb.OPENED_MANY)


@dataclass(frozen=True)
class Opener:
    """A colleague who opened households today, and how many different ones."""

    username: str
    role: str
    households: int
    is_many: bool
    last_at: datetime

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(dict(Role.choices).get(self.role, self.role))


def day_began(member: Membership, now: datetime | None = None) -> datetime:
    """The last midnight of the member's network."""
    here = (now or timezone.now()).astimezone(ZoneInfo(member.organization.network.time_zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def weigh(household_ids: Collection[UUID], *, by: Membership) -> None:
    """Beside the entries of these openings: the first time a volunteer opens more than usual, write that too.

    One query, and for volunteers only: coordinators list households anyway.
    """
    if by.role != Role.VOLUNTEER or not household_ids:
        return
    today = AuditEntry.objects.of(by.organization_id).filter(member_id=by.pk, verb__in=OPENING)
    facts = today.since(day_began(by)).aggregate(
        others=Count("about_id", distinct=True, filter=OPENED & ~Q(about_id__in=household_ids)),
        many=Count("pk", filter=MANY),
    )
    if not facts["many"] and facts["others"] + len(set(household_ids)) > by.organization.openings_a_day:
        audit.record(Verb.OPENED_MANY, by=by, about=by)


def of_today(member: Membership) -> list[Opener]:
    """Everybody of the organization who opened households today, whoever opened most first: one query."""
    return [_opener(row) for row in _today(member).order_by("-households")]


def unusual_today(member: Membership) -> list[Opener]:
    """Those of the organization who opened unusually many today: one query."""
    return [_opener(row) for row in _today(member).filter(many__gt=0).order_by("-households")]


def own_today(member: Membership) -> Opener | None:
    """The reader, once they opened unusually many today."""
    rows = _today(member).filter(many__gt=0, member_id=member.pk)
    return next((_opener(row) for row in rows), None)


def _today(member: Membership) -> Any:
    username = Membership.objects.filter(pk=OuterRef("member_id")).values("user__username")[:1]
    rows = AuditEntry.objects.of(member.organization_id).filter(verb__in=OPENING).since(day_began(member))
    return (
        rows.values("member_id")
        .annotate(
            username=Subquery(username),
            role=Max("role"),
            households=Count("about_id", distinct=True, filter=OPENED),
            many=Count("pk", filter=MANY),
            last_at=Max("at"),
        )
        .filter(households__gt=0)
        .order_by()
    )


def _opener(row: dict[str, Any]) -> Opener:
    return Opener(row["username"] or "", row["role"], row["households"], bool(row["many"]), row["last_at"])
