"""Changes to updates: their outlines, and the files made from them."""
