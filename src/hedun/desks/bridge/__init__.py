"""Letters to platforms and their answers."""
