"""Coming in: a code for one person."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import codes
from accounts.actions.members import end_date, refuse_beyond_reach
from accounts.actions.passwords import refuse_weak
from accounts.errors import AccessEnded, AlreadyMember, Locked, WrongCode
from accounts.events import membership_begun
from accounts.models import Invitation, Membership, Organization, User
from accounts.rights import Right, Role
from core.errors import BadInput, NotAllowed
from core.events import announce
from privacy import audit, walls
from privacy.verbs import Verb

CODE_DAYS = 7


@transaction.atomic
def invite(
    *,
    organization: Organization,
    role: str,
    by: Membership,
    membership_ends_at: datetime | None = None,
    is_limited: bool = False,
    ends_at: datetime | None = None,
) -> tuple[Invitation, str]:
    """An invitation and its code, which is shown once and never stored.

    A network coordinator may also open the door of an organization of the network that has no
    coordinator, for its first one, and for nobody else.
    Raises: NotAllowed, BeyondReach, EndDateNeeded.
    """
    if organization.pk == by.organization_id:
        by.require(Right.MANAGE_MEMBERS, within=organization)
    else:
        by.require_in_network(Right.MANAGE_NETWORK, network_id=organization.network_id)
        _refuse_unless_headless(organization, role)
    refuse_beyond_reach(role, by=by)

    return make(
        organization,
        role=role,
        by=by,
        membership_ends_at=membership_ends_at,
        is_limited=is_limited,
        ends_at=ends_at,
    )


def make(
    organization: Organization,
    *,
    role: str,
    by: Membership,
    membership_ends_at: datetime | None = None,
    is_limited: bool = False,
    ends_at: datetime | None = None,
) -> tuple[Invitation, str]:
    """The row behind an invitation, for actions that have already asked for the right and for the
    shell, whose holder has the whole machine. `by` is the actor in the audit trail.

    Raises: EndDateNeeded.
    """
    now = timezone.now()
    code, code_hash = codes.fresh()
    with walls.within(organization.pk):
        invitation = Invitation.objects.create(
            organization=organization,
            code_hash=code_hash,
            role=role,
            is_limited=is_limited,
            ends_at=ends_at or now + timedelta(days=CODE_DAYS),
            membership_ends_at=end_date(role, membership_ends_at),
            invited_by=by,
        )
        audit.record(Verb.INVITED, by=by, about=invitation, within=organization.pk)
    return invitation, code


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Membership) -> Invitation:
    """Make the code worthless.

    Raises: NotAllowed, NotHere, AccessEnded when it was used or withdrawn already.
    """
    by.require(Right.MANAGE_MEMBERS, within=invitation.organization)
    invitation = Invitation.objects.visible_to(by).locked().found(pk=invitation.pk)
    if invitation.used_at or invitation.withdrawn_at:
        raise AccessEnded

    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(Verb.INVITATION_WITHDRAWN, by=by, about=invitation)
    return invitation


@transaction.atomic
def accept(code: str, *, username: str, password: str) -> Membership:
    """Make a user and the membership the code stands for.

    Raises: WrongCode, Locked, BadInput for the username or the password.
    """
    seen = look(code)
    with walls.within(seen.organization_id):
        invitation = _opened(seen)
        user = _new_user(username, password)
        return _begin(invitation, user)


@transaction.atomic
def accept_as(code: str, *, user: User) -> Membership:
    """Add the membership the code stands for to a user who is signed in.

    Raises: WrongCode, Locked, AlreadyMember.
    """
    seen = look(code)
    with walls.within(seen.organization_id):
        invitation = _opened(seen)
        # Two codes of one house in two open pages: the second one waits here and then sees the first.
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        here = Membership.objects.filter(user=user, organization=invitation.organization_id, ended_at=None)
        if here.current().exists():
            raise AlreadyMember
        # Past its own date it is over, but the row must say so before another one begins.
        here.update(ended_at=timezone.now())
        return _begin(invitation, user)


def look(code: str) -> Invitation:
    """The usable invitation behind the code, to show who invites.

    Raises: WrongCode.
    """
    stored = codes.stored(code)
    with walls.on_behalf(None, door=stored):
        found = Invitation.objects.usable().filter(code_hash=stored)
        invitation = found.select_related("organization").first()
    if invitation is None:
        raise WrongCode
    return invitation


def _opened(seen: Invitation) -> Invitation:
    """The same row, locked and looked at again: it may have been used meanwhile."""
    invitation = Invitation.objects.usable().locked().filter(pk=seen.pk).first()
    if invitation is None:
        raise WrongCode
    # Nobody new comes in who could open the lock; the code is kept for afterwards.
    if invitation.organization.locked_at:
        raise Locked
    return invitation


def _begin(invitation: Invitation, user: User) -> Membership:
    # A date that passed between the invitation and today must not make the row impossible.
    ends_at = invitation.membership_ends_at
    if ends_at is not None and ends_at <= timezone.now():
        raise WrongCode
    membership = Membership.objects.create(
        organization_id=invitation.organization_id,
        user=user,
        role=invitation.role,
        is_limited=invitation.is_limited,
        invitation=invitation,
        expires_at=ends_at,
    )
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    audit.record(Verb.JOINED, by=membership, about=membership)
    announce(
        membership_begun,
        membership_id=membership.pk,
        invitation_id=invitation.pk,
        organization_id=invitation.organization_id,
    )
    return membership


def _new_user(username: str, password: str) -> User:
    user = User(username=User.normalize_username(username.strip()).lower())
    try:
        user.clean_fields(exclude=["password"])
        user.validate_unique()
    except ValidationError as refused:
        raise BadInput(refused.message_dict) from refused
    refuse_weak(password, user=user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:  # somebody took the name in this very moment
        text = User._meta.get_field("username").error_messages["unique"]
        raise BadInput({"username": [text]}) from taken
    return user


def _refuse_unless_headless(organization: Organization, role: str) -> None:
    with walls.within(organization.pk):
        coordinators = Membership.objects.filter(organization=organization, role=Role.COORDINATOR)
        is_headless = not coordinators.current().people().exists()
    if role != Role.COORDINATOR or not is_headless:
        raise NotAllowed
