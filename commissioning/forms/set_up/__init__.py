"""Forms of set-up records: see docs/how-to/add-a-set-up-page.md."""
