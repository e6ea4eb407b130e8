"""A ledger extract, its columns, and what a payment was for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from commissioning.forms.spreadsheets import spreadsheet_field
from commissioning.imports.ledger.columns import LABELS, NEEDED, Column
from commissioning.imports.ledger.taking import ASKED
from commissioning.models import Award

NONE = "none"


class LedgerForm(forms.Form):
    file = spreadsheet_field("Extract of the ledger", ": a row a payment. Extracts may overlap; a payment counts once.")


class ColumnsForm(forms.Form):
    """Which heading of the file is which column. What is left out isn't in the file."""

    def __init__(self, *args: Any, headings: Iterable[str], chosen: dict[str, str], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = [("", "Not in this file"), *((name, name) for name in dict.fromkeys(headings) if name)]
        for column in Column:
            self.fields[f"{ASKED}{column}"] = forms.ChoiceField(
                label=LABELS[column],
                choices=choices,
                required=False,
                initial=chosen.get(column, ""),
                help_text="Needed" if column in NEEDED else "",
                error_messages={"invalid_choice": "Choose one of the list."},
            )


class MatchForm(forms.Form):
    """What a payment was for; `others`, how many unmatched payments to the same payee there are besides."""

    award = forms.ChoiceField(
        label="Paid for",
        error_messages={"required": "Choose the award, or “no award”.", "invalid_choice": "Choose one of the list."},
    )
    all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, awards: Iterable[Award], payee: str, others: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        groups: dict[str, list[tuple[str, str]]] = {}
        for award in awards:
            groups.setdefault(award.provider.name, []).append((str(award.pk), award.title))
        listed: list[Any] = sorted(groups.items(), key=lambda group: group[0].casefold())
        self.fields["award"].choices = [("", "Choose"), (NONE, "No award of ours"), *listed]  # type: ignore[attr-defined]
        if others:
            also = "payment" if others == 1 else "payments"
            self.fields["all"].label = f"Also the {others} other {also} to {payee} that wait to be matched"
        else:
            del self.fields["all"]
