"""A made-up portfolio of any size, the same for the same seed, with the gaps, seasons and lateness of real ones."""
