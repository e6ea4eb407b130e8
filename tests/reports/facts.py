"""The facts of the published update, as the tests read them: kind, service, measure, period and value, no sentences."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
TOLD = "2022-23-q2"
WITHOUT_NUMBER = re.compile(r" \((direction only|(value|values|size|number|amount|target value) not stated)\)$")
IN_WORDS = {
    1: "one", 2: "two|both|second", 3: "three|third", 4: "four|fourth", 5: "five", 6: "six", 7: "seven"
}  # fmt: skip
ITEMS = {  # what the office tells of where there is no service of that name
    "Domestic and sexual violence support services": "new-funding",
    "Needs assessment programme": "needs-assessment",
    "Victims Needs Assessment": "needs-assessment",
    "Serious Violence Needs Assessment": "needs-assessment",
    "Joint Prevention Strategy": "prevention-strategy",
    "Funding portfolio": "funding-portfolio",
}


@dataclass(frozen=True)
class Fact:
    """One fact. `words` is what the record of a fact without a number has to say."""

    row: dict[str, Any]
    words: str

    def __getattr__(self, name: str) -> Any:
        return self.row.get(name)

    def __str__(self) -> str:
        return f"{self.row['id']} {self.row['kind']}"

    @property
    def value(self) -> Decimal | None:
        return Decimal(str(self.row["value"])) if "value" in self.row else None

    @property
    def label(self) -> str:
        """The measure's name, without the remark that no number was given."""
        return WITHOUT_NUMBER.sub("", self.row.get("measure", ""))

    @property
    def quarter(self) -> str:
        """The quarter that the value belongs to; years and forward looks are told of in the quarter of the update."""
        found = re.match(r"(?:as at end of )?(Q\d) (\d{4})/(\d\d)$", self.row.get("period", ""))
        return f"{found[2]}-{found[3]}-{found[1].lower()}" if found else TOLD

    def tells_value(self, text: str) -> bool:
        """Whether a text gives the fact's value, in figures or, up to seven, in words."""
        return self.value is None or bool(re.search(forms_of(self.value), text, re.IGNORECASE))


def forms_of(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    figures = f"{int(value):,}|{int(value)}" if whole else str(value)
    words = IN_WORDS.get(int(value), "") if whole else ""
    return rf"(?<![\d.,])({figures})(?![\d]|[.,]\d)" + (rf"|\b({words})\b" if words else "")


def read_facts() -> list[Fact]:
    words = json.loads((DATA / "fact_words.json").read_text(encoding="utf-8"))
    rows = json.loads((DATA / "facts.json").read_text(encoding="utf-8"))
    return [Fact(row, words.get(row["id"], "")) for row in rows]


FACTS = read_facts()
