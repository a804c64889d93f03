"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.cases.views import branches, desk, lists

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.cases, name="list"),
    path("new/", desk.new, name="new"),
    path("assists/", lists.assists, name="assists"),
    path("statistics/", lists.statistics, name="statistics"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/step/", desk.step, name="step"),
    path("<int:pk>/volumes/", desk.volumes, name="volumes"),
    path("<int:pk>/branch/", branches.begin, name="begin"),
    path("branch/<int:pk>/", branches.detail, name="branch"),
    path("branch/<int:pk>/step/", branches.step, name="branch_step"),
]
