"""The walls of alerts and of what is sent out. The tables are new and empty: all in one piece."""

from django.db import migrations

from privacy.cleaning import CleanSoon
from privacy.walls.operations import InstallWalls, KeepWithin


class Migration(migrations.Migration):

    dependencies = [
        ("config", "0008_walls_of_schedules"),
        ("alerts", "0001_initial"),
        ("partners", "0003_webhooks"),
    ]

    operations = [
        KeepWithin("alerts.FraudReport", "alert"),
        KeepWithin("alerts.ReportAddition", "report"),
        KeepWithin("alerts.ReportedContact", "report", "point"),
        KeepWithin("alerts.Witness", "point"),
        KeepWithin("alerts.AlertText", "alert"),
        KeepWithin("alerts.Recording", "alert"),
        KeepWithin("alerts.Decision", "alert"),
        KeepWithin("alerts.Sighting", "alert"),
        KeepWithin("alerts.Reply", "alert"),
        KeepWithin("alerts.Message", "alert"),
        KeepWithin("alerts.ContactPoint", "helper"),
        # A contact point outlives a change of the office: it may be of the former one.
        KeepWithin("alerts.AlertContact", "alert"),
        KeepWithin("alerts.ContactKey", "point"),
        # A message is of the office, its delivery of the partner: the receiver alone is of one house with it.
        KeepWithin("partners.WebhookReceiver", "made_by"),
        KeepWithin("partners.Delivery", "receiver"),
        InstallWalls("alerts.AlertsOffice", network="network"),
        InstallWalls("alerts.FraudReport"),
        InstallWalls("alerts.ReportAddition"),
        InstallWalls("alerts.ReportedPoint"),
        InstallWalls("alerts.ReportedContact"),
        InstallWalls("alerts.Witness"),
        InstallWalls("alerts.FraudTally"),
        InstallWalls("alerts.Alert", network="network"),
        InstallWalls("alerts.AlertText", network="network"),
        InstallWalls("alerts.Recording", network="network"),
        InstallWalls("alerts.Decision", network="network"),
        InstallWalls("alerts.Sighting"),
        InstallWalls("alerts.Reply"),
        InstallWalls("alerts.Message", network="network"),
        InstallWalls("alerts.Helper", network="network"),
        InstallWalls("alerts.ContactPoint", network="network"),
        InstallWalls("alerts.AlertContact", network="network"),
        InstallWalls("alerts.ContactKey", network="network"),
        InstallWalls("partners.WebhookReceiver"),
        InstallWalls("partners.Delivery"),
        CleanSoon("alerts.FraudReport"),
        CleanSoon("alerts.ReportAddition"),
        CleanSoon("alerts.ReportedPoint"),
        CleanSoon("alerts.ReportedContact"),
        CleanSoon("alerts.Witness"),
        CleanSoon("alerts.FraudTally"),
        CleanSoon("alerts.Alert"),
        CleanSoon("alerts.AlertText"),
        CleanSoon("alerts.AlertContact"),
        CleanSoon("alerts.Recording"),
        CleanSoon("alerts.Decision"),
        CleanSoon("alerts.Sighting"),
        CleanSoon("alerts.Reply"),
        CleanSoon("alerts.Message"),
        CleanSoon("alerts.ContactPoint"),
        CleanSoon("alerts.ContactKey"),
        CleanSoon("alerts.Helper"),
        CleanSoon("partners.WebhookReceiver"),
        CleanSoon("partners.Delivery"),
    ]
