"""Words in: a text is pasted or uploaded, its passages are sorted, and what is accepted is saved."""
