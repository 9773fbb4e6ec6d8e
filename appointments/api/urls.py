"""Addresses of this app's API."""

from rest_framework.routers import SimpleRouter

from appointments.api import advice, appointments, programmes

router = SimpleRouter(use_regex_path=False)
router.register("appointments", appointments.AppointmentViewSet)
router.register("trackings", appointments.TrackingViewSet)
router.register("programmes", programmes.ProgrammeViewSet)
router.register("known-problems", advice.KnownProblemViewSet)
router.register("waiting-times", advice.WaitingTimeViewSet)
router.register("workshops", advice.WorkshopViewSet)

urlpatterns = [
    *router.urls,
]
