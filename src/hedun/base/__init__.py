"""Foundations: what every desk stands on."""
