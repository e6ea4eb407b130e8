"""Prose sorted into facts: a text is kept, its passages are sorted on screen, and what is accepted is saved."""
