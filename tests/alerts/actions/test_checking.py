"""Check a contact: what is known, to whom, and that the rest is never called false."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.actions import checking, telling
from alerts.actions.checking import Known, Way, check
from alerts.actions.contacts import known
from alerts.actions.offices import at_office
from alerts.errors import BadPoint
from alerts.models import Alert, ContactKey, ContactPoint, Message
from alerts.points import asked, digest, keys, read_point
from tests.factories.alerts import AlertContactFactory, AlertFactory, AlertTextFactory, HelperFactory

FALSE = "+52 664 555 4471"
REAL = "+52 664 555 0100"


def warn_of(network, typed=FALSE, *, part="beware", **other):
    """A published alert that was told, with words in Spanish."""
    with at_office(network.pk) as office:
        point = known(office, read_point(typed))
        alert = AlertFactory(organization=office.organization, **other)
        AlertTextFactory(alert=alert)
        AlertContactFactory(alert=alert, point=point, part=part)
        ContactPoint.objects.filter(pk=point.pk, helper=None).update(is_flagged=True)
        telling.tell(alert, Message.Kind.ALERT)
    return alert


def trust(network, typed=REAL, **other):
    """A verified helper with one contact point."""
    with at_office(network.pk) as office:
        helper = HelperFactory(organization=office.organization, **other)
        ContactPoint.objects.filter(pk=known(office, read_point(typed)).pk).update(helper=helper)
    return helper


@pytest.mark.parametrize(
    "typed", [FALSE, "664 555 4471", "+52 1 664 555 4471", "https://wa.me/526645554471", "044 664 555 44 71"]
)
def test_a_number_that_is_warned_of_is_found_however_it_is_written(network, house, typed):
    alert = warn_of(network)

    found = check(network.pk, typed)

    assert (found.kind, found.alert.code, found.helper) == (Known.ALERT, alert.code, None)
    assert found.alert.words["es"].headline == "Un falso abogado pide 500 dólares"


def test_a_verified_helper_is_found(network, house):
    helper = trust(network)

    found = check(network.pk, "664 555 0100")

    assert (found.kind, found.alerts, found.helper) == (Known.HELPER, (), helper)


def test_the_rest_is_nothing_known_and_no_proof(network, house):
    warn_of(network)

    found = check(network.pk, "+1 202 555 0143")

    assert (found.kind, found.alerts, found.helper) == (Known.NOTHING, (), None)
    assert "not proof" in found.advice[0]


def test_the_real_number_beside_a_warning_is_not_warned_of(network, house):
    helper = trust(network)
    warn_of(network, REAL, part="real", kind="impersonation")

    assert check(network.pk, REAL).kind == Known.HELPER
    assert check(network.pk, REAL).helper == helper


def test_the_exact_number_decides_before_one_that_only_looks_alike_abroad(network, house):
    trust(network)
    warn_of(network, "+1 664 555 0100")

    assert check(network.pk, "664 555 0100").kind == Known.HELPER
    assert check(network.pk, "+1 664 555 0100").kind == Known.ALERT


AMERICAN = "+1 202 555 0143"


@pytest.mark.parametrize(
    ("kept", "typed", "kind", "numbers", "way"),
    [
        (FALSE, "664 555 4471", Known.ALERT, ("+52 664 555 4471",), Way.HOME),
        (AMERICAN, "202 555 0143", Known.ALERT, ("+1 202-555-0143",), Way.HOME),
        ("+1 656 555 4471", "656 555 4471", Known.ALERT, ("+1 656-555-4471",), Way.NEIGHBOUR),
        ("+52 202 555 0143", "202 555 0143", Known.ALERT, ("+52 202 555 0143",), Way.NEIGHBOUR),
        ("+57 321 555 0143", "321 555 0143", Known.ALERT, (), Way.ABROAD),
        (FALSE, "202 555 0143", Known.NOTHING, ("+1 202-555-0143", "+52 202 555 0143"), Way.NOWHERE),
        (AMERICAN, AMERICAN, Known.ALERT, ("+1 202-555-0143",), None),
        (FALSE, "911", Known.NOTHING, (), None),
        (FALSE, "@citas", Known.NOTHING, (), None),
    ],
)
def test_it_says_how_a_number_was_read(network, house, kept, typed, kind, numbers, way):
    warn_of(network, kept)

    found = check(network.pk, typed)

    assert (found.kind, found.numbers, found.way) == (kind, numbers, way)
    assert bool(checking.hint(found.way)) is (way is not None)


def test_the_american_number_decides_before_others_abroad(network, house):
    warn_of(network, "+57 202 555 0143")
    trust(network, AMERICAN)

    found = check(network.pk, "202 555 0143")

    assert (found.kind, found.way) == (Known.HELPER, Way.HOME)


def test_an_american_number_without_its_country_is_found_with_it(network, house):
    alert = warn_of(network, "(619) 555-4471")

    for typed in ("+1 619 555 4471", "https://wa.me/16195554471", "619 555 4471"):
        assert check(network.pk, typed).alert.code == alert.code


def test_a_helper_stands_beside_whoever_uses_its_name_in_another_network(network, house):
    alert, helper = warn_of(network, "tiktok: citas"), trust(network, "facebook: citas")

    found = check(network.pk, "@citas")

    assert (found.kind, found.alert.code, found.helper) == (Known.ALERT, alert.code, helper)
    key = digest(asked("@citas")[0], network.code)[:16]
    assert checking.listed(network)[0][key] == [["alert", alert.code], ["helper", "0"]]


def test_the_list_names_every_alert_of_a_contact_point(network, house):
    first, second = warn_of(network), warn_of(network)

    found = checking.listed(network)[0][digest(keys(read_point(FALSE))[0], network.code)[:16]]

    assert sorted(found) == sorted([["alert", first.code], ["alert", second.code]])


@pytest.mark.parametrize(
    "change",
    [
        {"state": "under_review"},
        {"state": "withdrawn"},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"mark": "amber"},
    ],
    ids=["under review", "withdrawn", "over", "for the staff"],
)
def test_what_is_not_in_force_for_everybody_is_not_known_to_everybody(network, house, change):
    alert = warn_of(network)
    Alert.objects.filter(pk=alert.pk).update(**change)

    assert check(network.pk, FALSE).kind == Known.NOTHING
    assert checking.listed(network)[0] == {}


def test_staff_find_what_is_marked_for_them(network, house, desk):
    alert = warn_of(network, mark="amber")

    assert check(network.pk, FALSE).kind == Known.NOTHING
    assert check(network.pk, FALSE, by=desk).alert.code == alert.code


@pytest.mark.parametrize(
    "change",
    [{"retired_at": timezone.now()}, {"check_again_by": timezone.localdate() - timedelta(days=1)}],
    ids=["retired", "not checked again"],
)
def test_a_helper_that_was_not_checked_again_is_not_called_verified(network, house, change):
    trust(network, checked_on=timezone.localdate() - timedelta(days=400), **change)

    assert check(network.pk, REAL).kind == Known.NOTHING
    assert checking.listed(network)[0] == {}


def test_another_network_knows_its_own(network, house, outsider):
    warn_of(network)

    assert check(outsider.organization.network_id, FALSE).kind == Known.NOTHING


@pytest.mark.parametrize("typed", ["Juan Pérez", "", "x" * 500])
def test_names_are_not_looked_up(network, house, typed):
    with pytest.raises(BadPoint):
        check(network.pk, typed)


def test_the_list_of_a_browser_holds_short_hashes_and_no_number(network, house):
    alert, helper = warn_of(network), trust(network)

    found, alerts, helpers = checking.listed(network)

    expected = {digest(key, network.code)[:16]: [["alert", alert.code]] for key in keys(read_point(FALSE))}
    expected |= {digest(key, network.code)[:16]: [["helper", "0"]] for key in keys(read_point(REAL))}
    assert found == expected
    assert ([each.code for each in alerts], helpers) == ([alert.code], [helper])


def test_a_contact_point_is_kept_with_all_its_keys(network, house):
    warn_of(network)

    stored = set(ContactKey.objects.values_list("digest", flat=True))

    assert stored == {digest(key, network.code) for key in keys(read_point(FALSE))}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(network, house, count, asks_for_rows):
    for number in range(count):
        warn_of(network, f"+52 664 555 447{number}")
        trust(network, f"+52 664 555 010{number}")

    with asks_for_rows(4):
        checking.listed(network)
