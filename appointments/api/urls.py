"""Addresses of this app's API."""

from rest_framework.routers import SimpleRouter

from appointments.api import appointments, programmes

router = SimpleRouter(use_regex_path=False)
router.register("appointments", appointments.AppointmentViewSet)
router.register("trackings", appointments.TrackingViewSet)
router.register("programmes", programmes.ProgrammeViewSet)

urlpatterns = [
    *router.urls,
]
