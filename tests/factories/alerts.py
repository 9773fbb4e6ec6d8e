"""Reports of fraud, alerts in force, helpers, and who is sent alerts."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alerts import published
from alerts.freezing import frozen
from alerts.models import (
    Alert,
    AlertContact,
    AlertsOffice,
    AlertText,
    ContactPoint,
    Decision,
    FraudReport,
    Helper,
    Message,
    ReportedPoint,
)
from partners.models import Delivery, WebhookReceiver
from tests.factories.accounts import MembershipFactory, OrganizationFactory


class AlertsOfficeFactory(DjangoModelFactory):
    """An organization that keeps the alerts of its network."""

    class Meta:
        model = AlertsOffice

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda office: office.organization.network)
    reply_way = "+52 664 555 0100"


class FraudReportFactory(DjangoModelFactory):
    """A false lawyer for 500 dollars, without words: `alerts.actions.reports.report` writes those."""

    class Meta:
        model = FraudReport

    organization = factory.SubFactory(OrganizationFactory)
    tactic = "false_lawyer"
    price = 500
    currency = "USD"
    channel = "at_door"
    area = "Centro"
    language = "es"
    door = "staff"
    received_on = factory.LazyFunction(lambda: timezone.now().date())


class ReportedPointFactory(DjangoModelFactory):
    class Meta:
        model = ReportedPoint

    organization = factory.SubFactory(OrganizationFactory)
    kind = "phone"
    value = factory.Sequence(lambda n: f"+5266455{n:05}")
    first_on = factory.LazyFunction(lambda: timezone.now().date())
    last_on = factory.LazyFunction(lambda: timezone.now().date())


class AlertFactory(DjangoModelFactory):
    """Published and not verified, for everybody, by two people who are nobody; or `state="draft"`."""

    class Meta:
        model = Alert

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda alert: alert.organization.network)
    kind = "fraud"
    level = "unverified"
    tactic = "false_lawyer"
    channel = "at_door"
    price_from = 500
    currency = "USD"
    area = "Centro"
    state = "published"
    drafted_by = "a" * 64
    drafted_house = "b" * 64
    drafted_role = "moderator"
    reviewed_by = factory.LazyAttribute(
        lambda alert: "" if alert.state in ("draft", "in_review") else "c" * 64
    )
    reviewed_house = factory.LazyAttribute(lambda alert: "" if not alert.reviewed_by else "d" * 64)
    reviewed_role = factory.LazyAttribute(lambda alert: "" if not alert.reviewed_by else "coordinator")
    published_at = factory.LazyAttribute(lambda alert: timezone.now() if alert.reviewed_by else None)
    expires_at = factory.LazyAttribute(
        lambda alert: timezone.now() + timedelta(days=14) if alert.reviewed_by else None
    )


class AlertTextFactory(DjangoModelFactory):
    """Reviewed words in Spanish."""

    class Meta:
        model = AlertText

    alert = factory.SubFactory(AlertFactory)
    organization = factory.LazyAttribute(lambda text: text.alert.organization)
    network = factory.LazyAttribute(lambda text: text.alert.network)
    language = "es"
    headline = "Un falso abogado pide 500 dólares"
    said = "Dice que consigue una cita en 48 horas si le depositan 500 dólares."
    react = "No pague. Las citas son gratis. Avise en su albergue."
    state = "reviewed"
    written_by = "a" * 64
    reviewed_by = "c" * 64


class HelperFactory(DjangoModelFactory):
    class Meta:
        model = Helper

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda helper: helper.organization.network)
    kind = "organization"
    name = factory.Sequence(lambda n: f"Ayuda Legal {n}")
    source = "eoir_organization"
    cost = "free"
    languages = factory.LazyFunction(lambda: ["es", "en"])
    checked_on = factory.LazyFunction(lambda: timezone.now().date())
    check_again_by = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=180))


class ContactPointFactory(DjangoModelFactory):
    """A flagged phone number, unless `helper` says whose it is."""

    class Meta:
        model = ContactPoint

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda point: point.organization.network)
    kind = "phone"
    value = factory.Sequence(lambda n: f"+5266466{n:05}")
    is_flagged = factory.LazyAttribute(lambda point: point.helper is None)
    helper = None


class AlertContactFactory(DjangoModelFactory):
    class Meta:
        model = AlertContact

    alert = factory.SubFactory(AlertFactory)
    organization = factory.LazyAttribute(lambda contact: contact.alert.organization)
    network = factory.LazyAttribute(lambda contact: contact.alert.network)
    point = factory.SubFactory(
        ContactPointFactory, organization=factory.SelfAttribute("..alert.organization")
    )


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    alert = factory.SubFactory(AlertFactory)
    organization = factory.LazyAttribute(lambda decision: decision.alert.organization)
    network = factory.LazyAttribute(lambda decision: decision.alert.network)
    what = "published"
    role = "moderator"


class MessageFactory(DjangoModelFactory):
    """The first message of an alert, as it is told now; nobody is sent it (`alerts.actions.telling`)."""

    class Meta:
        model = Message

    alert = factory.SubFactory(AlertFactory)
    organization = factory.LazyAttribute(lambda message: message.alert.organization)
    network = factory.LazyAttribute(lambda message: message.alert.network)
    number = 1
    kind = "Alert"
    mark = "clear"
    content = factory.LazyAttribute(
        lambda message: published.to_json(
            frozen(
                message.alert,
                kind="Alert",
                mark=message.mark,
                state="published",
                sent=timezone.now(),
                before=[],
            )
        )
    )


class WebhookReceiverFactory(DjangoModelFactory):
    """Without a secret: `partners.actions.webhooks.add` seals one."""

    class Meta:
        model = WebhookReceiver

    made_by = factory.SubFactory(MembershipFactory)
    organization = factory.LazyAttribute(lambda receiver: receiver.made_by.organization)
    network = factory.LazyAttribute(lambda receiver: receiver.organization.network)
    label = factory.Sequence(lambda n: f"Receptor {n}")
    url = factory.Sequence(lambda n: f"https://socio{n}.example/avisos")


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    receiver = factory.SubFactory(WebhookReceiverFactory)
    organization = factory.LazyAttribute(lambda delivery: delivery.receiver.organization)
    message = factory.SubFactory(MessageFactory)
