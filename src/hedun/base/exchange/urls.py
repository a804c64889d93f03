"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.exchange.views import desk, messages

app_name = "exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.outbox, name="outbox"),
    path("<int:pk>/decide/", desk.decide, name="decide"),
    path("messages", messages.messages, name="messages"),
]
