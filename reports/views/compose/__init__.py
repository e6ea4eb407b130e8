"""Composing the update: its outline, and one paragraph after the other."""
