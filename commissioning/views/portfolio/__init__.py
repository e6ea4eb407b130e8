"""The office's portfolio spreadsheet: chosen, shown as a plan, loaded; and the form to be filled in."""
