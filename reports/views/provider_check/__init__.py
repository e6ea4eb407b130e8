"""The providers' check: the office sends each provider its own part of the update, and the provider answers."""
