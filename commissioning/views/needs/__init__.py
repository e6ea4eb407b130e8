"""What needs a person of each role."""
