"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.market import views

app_name = "market"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shops/", views.shops, name="shops"),
    path("shops/<int:pk>/", views.shop, name="shop"),
    path("subjects/", views.subjects, name="subjects"),
    path("subjects/<int:pk>/", views.subject, name="subject"),
    path("platforms/", views.platforms, name="platforms"),
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.upload, name="upload"),
    path("imports/<int:pk>/", views.batch, name="batch"),
    path("imports/<int:pk>/mapping/", views.mapping, name="mapping"),
    path("imports/<int:pk>/rejected/", views.rejected, name="rejected"),
]
