"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.base.accounts.views import audit, login, me, people

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("me/password/", me.password, name="password"),
    path("me/", me.me, name="me"),
    path("me/sessions/<int:pk>/end/", me.end_session, name="end_session"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("people/<int:pk>/reset/", people.reset, name="reset"),
    path("people/<int:pk>/unlock/", people.unlock, name="unlock"),
    path("people/<int:pk>/grant/", people.grant, name="grant"),
    path("people/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("bodies/", people.bodies, name="bodies"),
    path("bodies/add/", people.add_body, name="add_body"),
    path("audit/", audit.audit, name="audit"),
]
