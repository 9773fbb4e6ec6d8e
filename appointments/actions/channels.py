"""The channel of a house: written down, switched, and used once a day."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments import channels
from appointments.actions import erasing
from appointments.models import HouseChannel, Reminder
from privacy import audit, sealed, walls
from privacy.verbs import Verb
from shelters.models import Shelter


@transaction.atomic
def keep(shelter: Shelter, *, address: str, is_on: bool, by: Membership) -> HouseChannel:
    """Write the address of the channel down, or switch it. An empty address keeps the one that is there.

    Raises: NotAllowed, NotHere, ChannelsMissing, UnknownChannel, KeyringUnavailable.
    """
    by.require(Right.EDIT_SHELTER, within=shelter.organization)
    locked = Shelter.objects.visible_to(by).lean().locked().found(pk=shelter.pk)
    channel = HouseChannel.objects.visible_to(by).filter(shelter=locked).first()
    if channel is None or address:
        channels.refuse_unusable(address)
    channel = channel or HouseChannel(organization=locked.organization, shelter=locked)
    if address:
        erasing.replace(channel, "address", address)
        channel.last_failed_at = None
    channel.is_on = is_on
    channel.save()
    audit.record(Verb.CHANNEL_CHANGED, by=by, about=locked)
    return channel


@transaction.atomic
def forget(channel: HouseChannel, *, by: Membership) -> None:
    """Take the channel away; its address is unreadable from then on.

    Raises: NotAllowed, NotHere, KeyringUnavailable.
    """
    by.require(Right.EDIT_SHELTER, within=channel.organization)
    locked = HouseChannel.objects.visible_to(by).locked().found(pk=channel.pk)
    audit.record(Verb.CHANNEL_CHANGED, by=by, about=locked.shelter)
    erasing.forget(HouseChannel.objects.visible_to(by).filter(pk=locked.pk))


def send_due(now: datetime | None = None) -> int:
    """One message to each house that has somebody to remind today. Returns how many went out.

    The day is marked before the message goes: killed in between, a house gets none that day and still has
    the list at its desk. The other way round it could get two.
    """
    moment = now or timezone.now()
    sent = 0
    if not channels.are_possible():
        return sent
    for tenant in tenants():
        for channel_id in _due(tenant, moment):
            address = _claim(tenant, channel_id, moment)
            if address:
                sent += _send(tenant, channel_id, address)
    return sent


def _due(tenant: UUID, now: datetime) -> list[UUID]:
    with walls.within(tenant):
        on = HouseChannel.objects.filter(organization=tenant, organization__locked_at=None, is_on=True)
        return [row.pk for row in on.select_related("shelter") if _has_a_list(row, _today(row, now))]


def _has_a_list(channel: HouseChannel, today: date) -> bool:
    if channel.last_sent_on == today:
        return False
    here = Q(household__stays__shelter=channel.shelter_id, household__stays__ended_at=None)
    return Reminder.objects.filter(here, organization=channel.organization_id, on=today).exists()


def _claim(tenant: UUID, channel_id: UUID, now: datetime) -> str:
    """The address, for whoever marks the day first; nothing for everybody else."""
    with walls.within(tenant):
        row = HouseChannel.objects.select_related("shelter").locked().filter(pk=channel_id).first()
        if row is None or row.last_sent_on == _today(row, now):
            return ""
        row.last_sent_on = _today(row, now)
        row.save(update_fields=["last_sent_on"])
        try:
            return sealed.read(row, "address")
        except (sealed.Erased, sealed.CannotOpen):
            return ""


def _send(tenant: UUID, channel_id: UUID, address: str) -> bool:
    """Outside of any transaction, because the other end may be slow."""
    went_out = channels.send(address)
    with walls.within(tenant):
        failed_at = None if went_out else timezone.now()
        HouseChannel.objects.filter(pk=channel_id).update(last_failed_at=failed_at)
    return went_out


def _today(channel: HouseChannel, now: datetime) -> date:
    return now.astimezone(ZoneInfo(channel.shelter.time_zone)).date()
