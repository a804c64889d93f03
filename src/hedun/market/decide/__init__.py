"""Pure decisions of the market: columns guessed, rows judged."""
