"""Every address of the product: each room brings its own."""

from django.urls import include, path

from hedun.desks.bridge import api as bridge_api
from hedun.desks.disclosure import api as disclosure_api
from hedun.desks.roster import api as roster_api
from hedun.desks.screening import api as screening_api
from hedun.front.api import api, mounted
from hedun.front.openapi import openapi, reference

api.add_router("", disclosure_api.router)
api.add_router("", bridge_api.router)
api.add_router("", roster_api.router)
api.add_router("", screening_api.router)
_marks = {
    "/letters": bridge_api.MARK,
    "/roster/filings": roster_api.MARK,
    "/roster/filings/<int:pk>": roster_api.MARK,
    "/roster/changes": roster_api.MARK,
    "/screening/check": screening_api.MARK,
}

urlpatterns = [
    path("", include("hedun.front.urls")),
    path("", include("hedun.base.accounts.urls")),
    path("api/", reference, name="reference"),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/v1/", mounted(_marks, disclosure_api.MARK)),
    path("", include("hedun.desks.bridge.partners.top.urls")),
    path("law/", include("hedun.base.lawbook.urls")),
    path("jobs/", include("hedun.base.jobs.urls")),
    path("exchange/", include("hedun.base.exchange.urls")),
    path("documents/", include("hedun.base.documents.urls")),
    path("evidence/", include("hedun.base.evidence.urls")),
    path("market/", include("hedun.market.urls")),
    path("clues/", include("hedun.clues.urls")),
    path("complaints/", include("hedun.desks.complaints.urls")),
    path("cases/", include("hedun.desks.cases.urls")),
    path("letters/", include("hedun.desks.bridge.urls")),
    path("sampling/", include("hedun.desks.sampling.urls")),
    path("roster/", include("hedun.desks.roster.urls")),
    path("screening/", include("hedun.desks.screening.urls")),
    path("public/", include("hedun.desks.disclosure.urls")),
]

handler400 = "hedun.base.accounts.guard.errors.on_unreadable"
handler403 = "hedun.base.accounts.guard.errors.on_refused"
handler404 = "hedun.base.accounts.guard.errors.on_missing"
handler500 = "hedun.base.accounts.guard.errors.on_crash"
