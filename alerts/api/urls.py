"""Addresses of alerts in the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from alerts.api.alerts import AlertViewSet
from alerts.api.contact_points import ContactPointsView
from alerts.api.helpers import HelperViewSet
from alerts.api.reports import FraudReports

router = SimpleRouter(use_regex_path=False)
router.register("alerts", AlertViewSet, basename="alert")
router.register("helpers", HelperViewSet, basename="helper")

urlpatterns = [
    *router.urls,
    path("contact-points/<slug:beginning>/", ContactPointsView.as_view(), name="contact-points"),
    path("fraud-reports/", FraudReports.as_view(), name="fraud_reports"),
]
