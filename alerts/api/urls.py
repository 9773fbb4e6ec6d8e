"""Addresses of alerts in the API."""

from rest_framework.routers import SimpleRouter

from alerts.api.alerts import AlertViewSet

router = SimpleRouter(use_regex_path=False)
router.register("alerts", AlertViewSet, basename="alert")

urlpatterns = [
    *router.urls,
]
