"""Addresses for keys."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from partners.api.views import BandViewSet, ConsentedAppointments, PartnerShelterViewSet

router = SimpleRouter(use_regex_path=False)
router.register("partners/shelters", PartnerShelterViewSet, basename="partner-shelter")
router.register("partners/availability", BandViewSet, basename="partner-availability")
urlpatterns = [
    *router.urls,
    path("partners/appointments/", ConsentedAppointments.as_view(), name="partner-appointments"),
]
