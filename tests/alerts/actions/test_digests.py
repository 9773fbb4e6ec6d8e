"""A letter a day: what stands in it, who gets it, and that nobody gets it twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import Locked
from accounts.rights import Role
from alerts.actions import digests, drafting, living
from alerts.models import Digest, DigestWish, Message
from core.errors import NotAllowed, NotHere
from tests.alerts import letters, moderating
from tests.alerts.chain import without_random
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory

# The network's clock is that of Tijuana: 06:00 in January.
SIX = datetime(2027, 1, 11, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OWN = "tests.alerts.letters."


@pytest.fixture(autouse=True)
def clock(settings, time_machine):
    """The day before, in the evening; a mail server is there. `clock(moment)` goes on to another one."""
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "posada@mail.example"
    time_machine.move_to(SIX - 12 * HOUR, tick=False)
    return lambda moment: time_machine.move_to(moment, tick=False)


@pytest.fixture
def member(network):
    user = UserFactory(username="first", language="en")
    return MembershipFactory(organization=OrganizationFactory(network=network), user=user, role=Role.VIEWER)


@pytest.fixture
def warn(moderator, colleague, clock):
    """`warn(**facts)`: one more alert in force."""
    numbers = iter(range(10, 99))

    def published(**said):
        clock(timezone.now() + timedelta(minutes=1))
        said = {"beware": (f"664 555 44{next(numbers)}",), **said}
        return moderating.published(moderator, colleague, **said)

    return published


def send_at(clock, moment):
    """Who was written a minute later, and what."""
    before = len(mail.outbox)
    clock(moment + timedelta(minutes=1))
    digests.send_due()
    return mail.outbox[before:]


def test_it_tells_what_may_leave_and_counts_the_rest(clock, member, moderator, warn):
    letters.reader(member)
    clear = warn(beware=("664 555 4471",))
    green = warn(mark="green", beware=("664 555 4472",))
    warn(mark="amber", beware=("664 555 4473",))
    warn(mark="red", beware=("664 555 4474",))
    hidden = warn(beware=("664 555 4475",))
    living.hide(hidden, reason="duda", by=moderator)

    assert send_at(clock, SIX) == []  # not yet eight o'clock there
    (letter,) = send_at(clock, SIX + 2 * HOUR)

    assert letter.subject == "Posada: 3 warnings"
    assert letter.to == ["first@mail.example"]
    assert letter.body.count("New: warning about fraud, false lawyer, not verified") == 2
    assert letter.body.count("[es] Un falso abogado pide dinero") == 2
    assert letter.body.count(f"/a/{clear.network.code}/{clear.code}/") == 1
    assert letter.body.count("Read it after sign-in: ") == 1
    assert letter.body.count(f"/alerts/read/{green.code}/") == 1
    assert "Beware of: +52 664 555 4471" in letter.body
    assert "1 more warning waits for you after sign-in." in letter.body
    assert not any(number in without_random(letter.body) for number in ("4473", "4474", "4475"))
    wish = DigestWish.objects.get()
    stop = letter.extra_headers["List-Unsubscribe"]
    assert stop.startswith("<http")
    assert stop.endswith(f"/alerts/letters/stop/{digests.stop_link(wish)}/>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    known = [member.pk.hex, str(member.pk), str(member.user.pk), member.organization.name, "first"]
    assert not any(each in stop + letter.subject + letter.body for each in known)


def test_who_moderates_hears_of_red_ones_and_a_letter_may_hold_a_number_only(clock, member, colleague, warn):
    letters.reader(member)
    letters.reader(colleague)
    warn(mark="red")

    (letter,) = send_at(clock, SIX + 2 * HOUR)

    assert letter.to == [f"{colleague.user.username}@mail.example"]
    assert letter.subject == "Posada: 1 warning"


def test_one_letter_a_day_and_only_with_something_new(clock, member, moderator, warn):
    letters.reader(member)
    alert, other = warn(beware=("664 555 4471", "664 555 4472")), warn()
    eight = SIX + 2 * HOUR
    assert len(send_at(clock, eight)) == 1
    assert send_at(clock, eight + HOUR) == []
    assert send_at(clock, eight + DAY) == []

    fewer = replace(drafting.facts_of(alert), beware=drafting.facts_of(alert).beware[:1])
    living.narrow(alert, fewer, by=moderator)
    living.withdraw(other, reason="no era cierto", by=moderator)
    assert send_at(clock, eight + DAY + 3 * HOUR) == []  # tomorrow's letter
    (letter,) = send_at(clock, eight + 2 * DAY)

    corrected, withdrawn = letter.body.split("Withdrawn: warning about fraud")
    assert "Corrected: warning about fraud, false lawyer" in corrected
    assert "4472" not in without_random(corrected)
    assert "This warning was withdrawn." in withdrawn
    assert "abogado" not in withdrawn
    assert letter.subject == "Posada: 2 warnings"


def test_one_that_is_for_fewer_readers_now_counts_once(clock, member, moderator, warn):
    letters.reader(member)
    alert = warn(mark="green")
    eight = SIX + 2 * HOUR
    send_at(clock, eight)

    living.narrow(alert, replace(drafting.facts_of(alert), mark="amber"), by=moderator)
    (letter,) = send_at(clock, eight + DAY)

    assert letter.subject == "Posada: 1 warning"
    assert "Withdrawn: warning about fraud" in letter.body
    assert "after sign-in" not in letter.body


def test_who_gets_none(clock, member, network, warn, settings):
    """Without a wish, an own address, an open access or a mail server; while the house is locked."""
    here = {"organization": OrganizationFactory(network=network)}
    letters.address_of(MembershipFactory(**here))
    unproved, ended, blocked, elsewhere = (MembershipFactory(**here) for _each in range(4))
    letters.address_of(unproved, verified=False)
    digests.choose(unproved)
    for each in (ended, blocked):
        letters.reader(each)
    letters.reader(MembershipFactory())
    letters.reader(elsewhere).delete()
    ended.ended_at = timezone.now()
    ended.save()
    blocked.user.is_active = False
    blocked.user.save()
    letters.reader(member)
    member.organization.locked_at = timezone.now()
    member.organization.save()
    with pytest.raises(Locked):
        digests.choose(member)
    robot = MembershipFactory(**here, user=None, role=Role.ROBOT)
    with pytest.raises(NotAllowed):
        digests.choose(robot)
    warn()

    assert send_at(clock, SIX + 2 * HOUR) == []
    member.organization.locked_at = None
    member.organization.save()
    settings.EMAIL_HOST = ""
    assert send_at(clock, SIX + 3 * HOUR) == []
    settings.EMAIL_HOST = "mail.example"
    assert len(send_at(clock, SIX + 4 * HOUR)) == 1


def test_what_is_refused_waits_and_holds_up_nobody(clock, member, second, warn, settings):
    letters.reader(member)
    letters.reader(second)
    warn()
    eight, minute = SIX + 2 * HOUR, timedelta(minutes=1)

    settings.EMAIL_BACKEND = f"{OWN}Out"
    assert send_at(clock, eight) == []
    assert Digest.objects.count() == 1  # nobody else was begun in vain
    settings.EMAIL_BACKEND = f"{OWN}Refusing"
    found = send_at(clock, eight + 6 * minute)
    assert [each.to for each in found] == [[f"{second.user.username}@mail.example"]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_at(clock, eight + 7 * minute) == []
    assert len(send_at(clock, eight + 7 * HOUR)) == 1
    assert send_at(clock, eight + 9 * HOUR) == []
    assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}


def test_what_is_refused_all_day_comes_the_next_day(clock, member, warn, settings):
    letters.reader(member)
    warn()
    settings.EMAIL_BACKEND = f"{OWN}Refusing"
    assert send_at(clock, SIX + 2 * HOUR) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert len(send_at(clock, SIX + 2 * HOUR + DAY)) == 1


def test_what_may_have_arrived_is_told_again_only_with_something_newer(clock, member, warn, settings):
    letters.reader(member)
    first = warn()
    settings.EMAIL_BACKEND = f"{OWN}Losing"
    assert len(send_at(clock, SIX + 2 * HOUR)) == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_at(clock, SIX + 3 * HOUR) == []
    assert send_at(clock, SIX + 2 * HOUR + DAY) == []
    newer = warn()

    (letter,) = send_at(clock, SIX + 2 * HOUR + 2 * DAY)

    assert first.code in letter.body
    assert newer.code in letter.body


def test_the_database_knows_of_one_a_day(member):
    here = {"organization": member.organization, "member": member, "day": timezone.now().date()}
    Digest.objects.create(**here)

    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(**here)


def test_the_link_ends_the_letters_of_one_reader(clock, member, second, warn):
    signed = digests.stop_link(letters.reader(member))
    letters.reader(second)

    for _twice in range(2):
        digests.stop_by_link(signed)
    for wrong in (signed[:-1] + ("a" if signed[-1] != "a" else "b"), signed.split(".")[0], "x" * 32):
        with pytest.raises(NotHere):
            digests.stop_by_link(wrong)

    assert [wish.member for wish in DigestWish.objects.all()] == [second]
    warn()
    assert [each.to for each in send_at(clock, SIX + 2 * HOUR)] == [[f"{second.user.username}@mail.example"]]


def test_choosing_twice_is_one_wish_and_nobody_sees_anothers(member, second):
    assert digests.choose(member) == digests.choose(member)
    assert list(DigestWish.objects.visible_to(second)) == []

    digests.stop(second)
    assert DigestWish.objects.visible_to(member).exists()
    digests.stop(member)

    assert not DigestWish.objects.exists()


@pytest.mark.parametrize("count", [1, 4])
def test_a_letter_costs_the_same_however_much_is_in_it(clock, member, warn, count, asks_for_rows):
    letters.reader(member)
    for _each in range(count):
        warn()
    assert Message.objects.count() == count
    clock(SIX + 3 * HOUR)

    with asks_for_rows(15):
        digests.send_due()
