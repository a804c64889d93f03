"""Tools of the workshop: contracts, checks, generators; never imported by the product."""
