"""Sockets of this app; apps above bring their own, built on MemberConsumer."""

from django.urls import URLPattern, re_path

from accounts.consumers import MemberConsumer

websocket_urlpatterns: list[URLPattern] = [
    # Tells an open page that its session ended, so that it leaves the screen.
    re_path(r"^ws/session/$", MemberConsumer.as_asgi()),
]
