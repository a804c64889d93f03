"""The pages of the desk: translate the request, then one call."""

from hedun.desks.screening.views import findings, lexicon, queue, runs

__all__ = ["findings", "lexicon", "queue", "runs"]
