"""Set-up pages of this app's records: see docs/how-to/add-a-set-up-page.md."""
