"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.sampling import views

app_name = "sampling"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.orders, name="list"),
    path("quality/", views.quality, name="quality"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/find/", views.find, name="find"),
    path("<int:pk>/judge/<int:match>/", views.judge, name="judge"),
    path("<int:pk>/take-down/", views.take_down, name="take_down"),
]
