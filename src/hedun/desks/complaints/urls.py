"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.complaints.views import batches, desk, public

app_name = "complaints"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.submissions, name="list"),
    path("register/", desk.register, name="register"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/step/", desk.step, name="step"),
    path("<int:pk>/identity/", desk.identity, name="identity"),
    path("<int:pk>/judge/", desk.judge, name="judge"),
    path("import/", batches.batches, name="batches"),
    path("import/<int:pk>/", batches.batch, name="batch"),
    path("<int:pk>/unlock/", desk.ask_unlock, name="ask_unlock"),
    path("<int:pk>/unlock/<int:unlock>/", desk.grant_unlock, name="grant_unlock"),
    path("file/", public.file, name="file"),
    path("lookup/", public.lookup, name="lookup"),
    path("lookup/step/", public.citizen_step, name="citizen_step"),
]
