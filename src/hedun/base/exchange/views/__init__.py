"""Where messages come in, and what the system administrator sees of them."""
