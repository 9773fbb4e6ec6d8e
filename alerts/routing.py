"""Sockets of this app."""

from django.urls import URLPattern, re_path

from alerts.consumers import AlertConsumer

websocket_urlpatterns: list[URLPattern] = [
    re_path(r"^ws/alerts/$", AlertConsumer.as_asgi()),
]
