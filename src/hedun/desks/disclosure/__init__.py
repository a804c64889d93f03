"""What the public may look up, and how it is withdrawn."""
