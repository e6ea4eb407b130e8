"""Examples of what an office keeps beside its returns, each kept by the same change that its screen makes."""

from datetime import date
from typing import Any

from commissioning.models import Award, DecisionNotice, SubsidyAssessment
from commissioning.workflow.set_up.funders import MONEY
from reports.management.demo.source import moment, read
from tracker import records
from tracker.models import User

PEOPLE = ("assessed_by",)


def load_registers() -> None:
    rows = read("registers")
    said: dict[str, Any] = {"by": User.objects.get(email=rows["by"]), "at": moment(rows["kept_on"])}
    for row in rows["awards"]:
        days = {name: date.fromisoformat(day) for name, day in row.items() if name != "award"}
        records.keep(record=Award.objects.get(code=row["award"]), values=days, permission=MONEY, **said)
    for model in (DecisionNotice, SubsidyAssessment):
        for row in rows[f"{model._meta.verbose_name}s".replace(" ", "_")]:
            record = model(award=Award.objects.get(code=row["award"]))
            records.keep(record=record, values=values_of(row, "award"), permission=MONEY, **said)


def values_of(row: dict[str, Any], *but: str) -> dict[str, Any]:
    """The row's values as Python has them: days and people are found, what the record was made with is left out."""
    return {name: _value(name, value) for name, value in row.items() if name not in but}


def _value(name: str, value: Any) -> Any:
    if name in PEOPLE:
        return User.objects.get(email=value)
    return date.fromisoformat(value) if name.endswith("_on") and value else value
