"""A walk of every address as everybody, in a house where each row of each owner is marked."""
