"""Clues: the waist between finding and acting."""
