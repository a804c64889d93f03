"""Decisions of the exchange, without a clock, a socket or a database."""
