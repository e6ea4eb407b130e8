"""The box in which a spreadsheet is chosen, wherever one is taken in."""

from django import forms


def spreadsheet_field(label: str, then: str) -> forms.FileField:
    """`then`: what becomes of the file, in a sentence."""
    return forms.FileField(
        label=label,
        help_text=f"Excel (.xlsx) or CSV, at most 10 MB{then}",
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another."},
    )
