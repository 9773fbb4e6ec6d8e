"""Addresses of this app's API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.api.views import LockView, NetworkViewSet, OrganizationViewSet

router = SimpleRouter(use_regex_path=False)
router.register("networks", NetworkViewSet)
router.register("organizations", OrganizationViewSet)
urlpatterns = [path("lock/", LockView.as_view(), name="lock"), *router.urls]
