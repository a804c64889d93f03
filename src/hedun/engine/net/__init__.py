"""Which addresses a program of ours may connect to, and what a URL means: pure, no sockets."""
