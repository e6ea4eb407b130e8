"""Pages and acts of commissioning, by what they show."""
