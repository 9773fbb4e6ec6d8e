"""Addresses of this app's API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from schedules.api import amenities, loans, radius, turns

router = SimpleRouter(use_regex_path=False)
router.register("amenities", amenities.AmenityViewSet)
router.register("turn-requests", turns.TurnRequestViewSet)
router.register("turns", turns.TurnViewSet)
router.register("devices", loans.LentDeviceViewSet)
router.register("loans", loans.LoanViewSet)

urlpatterns = [
    *router.urls,
    path("radius/authorize/", radius.Authorize.as_view(), name="radius-authorize"),
]
