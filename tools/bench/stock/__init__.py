"""A market with very many open clues, drawn with one seed and written in a minute or two."""
