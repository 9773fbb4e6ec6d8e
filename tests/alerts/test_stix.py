"""STIX 2.1: the library reads the bundle again, and only green and clear are in it."""

import json

import stix2

from alerts import stix
from alerts.published import Contact
from tests.alerts.test_published import told


def read(*messages):
    """The bundle as somebody else's library reads it."""
    plain = stix.bundle("norte", "Norte", messages)
    return stix2.parse(json.dumps(plain), allow_custom=True)


def of_type(bundle, kind):
    return [each for each in bundle.objects if each.type == kind]


def test_an_alert_is_a_report_with_its_contact_points():
    bundle = read(
        told(contacts=(Contact("phone", "+526645554471"), Contact("url", "cita.example/mx", "real")))
    )

    (report,), (indicator,) = of_type(bundle, "report"), of_type(bundle, "indicator")
    assert report.name == "Un falso abogado"
    assert report.lang == "es"
    assert not report.revoked
    assert (
        indicator.pattern
        == "[user-account:account_type = 'phone' AND user-account:user_id = '+526645554471']"
    )
    assert indicator.id in report.object_refs
    assert str(indicator.valid_until).startswith("2026-12-06")


def test_the_mark_is_tlp_2():
    (marking,) = of_type(read(told(mark="green")), "marking-definition")

    assert marking.name == "TLP:GREEN"


def test_what_is_for_fewer_is_not_in_it():
    bundle = stix.bundle("norte", "Norte", [told(mark="amber"), told(mark="red")])

    assert [each["type"] for each in bundle["objects"]] == ["identity"]


def test_what_was_taken_back_is_revoked_under_the_same_name():
    (before,), (after,) = (of_type(read(each), "report") for each in (told(), told().wordless("withdrawn")))

    assert after.id == before.id
    assert after.revoked
    assert "abogado" not in after.serialize()


def test_a_quote_in_an_account_ends_no_pattern():
    contact = Contact("handle", "facebook:o'neil\\x")

    assert stix.pattern(contact) == r"[user-account:account_login = 'facebook:o\'neil\\x']"
    read(told(contacts=(contact,)))


def test_the_same_messages_give_the_same_bundle():
    assert stix.bundle("norte", "Norte", [told()]) == stix.bundle("norte", "Norte", [told()])
