"""Every address of the product: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("hedun.front.urls")),
    path("", include("hedun.base.accounts.urls")),
    path("law/", include("hedun.base.lawbook.urls")),
    path("jobs/", include("hedun.base.jobs.urls")),
    path("evidence/", include("hedun.base.evidence.urls")),
    path("market/", include("hedun.market.urls")),
    path("clues/", include("hedun.clues.urls")),
    path("letters/", include("hedun.desks.bridge.urls")),
    path("screening/", include("hedun.desks.screening.urls")),
    path("public/", include("hedun.desks.disclosure.urls")),
]
