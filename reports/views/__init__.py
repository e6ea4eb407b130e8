"""Pages of this app, and those that show data of all apps."""
