"""One service, by its tabs."""
