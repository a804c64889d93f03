"""The pages of clues: the list, one clue with its steps, the queue, raising, and many at once."""
