"""The demo market: a generated world in which every part of the product can be tried."""
