"""Addresses of the room."""

from django.urls import path, re_path

from hedun.desks.screening.views import findings, lexicon, queue, runs

app_name = "screening"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("undo/", queue.undo, name="undo"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/judge/", queue.judge, name="judge"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start, name="start"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("lexicon/", lexicon.lexicon, name="lexicon"),
    path("lexicon/draft/", lexicon.draft, name="draft"),
    path("lexicon/<int:pk>/", lexicon.edition, name="edition"),
    path("lexicon/<int:pk>/diff/", lexicon.diff, name="diff"),
    path("lexicon/<int:pk>/words/", lexicon.word, name="new_word"),
    path("lexicon/<int:pk>/words/<int:entry_pk>/", lexicon.word, name="word"),
    path("lexicon/<int:pk>/words/<int:entry_pk>/remove/", lexicon.remove, name="remove_word"),
    re_path(
        r"^lexicon/(?P<pk>\d{1,18})/(?P<verb>submit|take_back|approve|send_back|discard)/$",
        lexicon.step,
        name="step",
    ),
]
