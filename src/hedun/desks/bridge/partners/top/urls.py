"""Where the protocol's clients call."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.bridge.partners.top.views import rest

app_name = "top"
urlpatterns: list[URLPattern | URLResolver] = [path("router/rest", rest, name="rest")]
