"""Every address of the product: each room brings its own."""

from django.urls import include, path

from hedun.front.api import mounted
from hedun.front.openapi import openapi, reference

urlpatterns = [
    path("", include("hedun.front.urls")),
    path("", include("hedun.base.accounts.urls")),
    path("api/", reference, name="reference"),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/v1/", mounted),
    path("", include("hedun.desks.bridge.partners.top.urls")),
    path("law/", include("hedun.base.lawbook.urls")),
    path("jobs/", include("hedun.base.jobs.urls")),
    path("exchange/", include("hedun.base.exchange.urls")),
    path("evidence/", include("hedun.base.evidence.urls")),
    path("market/", include("hedun.market.urls")),
    path("clues/", include("hedun.clues.urls")),
    path("complaints/", include("hedun.desks.complaints.urls")),
    path("letters/", include("hedun.desks.bridge.urls")),
    path("roster/", include("hedun.desks.roster.urls")),
    path("screening/", include("hedun.desks.screening.urls")),
    path("public/", include("hedun.desks.disclosure.urls")),
]

handler400 = "hedun.base.accounts.guard.errors.on_unreadable"
handler403 = "hedun.base.accounts.guard.errors.on_refused"
handler404 = "hedun.base.accounts.guard.errors.on_missing"
handler500 = "hedun.base.accounts.guard.errors.on_crash"
