"""Messages to organizations about acts: written with the change, delivered after it, seen by somebody.

The row is the message. Whoever carries it further (a channel of the house) hears `notice_written`, perhaps
twice after a crash, and must bear that.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organization
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments.events import notice_written
from appointments.models import ActShare, Notice
from privacy import audit, walls
from privacy.verbs import Verb


def tell(share: ActShare, organization: Organization) -> None:
    """Write the one message of this act to an organization that has houses or appointments in it."""
    if organization.kind == Organization.Kind.SHELTERS or share.appointments:
        Notice.objects.create(organization=organization, act_id=share.act_id, kind=Notice.Kind.ACT)


def take_back(share: ActShare, organization: Organization) -> None:
    """What was not delivered yet is never told; else the organization hears that it is taken back."""
    told = Notice.objects.filter(organization=organization, act=share.act_id, kind=Notice.Kind.ACT)
    was_delivered = told.exclude(delivered_at=None).exists()
    told.filter(seen_at=None).update(withdrawn_at=timezone.now())
    if was_delivered:
        Notice.objects.create(organization=organization, act_id=share.act_id, kind=Notice.Kind.UNDONE)


def deliver_all() -> int:
    """Deliver what a crash left, in every organization; how many messages."""
    return sum(deliver(tenant) for tenant in tenants())


def deliver(tenant: UUID) -> int:
    """Announce each waiting message of the organization, then mark it: told twice is better than never."""
    with walls.on_behalf(tenant):
        waiting = list(Notice.objects.waiting().filter(organization=tenant).values_list("pk", flat=True))
    for notice_id in waiting:
        notice_written.send_robust(sender=None, notice_id=notice_id, organization_id=tenant)
        with walls.within(tenant):
            Notice.objects.waiting().filter(pk=notice_id).update(delivered_at=timezone.now())
    return len(waiting)


def right_for(kind: str) -> Right:
    """Who reads a message of this kind."""
    return Right.WRITE_ADVICE if kind == Notice.Kind.PRE_ALERT else Right.KEEP_APPOINTMENTS


def kinds_for(member: Membership) -> list[str]:
    """Kinds of messages that this member reads."""
    return [kind for kind in Notice.Kind.values if member.may(right_for(kind))]


@transaction.atomic
def see(notice: Notice, *, by: Membership) -> Notice:
    """Somebody of the organization has read it. The first one counts.

    Raises: NotAllowed, NotHere.
    """
    by.require(right_for(notice.kind), within=notice.organization)
    notice = Notice.objects.visible_to(by).locked().found(pk=notice.pk)
    if notice.seen_at is None:
        notice.seen_at, notice.seen_by = timezone.now(), by
        notice.save(update_fields=["seen_at", "seen_by"])
        audit.record(Verb.NOTICE_SEEN, by=by, about=notice)
    return notice
