"""A made-up portfolio of any size, the same for the same seed, with what real ones have: gaps, seasons, late returns."""
