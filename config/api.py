"""Addresses of the API, version 1: those of every app, its document, and its page."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from accounts.api.schema import SessionScheme
from core.api.schema import ClockSchema, FiltersSchema, StrictSchema, TextSchema
from core.api.views import NoSuchAddress
from partners.api.schema import KeyScheme

app_name = "api"
# drf-spectacular knows an extension once it is imported.
DESCRIBED_BY = (SessionScheme, KeyScheme, StrictSchema, FiltersSchema, TextSchema, ClockSchema)
OPEN = {"permission_classes": [AllowAny], "authentication_classes": [], "throttle_classes": []}

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(**OPEN), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            url_name="api:schema", template_name="core/api_docs.html", **OPEN
        ),
        name="docs",
    ),
    path("", include("accounts.api.urls")),
    path("", include("shelters.api.urls")),
    path("", include("appointments.api.urls")),
    path("", include("schedules.api.urls")),
    path("", include("alerts.api.urls")),
    path("", include("partners.api.urls")),
    re_path(r"^.*/$", NoSuchAddress.as_view()),
]
