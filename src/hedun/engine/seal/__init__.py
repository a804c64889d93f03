"""What proves who said what: signatures of several algorithms, and sealed secrets."""
