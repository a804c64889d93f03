"""Rows of the desk."""
