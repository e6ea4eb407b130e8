"""Like awards in one grid: typed once, each row saved in its own pack."""
