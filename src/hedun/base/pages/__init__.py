"""Pages: list, filter, export and draw; the paper every desk writes on. No rows of its own."""
