"""Addresses of the pages about alerts. Those under /a/ are for everybody: dull on purpose."""

from django.urls import URLPattern

app_name = "alerts"
urlpatterns: list[URLPattern] = []
