"""Addresses of the pages about appointments. They hold keys of rows, never a code."""

from django.urls import URLPattern

app_name = "appointments"

urlpatterns: list[URLPattern] = []
