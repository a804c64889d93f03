"""Text: canonical forms and matching over Arrow columns."""
