"""Addresses of the room."""

from django.urls import URLPattern, URLResolver

app_name = "lawbook"
urlpatterns: list[URLPattern | URLResolver] = []
