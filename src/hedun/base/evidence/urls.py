"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.evidence.views import download, keeping, log, pages

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", download.download, name="download"),
    path("pages/", pages.pages, name="pages"),
    path("pages/new/", pages.ask, name="ask"),
    path("pages/<int:pk>/", pages.page, name="page"),
    path("pages/<int:pk>/again/", pages.again, name="again"),
    path("pages/<int:pk>/picture/", pages.picture, name="picture"),
    path("pages/<int:pk>/record.<str:form>", pages.paper, name="paper"),
    path("kept/", keeping.kept, name="kept"),
    path("kept/<int:pk>/", keeping.keeping, name="keeping"),
    path("kept/<int:pk>/hold/", keeping.hold, name="hold"),
    path("kept/<int:pk>/hold/<int:hold>/lift/", keeping.lift, name="lift"),
    path("kept/<int:pk>/erase/", keeping.erase, name="erase"),
    path("bundle/<slug:kind>/<int:pk>/", log.bundle, name="bundle"),
    path("log/", log.log, name="log"),
    path("log/export/", log.export, name="export_log"),
    path("log/alarms/<int:pk>/settle/", log.settle, name="settle_alarm"),
    path("log/alarms/<int:pk>/proof/", log.proof, name="alarm_proof"),
]
