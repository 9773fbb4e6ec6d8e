"""Addresses of this app's API."""

from rest_framework.routers import SimpleRouter

from accounts.api.views import NetworkViewSet, OrganizationViewSet

router = SimpleRouter(use_regex_path=False)
router.register("networks", NetworkViewSet)
router.register("organizations", OrganizationViewSet)
urlpatterns = router.urls
