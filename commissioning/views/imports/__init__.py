"""Spreadsheets in: our form to download, workbooks to upload, what they would change, and taking them in."""
