"""Rows of everything about frauds and alerts that ends and can hold a text."""

from django.utils import timezone

from accounts.models import Membership, Organization
from alerts import figures
from alerts.models import (
    ContactKey,
    Digest,
    FraudTally,
    Recording,
    Reply,
    ReportAddition,
    ReportedContact,
    Sighting,
    Witness,
)
from privacy import sealed
from tests.factories.alerts import (
    AlertContactFactory,
    AlertFactory,
    AlertTextFactory,
    DecisionFactory,
    DeliveryFactory,
    FraudReportFactory,
    HelperFactory,
    MessageFactory,
    ReportedPointFactory,
    WebhookReceiverFactory,
)

SAID = "dice que es licenciado"


def make_alerts(house: Organization, *, by: Membership) -> None:
    """One row at least of every such model: the house is the office of its network."""
    here = {"organization": house}
    _reported(here)
    alert = AlertFactory(**here, ended_at=timezone.now(), state="withdrawn")
    AlertTextFactory(alert=alert)
    contact = AlertContactFactory(alert=alert)
    of_network = {**here, "network": house.network}
    ContactKey.objects.create(**of_network, point=contact.point, digest="0" * 64)
    Recording.objects.create(**of_network, alert=alert, language="es", voice="human", sound=b"OggS", size=4)
    DecisionFactory(alert=alert)
    Sighting.objects.create(**here, alert=alert, kind="seen", on=timezone.now().date(), token="0" * 64)
    Reply.objects.create(**here, alert=alert, words="no es cierto")
    message = MessageFactory(alert=alert)
    HelperFactory(**here, retired_at=timezone.now())
    receiver = WebhookReceiverFactory(made_by=by, ended_at=timezone.now())
    DeliveryFactory(receiver=receiver, message=message, taken_at=timezone.now())
    Digest.objects.create(**here, member=by, day=timezone.now().date())


def _reported(here: dict[str, Organization]) -> None:
    report = FraudReportFactory(**here)
    day = figures.sealed_until(report, is_verified=False)
    sealed.write(report, "words", SAID, day=day)
    report.save()
    more = ReportAddition(**here, report=report, added_on=report.received_on)
    sealed.write(more, "words", SAID, day=day)
    more.save()
    point = ReportedPointFactory(**here)
    ReportedContact.objects.create(**here, report=report, point=point)
    Witness.objects.create(**here, point=point, token="0" * 64)
    FraudReportFactory(**here, is_verified=True)
    FraudTally.objects.create(
        **here, month=timezone.now().date().replace(day=1), tactic="false_lawyer", reports=1
    )
