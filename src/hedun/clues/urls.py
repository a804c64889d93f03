"""Addresses of the room."""

from django.urls import URLPattern, URLResolver

app_name = "clues"
urlpatterns: list[URLPattern | URLResolver] = []
