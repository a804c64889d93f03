"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from hedun.desks.bridge.views import answers, consents, drafting, keys, letters, papers, scoreboard

app_name = "bridge"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", letters.letters, name="list"),
    path("received/", letters.received, name="received"),
    path("draft/", drafting.draft, name="draft"),
    path("scoreboard/", scoreboard.scoreboard, name="scoreboard"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<int:pk>/decide/", consents.decide_consent, name="decide_consent"),
    path("mandates/add/", consents.add_mandate, name="add_mandate"),
    path("keys/", keys.keys, name="keys"),
    path("keys/add/", keys.add_key, name="add_key"),
    path("keys/<int:pk>/", keys.key, name="key"),
    path("keys/<int:pk>/rotate/", keys.rotate_key, name="rotate_key"),
    path("keys/<int:pk>/switch/", keys.switch_key, name="switch_key"),
    path("<int:pk>/", letters.detail, name="detail"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/consent/", consents.ask_consent, name="ask_consent"),
    path("<int:pk>/rate/", letters.rate, name="rate"),
    path("<int:pk>/clock/", letters.clock, name="clock"),
    path("<int:pk>/do/<slug:step>/", letters.act, name="act"),
    path("<int:pk>/letter.<slug:form>", papers.letter_paper, name="letter_paper"),
    path("<int:pk>/reply-<int:number>.<slug:form>", papers.reply_paper, name="reply_paper"),
    path("<int:pk>/answer/", answers.answer, name="answer"),
    path("<int:pk>/answer/rows/", answers.add_rows, name="rows"),
    path("<int:pk>/answer/rows/<int:row>/drop/", answers.drop_row, name="drop_row"),
    path("<int:pk>/answer/files/", answers.attach, name="attach"),
    path("<int:pk>/answer/files/<int:capture>/drop/", answers.detach, name="detach"),
    path("<int:pk>/answer/submit/", answers.submit, name="submit"),
]
