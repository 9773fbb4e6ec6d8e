"""Addresses of the pages about turns, loans and Wi-Fi. They hold keys of rows, never a code."""

from django.urls import URLPattern

app_name = "schedules"

urlpatterns: list[URLPattern] = []
