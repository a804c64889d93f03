"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.lawbook import views

app_name = "lawbook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.instruments, name="instruments"),
    path("instruments/<int:pk>/", views.instrument, name="instrument"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("grounds/", views.grounds, name="grounds"),
    path("reasons/", views.reasons, name="reasons"),
    path("duties/", views.duties, name="duties"),
    path("forms/", views.forms, name="forms"),
    path("due/", views.due, name="due"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/import/", views.take_notice, name="take_notice"),
    path("calendar/day/", views.change_day, name="change_day"),
]
