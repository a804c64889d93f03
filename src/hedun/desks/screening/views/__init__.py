"""The pages of the desk: translate the request, then one call."""

from hedun.desks.screening.views import findings, hits, hunts, lexicon, packs, queue, rules, runs

__all__ = ["findings", "hits", "hunts", "lexicon", "packs", "queue", "rules", "runs"]
