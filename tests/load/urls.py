"""The site, and beside it the bare views that only a benchmark may have."""

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401
from tests.load import bare

urlpatterns = [
    path("bare/", bare.nothing),
    path("bare/json/", bare.constant),
    path("bare/row/", bare.one_row),
    path("bare/figures/", bare.figures),
    path("bare/keys/<slug:beginning>/", bare.keys),
    path("", include("config.urls")),
]
