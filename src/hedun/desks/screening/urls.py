"""Addresses of the room."""

from django.urls import path, re_path

from hedun.desks.screening.views import findings, hits, hunts, lexicon, packs, queue, rules, runs

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
    path("lexicon/<int:pk>/hunt/", hunts.retrohunt, name="retrohunt"),
    path("hunts/<int:pk>/", hunts.hunt, name="hunt"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.edit, name="new_rule"),
    path("rules/check/", rules.check, name="check_rule"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/edit/", rules.edit, name="edit_rule"),
    path("rules/<int:pk>/hits/", hits.hits, name="rule_hits"),
    re_path(
        r"^rules/(?P<pk>\d{1,18})/"
        r"(?P<verb>test|backtest|shadow|activate|quarantine|release|revise|retire)/$",
        rules.step,
        name="rule_step",
    ),
    path("hits/<int:pk>/", hits.hit, name="hit"),
    path("hits/<int:pk>/judge/", hits.judge, name="judge_hit"),
    path("packs/", packs.packs, name="packs"),
    path("packs/export/", packs.give_out, name="export_pack"),
    path("packs/import/", packs.take_in, name="import_pack"),
    path("packs/keys/", packs.trust, name="trust_key"),
    path("packs/keys/<int:pk>/distrust/", packs.distrust, name="distrust_key"),
    path("packs/<int:pk>/", packs.pack, name="pack"),
    re_path(
        r"^lexicon/(?P<pk>\d{1,18})/(?P<verb>submit|take_back|approve|send_back|discard)/$",
        lexicon.step,
        name="step",
    ),
]
