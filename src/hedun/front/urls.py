"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.front import calendar, fastlane, pushing, views

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("month/", views.month, name="month"),
    path("counts/", views.counts, name="counts"),
    path("search/", views.look_up, name="search"),
    path("search/palette/", views.palette, name="palette"),
    path("statistics/", views.figures, name="statistics"),
    path("complaints/<int:pk>/first/", fastlane.fast_lane, name="fast_lane"),
    path("push/", pushing.push, name="push"),
    path("push/<int:pk>/answer/", pushing.answer, name="push_answer"),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/open/", calendar.open_feed, name="open_feed"),
    path("calendar/close/", calendar.close_feed, name="close_feed"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("help/", views.assist, name="help"),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
