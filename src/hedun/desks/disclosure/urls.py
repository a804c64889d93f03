"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.disclosure.views import desk, public

app_name = "disclosure"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.search, name="search"),
    path("shop/<int:pk>/", public.shop, name="shop"),
    path("desk/", desk.queue, name="queue"),
    path("desk/facts/<int:pk>/publish/", desk.publish, name="publish"),
    path("desk/facts/<int:pk>/withhold/", desk.withhold, name="withhold"),
    path("desk/publications/<int:pk>/withdraw/", desk.withdraw, name="withdraw"),
]
