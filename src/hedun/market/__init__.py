"""The market's database: subjects, platforms, shops, facts, and the files they come from."""
