"""Addresses of the room."""

from django.urls import path, re_path

from hedun.desks.screening.views import (
    campaigns,
    catalogue,
    certificates,
    clauses,
    findings,
    lexicon,
    queue,
    runs,
)

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
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/draft/", catalogue.draft, name="draft_catalogue"),
    path("catalogue/import/", catalogue.import_table, name="import_catalogue"),
    path("catalogue/<int:pk>/", catalogue.catalogue_edition, name="catalogue_edition"),
    path("catalogue/<int:pk>/items/", catalogue.item, name="new_item"),
    path("catalogue/<int:pk>/items/<int:item_pk>/", catalogue.item, name="item"),
    path("catalogue/<int:pk>/items/<int:item_pk>/remove/", catalogue.remove, name="remove_item"),
    re_path(
        r"^catalogue/(?P<pk>\d{1,18})/(?P<verb>submit|take_back|approve|send_back|discard)/$",
        catalogue.step,
        name="catalogue_step",
    ),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/today/", campaigns.words, name="campaign_words"),
    path("campaigns/new/", campaigns.edit, name="new_campaign"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.edit, name="edit_campaign"),
    re_path(
        r"^campaigns/(?P<pk>\d{1,18})/"
        r"(?P<verb>submit|take_back|approve|send_back|discard|end|copy)/$",
        campaigns.step,
        name="campaign_step",
    ),
    path("tables/", certificates.tables, name="tables"),
    path("tables/upload/", certificates.upload, name="upload_table"),
    path("tables/<int:pk>/", certificates.table, name="table"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("licences/", certificates.licences, name="licences"),
    path("contracts/", clauses.contracts, name="contracts"),
    path("contracts/new/", clauses.new, name="new_contract"),
    path("contracts/<int:pk>/", clauses.contract, name="contract"),
    path("contracts/<int:pk>/passages/<int:passage_pk>/", clauses.judge, name="judge_passage"),
    path("contracts/<int:pk>/raise/", clauses.raise_clue, name="raise_from_contract"),
]
