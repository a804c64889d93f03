"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.exchange.views import desk, messages, webhooks

app_name = "exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.outbox, name="outbox"),
    path("<int:pk>/decide/", desk.decide, name="decide"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks.add_webhook, name="add_webhook"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/test/", webhooks.try_webhook, name="try_webhook"),
    path("webhooks/<int:pk>/rotate/", webhooks.rotate_webhook, name="rotate_webhook"),
    path("webhooks/<int:pk>/switch/", webhooks.switch_webhook, name="switch_webhook"),
    path("messages", messages.messages, name="messages"),
]
