"""All addresses of the site. Each app brings its own."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from accounts.web.health import mail
from core.web.health import health
from privacy.web.health import forgetting

urlpatterns: list[URLPattern | URLResolver] = [
    # Asked most, so it is looked for first.
    path("api/v1/", include("config.api")),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("", include("accounts.urls")),
    path("", include("shelters.web.urls")),
    path("", include("appointments.web.urls")),
    path("", include("schedules.web.urls")),
    path("", include("alerts.web.urls")),
    path("health/", health, name="health"),
    path("health/forgetting/", forgetting, name="health_forgetting"),
    path("health/mail/", mail, name="health_mail"),
    path("admin/", admin.site.urls),
]

handler400 = "core.web.refusals.bad_request"
handler403 = "core.web.refusals.not_allowed"
handler404 = "core.web.refusals.not_found"
handler429 = "core.web.refusals.too_many"  # asked for by allauth
handler500 = "core.web.refusals.broken"
