"""A quarter's work for whoever approves: what needs a decision, what waits for approval, what is fine."""
