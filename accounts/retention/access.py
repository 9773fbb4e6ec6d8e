"""How long ended accesses, locks and recoveries stay."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import PROTECT, Exists, Model, OuterRef, ProtectedError, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.models import Invitation, Lock, Membership, Organization, Recovery, User
from core.events import after_commit
from privacy import retention, walls
from privacy.inventory import Until
from privacy.retention import HALF_YEAR, Rule, batch


@retention.every_tenant
def organizations() -> Iterable[UUID]:
    """Every organization of this site."""
    return Organization.objects.order_by("pk").values_list("pk", flat=True)


def try_each(rows: Iterable[Model]) -> int:
    """Erase those that nothing names any more; the others wait for what names them."""
    erased = 0
    for row in rows:
        with suppress(ProtectedError, IntegrityError), transaction.atomic():
            erased += row.delete()[0]
            if connection.vendor == "postgresql":  # rows of other organizations are only seen by the key
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return erased


def old_recoveries(tenant: UUID, before: datetime) -> QuerySet[Recovery]:
    """Recoveries whose code ran out."""
    return Recovery.objects.filter(organization=tenant, ends_at__lte=before)


def old_invitations(tenant: UUID, before: datetime) -> QuerySet[Invitation]:
    """Invitations that were used, withdrawn or ran out."""
    over = Q(used_at__lte=before) | Q(withdrawn_at__lte=before) | Q(ends_at__lte=before)
    return Invitation.objects.filter(over, organization=tenant)


def erase_invitations(tenant: UUID, before: datetime, limit: int) -> int:
    """Who came in by one stays, but nothing says any more by which."""
    keys = list(old_invitations(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit])
    Membership.objects.filter(invitation__in=keys).update(invitation=None)
    return batch(Invitation.objects.filter(pk__in=keys), limit)


def ended_memberships(tenant: UUID, before: datetime) -> QuerySet[Membership]:
    """Accesses that ended before and that no kept row names."""
    over = Q(ended_at__lte=before) | Q(ended_at=None, expires_at__lte=before)
    rows = Membership.objects.filter(over, organization=tenant)
    for relation in Membership._meta.related_objects:
        if relation.on_delete is PROTECT:
            name = relation.field.name
            model = relation.related_model
            named = model._base_manager.filter(**{name: OuterRef("pk")})  # noqa: SLF001  its public name
            rows = rows.filter(~Exists(named))
    return rows


def erase_memberships(tenant: UUID, before: datetime, limit: int) -> int:
    """One batch of ended accesses, and the account of whoever works nowhere any more."""
    erased = 0
    for membership in ended_memberships(tenant, before).order_by("pk")[:limit]:
        user = membership.user
        erased += try_each([membership])
        if user is not None and works_nowhere(user):
            erased += _erase_account(user)
    return erased


def _erase_account(user: User) -> int:
    """The account, and then the key of its seeds in old backups; how many rows went."""
    account = user.pk
    erased = try_each([user])
    if erased:
        after_commit(factors.erase, account)
    return erased


def works_nowhere(user: User) -> bool:
    """Whether no access is left in any organization: no wall hides an access from its own user."""
    with walls.within(None, user=user.pk):
        return not Membership.objects.filter(user=user.pk).exists()


def old_locks(tenant: UUID, before: datetime) -> QuerySet[Lock]:
    """Locks that were opened again."""
    return Lock.objects.filter(organization=tenant, reopened_at__lte=before)


retention.declare(
    Rule(
        name="recoveries",
        label=_("Recoveries of access"),
        since=_("after their end"),
        until=Until.ACCOUNT_END,
        models=("accounts.Recovery",),
        hours=HALF_YEAR,
        rows=old_recoveries,
    )
)
retention.declare(
    Rule(
        name="invitations",
        label=_("Invitations"),
        since=_("after their end"),
        until=Until.ACCOUNT_END,
        models=("accounts.Invitation", "shelters.ShelterInvitation"),
        hours=HALF_YEAR,
        rows=old_invitations,
        erase=erase_invitations,
    )
)
retention.declare(
    Rule(
        name="locks",
        label=_("Who locked the organization, and who opened it again"),
        since=_("after it was opened"),
        until=Until.AUDIT_180_DAYS,
        models=("accounts.Lock",),
        hours=HALF_YEAR,
        rows=old_locks,
    )
)
retention.declare(
    Rule(
        name="memberships",
        label=_("Accesses of colleagues and keys; accounts with their second factors"),
        since=_("after their end, once nothing kept names them"),
        until=Until.ACCOUNT_END,
        models=(
            "accounts.Membership",
            "shelters.ShelterAssignment",
            "accounts.User",
            "mfa.Authenticator",
            "account.EmailAddress",
            "account.EmailConfirmation",
        ),
        hours=HALF_YEAR,
        rows=ended_memberships,
        erase=erase_memberships,
    )
)
