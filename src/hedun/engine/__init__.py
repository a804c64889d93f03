"""Algorithms: no Django, no law, no clock; useful alone."""
