"""Addresses of the API, version 1: those of every app, its document, and its page."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

import partners.api.schema  # noqa: F401  these three describe the frame to drf-spectacular
from core.api.views import NoSuchAddress

app_name = "api"
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
    path("", include("partners.api.urls")),
    re_path(r"^.*/$", NoSuchAddress.as_view()),
]
