"""The dashboard of a quarter, by its parts."""
