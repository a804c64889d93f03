"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.clues.views import bulk, detail, lists, raising

app_name = "clues"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.clues, name="list"),
    path("queue/", detail.queue, name="queue"),
    path("raise/", raising.raise_clue, name="raise"),
    path("bulk/<slug:step>/", bulk.bulk, name="bulk"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/do/", detail.act, name="act"),
    path("<int:pk>/undo/", detail.undo, name="undo"),
]
