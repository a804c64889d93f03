"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.exchange import views

app_name = "exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    path("messages", views.messages, name="messages"),
]
