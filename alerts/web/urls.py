"""Addresses of the pages about alerts. Those under /a/ are for everybody: dull on purpose."""

from django.urls import URLPattern, path, register_converter

from alerts.web import banner, files, public
from alerts.web.codes import AlertCodeConverter

register_converter(AlertCodeConverter, "alert_code")

app_name = "alerts"
urlpatterns: list[URLPattern] = [
    path("alerts/banner/", banner.seen, name="banner_seen"),
    path("a/<slug:network_code>/", public.network, name="network"),
    path("a/<slug:network_code>/feed.atom", files.feed, name="feed"),
    path("a/<slug:network_code>/alerts.json", files.as_json, name="json"),
    path("a/<slug:network_code>/alerts.stix.json", files.as_stix, name="stix"),
    path("a/<slug:network_code>/<alert_code:alert_code>/", public.alert, name="public"),
    path("a/<slug:network_code>/<alert_code:alert_code>.<int:number>.cap", files.message, name="cap"),
    path("a/<slug:network_code>/<alert_code:alert_code>/text/", public.to_pass_on, name="text"),
    path(
        "a/<slug:network_code>/<alert_code:alert_code>/text/<slug:language>.txt",
        public.plain_text,
        name="plain_text",
    ),
]
