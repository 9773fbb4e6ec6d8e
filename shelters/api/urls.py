"""Addresses of this app's API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from shelters.api.views import capacity, figures, houses, people

router = SimpleRouter(use_regex_path=False)
router.register("shelters", houses.ShelterViewSet)
router.register("groups", houses.GroupViewSet)
router.register("rooms", houses.RoomViewSet)
router.register("beds", houses.BedViewSet)
router.register("places", capacity.PlacesViewSet)
router.register("over-capacity", capacity.OverCapacityViewSet)
router.register("bus-counts", capacity.BusCountViewSet)
router.register("changes", capacity.ChangeViewSet)
router.register("households", people.HouseholdViewSet)
router.register("holds", people.HoldViewSet)
router.register("referrals", people.ReferralViewSet)
router.register("stays", people.StayViewSet)

urlpatterns = [
    path("availability/", figures.AvailabilityView.as_view(), name="availability-list"),
    path("availability/totals/", figures.TotalsView.as_view(), name="availability-totals"),
    path("placements/", people.PlacementsView.as_view(), name="placements"),
    *router.urls,
]
