"""A letter a day to members who asked for one, with what is new, changed or withdrawn since the last one.

At most once: the row of the day is written before the letter goes out, and one that was begun is never begun
again, for a doubled letter is worse than a late one. After a crash, or when the connection is lost on the
way, nobody knows whether it arrived: what stood in it is told again only together with something newer. What
the mail server surely did not take is sent again after a while, on the same day or the next.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import addresses, post
from accounts.models import Membership, Organization
from accounts.post import Letter, NotTaken, OutOfReach, Unsure
from accounts.rights import Right, Role
from alerts import digest_letters, news
from alerts.models import Digest, DigestWish
from core.errors import NotHere
from privacy import walls

HOUR = time(8)  # by the clock of the network
# What was told until the hour is in the database by then.
SETTLED = timedelta(minutes=1)
PAUSES = (5, 15, 60, 180)  # minutes after the first, second, ... refusal; the last one again
SALT = "alerts.digest.stop"
State = Digest.State


class Parcel(NamedTuple):
    """A letter that was begun. It is in no task, log or trail."""

    digest: UUID
    wish: UUID
    until: datetime
    tries: int
    to: str
    letter: Letter


@transaction.atomic
def choose(by: Membership) -> DigestWish:
    """From now on the member gets letters. Choosing again changes nothing.

    Raises: NotAllowed, Locked.
    """
    by.require(Right.SEE_NETWORK, within=by.organization)
    now = timezone.now()
    wish, _is_new = DigestWish.objects.get_or_create(
        member=by, defaults={"organization": by.organization, "told_until": now, "tried_until": now}
    )
    return wish


def stop(by: Membership) -> None:
    """No letters any more; everybody may always say so."""
    DigestWish.objects.visible_to(by).delete()


def stop_link(wish: DigestWish) -> str:
    """The signed part of the address with which a letter is stopped without signing in."""
    return signing.Signer(salt=SALT, sep=".").sign(wish.stop)


def stop_by_link(signed: str) -> None:
    """The same by the address in a letter. One that was used before is as good as a new one.

    Raises: NotHere for addresses that this site never made.
    """
    door = read_link(signed)
    with walls.on_behalf(None, door=door):
        wish = DigestWish.objects.filter(stop=door).first()
    if wish:
        with walls.on_behalf(wish.organization_id):
            DigestWish.objects.filter(pk=wish.pk).delete()


def read_link(signed: str) -> str:
    """What was signed.

    Raises: NotHere.
    """
    try:
        return signing.Signer(salt=SALT, sep=".").unsign(signed)
    except signing.BadSignature:
        raise NotHere from None


def send_due() -> int:
    """Send what is due in all organizations; how many letters the mail server took.

    A letter that is refused holds up no other. A server out of reach ends the round: others would wait for it
    in vain, and have not been begun.
    """
    if not post.is_set_up():
        return 0
    post.look_again()
    taken = 0
    for house in Organization.objects.filter(locked_at=None).select_related("network").order_by("pk"):
        day, until = _today(house)
        if timezone.now() < until + SETTLED:
            continue
        for wish in _due(house, day, until):
            try:
                taken += _send(house, wish, day, until)
            except OutOfReach:
                return taken
    return taken


def _today(house: Organization) -> tuple[date, datetime]:
    """The day by the clock of the network, and the moment from which its letters go out."""
    zone = ZoneInfo(house.network.time_zone)
    day = timezone.now().astimezone(zone).date()
    return day, datetime.combine(day, HOUR, zone).astimezone(UTC)


def _due(house: Organization, day: date, until: datetime) -> list[UUID]:
    with walls.within(house.pk, network=house.network_id):
        return list(_waiting(house, day, until).order_by("pk").values_list("pk", flat=True))


def _waiting(house: Organization, day: date, until: datetime) -> QuerySet[DigestWish]:
    """Wishes for which no letter was begun today, or the last try is long enough ago."""
    again = Q(state=State.WAITING, next_try_at__lte=timezone.now())
    begun = Digest.objects.filter(~again, member=OuterRef("member"), day=day)
    wishes = DigestWish.objects.filter(organization=house, tried_until__lt=until).exclude(Exists(begun))
    members = Membership.objects.current().exclude(role__in=[Role.PARTNER, Role.ROBOT])
    return wishes.filter(member__in=members, member__user__is_active=True)


def _send(house: Organization, wish: UUID, day: date, until: datetime) -> bool:
    """Raises: OutOfReach."""
    parcel = _claim(house, wish, day, until)
    if parcel is None:
        return False
    try:
        post.send(parcel.letter, to=parcel.to)
    except NotTaken as refused:
        _wait(house, parcel)
        if isinstance(refused, OutOfReach):
            raise
        return False
    except Unsure:
        return False
    _sent(house, parcel)
    return True


def _claim(house: Organization, key: UUID, day: date, until: datetime) -> Parcel | None:
    """Begin the letter of this day, unless somebody else did or there is nothing to say."""
    with walls.within(house.pk, network=house.network_id):
        due = _waiting(house, day, until).filter(pk=key)
        wish = due.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        # Look again now that it is ours: who had the lock may have begun the letter.
        if wish is None or not _waiting(house, day, until).filter(pk=key).exists():
            return None
        member = Membership.objects.select_related("user", "organization__network").get(pk=wish.member_id)
        to = addresses.verified(member.user) if member.user else ""
        found = news.for_member(member, since=wish.told_until, until=until)
        is_new = found.last_at is not None and found.last_at > wish.tried_until
        DigestWish.objects.filter(pk=key).update(tried_until=until)
        if not to or not is_new:
            return None
        digest = _begin(member, day)
        letter = digest_letters.letter(found, language=_language(member), stop=stop_link(wish))
        return Parcel(digest.pk, key, until, digest.tries, to, letter)


def _begin(member: Membership, day: date) -> Digest:
    """The one row of this day: a constraint keeps it alone."""
    digest, is_new = Digest.objects.get_or_create(
        member=member, day=day, defaults={"organization": member.organization}
    )
    if not is_new:
        digest.state, digest.tries = State.BEGUN, digest.tries + 1
        digest.save(update_fields=["state", "tries"])
    return digest


def _language(member: Membership) -> str:
    chosen = member.user.language if member.user else ""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _wait(house: Organization, parcel: Parcel) -> None:
    pause = timedelta(minutes=PAUSES[min(parcel.tries, len(PAUSES)) - 1])
    with walls.within(house.pk, network=house.network_id):
        Digest.objects.filter(pk=parcel.digest).update(
            state=State.WAITING, next_try_at=timezone.now() + pause
        )
        # It surely did not arrive: what stood in it is new again, tomorrow too.
        DigestWish.objects.filter(pk=parcel.wish).update(tried_until=F("told_until"))


def _sent(house: Organization, parcel: Parcel) -> None:
    with walls.within(house.pk, network=house.network_id):
        Digest.objects.filter(pk=parcel.digest).update(state=State.SENT)
        DigestWish.objects.filter(pk=parcel.wish).update(told_until=parcel.until)
