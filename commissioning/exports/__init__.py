"""What leaves as a file: lists as spreadsheet lines, and forms to be filled in and sent back."""
