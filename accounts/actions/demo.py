"""Colleagues of the demo network: everybody may know how they sign in."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts import factors
from accounts.actions.members import end_date
from accounts.factors import open_seed, seal_seed
from accounts.models import Membership, Organization, User
from core.errors import DomainError, NotAllowed
from privacy import walls

PASSWORD = "posada-demo"  # noqa: S105  it is printed on a public page
# Base 32 of an invented text: the same for all, so that one entry in an app serves every demo role.
SEED = "OBXXGYLEMEQGIZLNN4QG43ZAM52WK43U"


@dataclass(frozen=True)
class DemoPerson:
    """One row of the page that shows how to sign in."""

    username: str
    role: str
    organization: str
    seed: str


@transaction.atomic
def demo_member(
    organization: Organization,
    username: str,
    role: str,
    password: str = PASSWORD,
    *,
    expires_at: datetime | None = None,
    is_limited: bool = False,
) -> Membership:
    """A user with this password and an authenticator app whose seed is public. Only in a demo.

    Called again for the same username it adds a membership in another organization.
    Raises: NotAllowed when the site is no demo.
    """
    if not settings.DEMO:
        raise NotAllowed
    user = User.objects.filter(username=username).first() or User.objects.create_user(username, password)
    if not factors.of_user(user).exists():
        factors.of_user(user).create(
            user=user, type="totp", data={"secret": seal_seed(SEED, user_id=user.pk)}
        )
    with walls.within(organization.pk):
        return Membership.objects.create(
            organization=organization,
            user=user,
            role=role,
            is_limited=is_limited,
            expires_at=end_date(role, expires_at),
        )


def people() -> list[DemoPerson]:
    """Everybody whose seed is the public one; whoever joined the demo by invitation stays out.

    Raises: NotAllowed when the site is no demo.
    """
    if not settings.DEMO:
        raise NotAllowed
    found = []
    for member in _members():
        user = member.user
        if user is None:
            continue
        sealed = factors.of_user(user).filter(type="totp").values_list("data__secret", flat=True).first()
        if sealed and _is_public(sealed, user):
            role = str(member.get_role_display())
            found.append(DemoPerson(user.username, role, member.organization.name, SEED))
    return found


def _members() -> list[Membership]:
    """Everybody of every organization, by its name and their own."""
    found: list[Membership] = []
    for organization in Organization.objects.order_by("name"):
        with walls.on_behalf(organization.pk):
            members = Membership.objects.filter(organization=organization).people().current()
            found += members.select_related("user", "organization").order_by("user__username")
    return found


def _is_public(sealed: str, user: User) -> bool:
    """Whether it is the seed of the demo; one that cannot be opened is nobody's."""
    try:
        return open_seed(sealed, user_id=user.pk) == SEED
    except DomainError:
        return False
