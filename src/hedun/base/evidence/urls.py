"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.evidence.views import download

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", download.download, name="download"),
]
