"""The nouns of alerts: reports in the pool of the office, alerts, contact points, helpers."""

from alerts.models.alerts import Alert, Level
from alerts.models.digests import Digest, DigestWish
from alerts.models.log import Decision, Message, Reply, Sighting
from alerts.models.office import AlertsOffice
from alerts.models.points import AlertContact, ContactKey, ContactPoint, Helper
from alerts.models.reports import (
    FraudReport,
    FraudTally,
    ReportAddition,
    ReportedContact,
    ReportedPoint,
    Witness,
)
from alerts.models.texts import AlertText, Recording
from alerts.models.words import Channel, Mark, PointKind, Tactic

__all__ = [
    "Alert",
    "AlertContact",
    "AlertText",
    "AlertsOffice",
    "Channel",
    "ContactKey",
    "ContactPoint",
    "Decision",
    "Digest",
    "DigestWish",
    "FraudReport",
    "FraudTally",
    "Helper",
    "Level",
    "Mark",
    "Message",
    "PointKind",
    "Recording",
    "Reply",
    "ReportAddition",
    "ReportedContact",
    "ReportedPoint",
    "Sighting",
    "Tactic",
    "Witness",
]
