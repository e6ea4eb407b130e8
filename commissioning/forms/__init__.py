"""Forms: how boxes are drawn, and what was typed in them. What it means is read in `workflow`."""
