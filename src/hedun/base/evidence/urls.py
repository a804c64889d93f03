"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", views.download, name="download"),
]
