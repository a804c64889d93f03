"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.roster.views import comparing, extensions, filings, lists, pairs, pushes

app_name = "roster"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", filings.desk, name="desk"),
    path("file/", filings.upload, name="upload"),
    path("template/<slug:sheet_name>.xlsx", filings.template, name="template"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("filings/<int:pk>/outcome.xlsx", filings.outcome, name="outcome"),
    path("filings/<int:pk>/order/", filings.order, name="order"),
    path("limits/", filings.over_limits, name="over_limits"),
    path("limits/<int:pk>/", filings.over_limit, name="over_limit"),
    path("fields/", extensions.extensions, name="extensions"),
    path("fields/<int:pk>/retire/", extensions.retire, name="retire_extension"),
    path("lists/", lists.lists, name="lists"),
    path("lists/upload/", lists.upload, name="upload_list"),
    path("lists/as-of/", lists.as_of, name="as_of"),
    path("lists/<int:pk>/", lists.version, name="list"),
    path("lists/<int:pk>/outcome.xlsx", lists.outcome, name="list_outcome"),
    path("lists/<int:pk>/withdraw/", lists.withdraw, name="withdraw_list"),
    path("compare/", comparing.board, name="board"),
    path("compare/start/", comparing.start, name="start"),
    path("problems/", comparing.problems, name="problems"),
    path("problems/<int:pk>/", comparing.problem, name="problem"),
    path("problems/<int:pk>/pass/", comparing.pass_home, name="pass_home"),
    path("problems/<int:pk>/settle/", comparing.settle, name="settle"),
    path("compare/changes/", comparing.changes, name="changes"),
    path("compare/leads/", comparing.leads, name="leads"),
    path("compare/leads/<int:pk>/", comparing.lead, name="lead"),
    path("compare/pairs/", pairs.pairs, name="pairs"),
    path("compare/pairs/queue/", pairs.queue, name="queue"),
    path("compare/pairs/undo/", pairs.undo, name="undo"),
    path("compare/pairs/<int:pk>/", pairs.pair, name="pair"),
    path("compare/pairs/<int:pk>/judge/", pairs.judge, name="judge"),
    path("pushes/", pushes.pushes, name="pushes"),
    path("pushes/<int:pk>/", pushes.push, name="push"),
    path("pushes/<int:pk>/rows/<int:row>/", pushes.answer, name="answer"),
]
