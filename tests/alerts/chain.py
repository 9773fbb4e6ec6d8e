"""An alert on its way through the world, for the tests of every form in which it is told."""

import re
from typing import Any

from accounts.models import Organization
from alerts import published
from alerts.actions import telling
from alerts.models import Alert, AlertsOffice, ContactPoint, Helper, Message
from alerts.published import Published
from privacy import walls
from tests.factories.alerts import (
    AlertContactFactory,
    AlertFactory,
    AlertTextFactory,
    ContactPointFactory,
    HelperFactory,
)

ALERT, UPDATE, CANCEL = Message.Kind.ALERT, Message.Kind.UPDATE, Message.Kind.CANCEL
WORDS_OF_IT = ("abogado", "4471", "Centro", "500")
# By chance three of their digits are a price: keys, tokens and digests; codes, as they are and in groups;
# the numbers of factories.
RANDOM = re.compile(
    r"[\w-]{22,}"
    r"|(?<![\w+])[0-9A-Z]{8}[0-9A-Z*~$=](?!\w)|([0-9A-Z]{4}-){2,3}[0-9A-Z*~$=]"
    r"|\b[Rr]ed[ -]\d+|Casa \d+",
    re.ASCII,
)


def without_random(text: str) -> str:
    """What is the same in every run: a text looked for in it is there for a reason."""
    return RANDOM.sub("", text)


def words_in(text: str) -> list[str]:
    """Which words of the alert stand in an answer."""
    written = without_random(text)
    return [word for word in WORDS_OF_IT if word in written]


def make_alert(office: AlertsOffice, **facts: Any) -> Alert:
    """In force, not told yet: words in Spanish and English, words in Kreyòl that nobody read, a phone number
    and an account into which one is to pay."""
    house = office.organization
    alert: Alert = AlertFactory(organization=house, **facts)
    AlertTextFactory(alert=alert)
    AlertTextFactory(
        alert=alert,
        language="en",
        headline="A false abogado asks for 500 dollars",
        said="He promises an appointment & a “permit” in <48> hours.",
        react="Do not pay.",
    )
    AlertTextFactory(alert=alert, language="ht", headline="pa-li", state="machine", reviewed_by="")
    for kind, value in (("phone", "+526645554471"), ("account", "4471:" + "a" * 32)):
        point = ContactPoint.objects.filter(network=house.network, value=value).first()
        point = point or ContactPointFactory(organization=house, kind=kind, value=value)
        AlertContactFactory(alert=alert, point=point)
    return alert


def make_helper(house: Organization) -> Helper:
    """Verified, with a switchboard."""
    helper: Helper = HelperFactory(organization=house, name="Ayuda Verificada")
    ContactPointFactory(organization=house, helper=helper, value="+526645550100")
    return helper


def tell(alert: Alert, kind: Message.Kind = ALERT, **facts: Any) -> Published:
    """Tell the world, as actions do: after the change, in the office of the network."""
    for name, value in facts.items():
        setattr(alert, name, value)
    with walls.within(alert.organization_id, network=alert.network_id):
        Alert.objects.filter(pk=alert.pk).update(**facts)
        message = telling.tell(alert, kind)
    return published.from_json(Message.objects.get(pk=message.pk).content)
