"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.documents.views import catalogue, papers

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", catalogue.catalogue, name="catalogue"),
    path("forms/<slug:code>/", catalogue.form, name="form"),
    path("forms/<slug:code>/adapt/", catalogue.adapt, name="adapt"),
    path("forms/<slug:code>/<slug:which>.<slug:form>", catalogue.empty, name="empty"),
    path("of/<slug:kind>/<int:pk>/", papers.matter, name="matter"),
    path("of/<slug:kind>/<int:pk>/make/", papers.make, name="make"),
    path("<int:pk>/", papers.document, name="document"),
    path("<int:pk>/write/", papers.write, name="write"),
    path("<int:pk>/step/<slug:step>/", papers.step, name="step"),
    path("<int:pk>/<int:number>.<slug:form>", papers.file, name="file"),
]
