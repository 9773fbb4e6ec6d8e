"""The look-up by the beginning of a hash: what was meant cannot be told from outside."""

import pytest

from accounts.rights import Role
from alerts.actions import prefixes
from alerts.models import Alert, ContactKey, ContactPoint
from alerts.points import asked, digest
from core.errors import NotHere
from partners.actions import keys as partner_keys
from partners.scopes import Scope
from tests.alerts.actions.test_checking import FALSE, REAL, trust, warn_of
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory


def hashed(network, typed):
    return digest(asked(typed)[0], network.code)


def ask(member, beginning):
    return Caller(member).get(f"contact-points/{beginning}/")


def test_the_warning_is_among_the_entries(desk, network):
    alert, wanted = warn_of(network), hashed(network, FALSE)

    told = ask(desk, wanted[:5]).json()

    assert told["salt"] == network.code
    found = [entry for entry in told["entries"] if entry["suffix"] == wanted[5:]]
    assert found == [{"suffix": wanted[5:], "kind": "known_alert", "reference": str(alert.pk)}]


def test_the_helper_is_among_the_entries(desk, network):
    helper, wanted = trust(network), hashed(network, REAL)

    found = [each for each in prefixes.under(wanted[:5], by=desk) if each.suffix == wanted[5:]]

    assert found == [prefixes.Entry(wanted[5:], "verified_helper", helper.pk)]


def test_answers_with_and_without_a_find_look_alike(desk, network):
    warn_of(network)
    with_find, without = ask(desk, hashed(network, FALSE)[:5]), ask(desk, "abcde")

    assert len(with_find.content) == len(without.content) == 4096
    assert len(with_find.json()["entries"]) == len(without.json()["entries"]) == 16
    assert with_find.headers["Cache-Control"] == "private, no-store"


def test_asking_twice_does_not_tell_what_was_invented(desk, network):
    assert ask(desk, "abcde").json() == ask(desk, "abcde").json()
    assert ask(desk, "abcde").json() != ask(desk, "abcdf").json()


def test_more_than_fit_fill_the_next_step(desk, network):
    alert = warn_of(network)
    point = ContactPoint.objects.get(mentions__alert=alert)
    ContactKey.objects.bulk_create(
        ContactKey(
            organization=point.organization, network=network, point=point, digest=f"abcde{number:059x}"
        )
        for number in range(17)
    )

    found = prefixes.under("abcde", by=desk)

    assert len(found) == 32
    assert len([each for each in found if each.reference == alert.pk]) == 17


@pytest.mark.parametrize("beginning", ["abcd", "abcdef", "ABCDE", "xyzxy"])
def test_other_beginnings_are_nothing(desk, beginning):
    with pytest.raises(NotHere):
        prefixes.under(beginning, by=desk)
    assert ask(desk, beginning).status_code == 404


@pytest.mark.parametrize("change", [{"state": "under_review"}, {"mark": "red"}], ids=str)
def test_what_the_reader_may_not_read_is_not_there(desk, network, change):
    alert, wanted = warn_of(network), hashed(network, FALSE)
    Alert.objects.filter(pk=alert.pk).update(**change)

    assert wanted[5:] not in [each.suffix for each in prefixes.under(wanted[:5], by=desk)]


def test_another_network_does_not_know_it(outsider, network, house):
    warn_of(network)
    wanted = hashed(network, FALSE)

    assert wanted[5:] not in [each.suffix for each in prefixes.under(wanted[:5], by=outsider)]


@pytest.mark.parametrize(
    ("scopes", "mark", "is_found"),
    [([Scope.READ_ALERTS], "green", True), ([Scope.READ_ALERTS], "amber", False)],
)
def test_a_key_finds_what_is_green_or_clear(client, coordinator, network, scopes, mark, is_found):
    warn_of(network, mark=mark)
    partner, wanted = OrganizationFactory(network=network, kind="partner"), hashed(network, FALSE)
    _key, secret = partner_keys.make(partner, label="L", scopes=scopes, lasts_days=9, by=coordinator)

    answer = client.get(
        f"/api/v1/contact-points/{wanted[:5]}/", headers={"Authorization": f"Bearer {secret}"}
    )

    assert answer.status_code == 200
    assert (wanted[5:] in [each["suffix"] for each in answer.json()["entries"]]) is is_found


def test_a_key_without_the_scope_is_refused(client, coordinator, network):
    partner = OrganizationFactory(network=network, kind="partner")
    _key, secret = partner_keys.make(
        partner, label="L", scopes=[Scope.SHELTERS], lasts_days=9, by=coordinator
    )

    answer = client.get("/api/v1/contact-points/abcde/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_many_are_found(network, house, count, asks_for_rows):
    member = MembershipFactory(organization=house, role=Role.COORDINATOR)
    trust(network)
    for number in range(count):
        warn_of(network, f"+52 664 555 447{number}")
    for number, key in enumerate(ContactKey.objects.all()):
        ContactKey.objects.filter(pk=key.pk).update(digest=f"abcde{number:059x}")

    with asks_for_rows(3):
        prefixes.under("abcde", by=member)
