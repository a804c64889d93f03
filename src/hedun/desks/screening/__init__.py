"""Screening of listings against the lexicon, and the queue where people decide."""
