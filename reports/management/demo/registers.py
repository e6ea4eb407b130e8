"""Examples of what an office keeps beside its returns, each kept by the same change that its screen makes."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.choices import CalendarKind
from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import (
    AnnualReview,
    Award,
    ContractReview,
    DecisionNotice,
    DocumentKind,
    DocumentRequirement,
    FundedProject,
    InformationRequest,
    ReportingPeriod,
    ReviewAction,
    Service,
    SubsidyAssessment,
)
from commissioning.models.documents import HOLDERS
from commissioning.views.quarters import Scene
from commissioning.views.registers import REGISTERS
from commissioning.views.set_up.time import SET_UP_PLAN
from commissioning.workflow.documents import add_document
from commissioning.workflow.requests import Given, answer_request, keep_request
from commissioning.workflow.set_up.funders import MONEY
from commissioning.workflow.set_up.reviews import keep_action
from commissioning.workflow.set_up.services import SET_UP
from providers.models import Provider
from reports.management.demo.source import DEMO, moment, read
from tracker import records
from tracker.exports import csv_file
from tracker.models import Office, User

PAPER = "example-document.pdf"
FOUND_BY: dict[str, tuple[Any, str]] = {  # fields that name a record, and the field by which it is found
    "assessed_by": (User, "email"),
    "decided_by": (User, "email"),
    "provider": (Provider, "code"),
    "award": (Award, "code"),
    "service": (Service, "code"),
    "kind": (DocumentKind, "name"),
}
OF_AN_AWARD: dict[Any, str] = {
    DecisionNotice: "decision_notices",
    SubsidyAssessment: "subsidy_assessments",
    AnnualReview: "annual_reviews",
    FundedProject: "funded_projects",
}
Row = dict[str, Any]


def load_registers() -> None:
    rows = read("registers")
    said: Row = {"by": User.objects.get(email=rows["by"]), "at": moment(rows["kept_on"])}
    for row in rows["awards"]:
        days = values_of(row)
        records.keep(record=days.pop("award"), values=days, permission=MONEY, **said)
    for model, listed in OF_AN_AWARD.items():
        for row in rows[listed]:
            values = values_of(row)
            records.keep(record=model(award=values.pop("award")), values=values, permission=MONEY, **said)
    _documents(rows, said)
    for row in rows["contract_reviews"]:
        _review(row, said)
    for row in rows["information_requests"]:
        _request(row, said)


def _documents(rows: Row, said: Row) -> None:
    by_system = {**said, "by": None, "permission": SET_UP_PLAN}  # kinds are the administrator's to keep
    for row in rows["document_kinds"]:
        values = {name: row[name] for name in ("name", "expires")}
        kind = records.keep(record=DocumentKind(), values=values, **by_system).record
        for of in row["required_of"]:
            records.keep(record=DocumentRequirement(kind=kind), values={"of": of}, **by_system)
    paper = (DEMO / PAPER).read_bytes()
    for row in rows["documents"]:
        values = values_of(row)
        holder = next(values.pop(name) for name in HOLDERS if name in values)
        add_document(holder=holder, values=values, name=PAPER, file=io.BytesIO(paper), size=len(paper), **said)


def _review(row: Row, said: Row) -> None:
    """A review with its actions; one that slipped was first agreed for another day."""
    values = values_of({name: value for name, value in row.items() if name != "actions"})
    review = records.keep(record=ContractReview(), values=values, permission=SET_UP, **said).record
    for each in row["actions"]:
        wanted = values_of({name: value for name, value in each.items() if name != "slips_from"})
        action, first = ReviewAction(review=review), each.get("slips_from")
        if first:
            began = {**wanted, "due_on": date.fromisoformat(first)}
            action = keep_action(record=action, values=began, permission=SET_UP, **said).record
        keep_action(record=action, values=wanted, permission=SET_UP, **said)


def _request(row: Row, said: Row) -> None:
    """A request; one that was answered with a list has it as its page gives it."""
    values = values_of({name: row[name] for name in ("number", "asker", "text", "received_on")})
    made = keep_request(record=InformationRequest(), values=values, permission=SET_UP, **said).record
    if "answer" in row:
        on = date.fromisoformat(row["answered_on"])
        answer_request(request=made, answer=row["answer"], on=on, given=_given(row), **said)


def _given(row: Row) -> Given:
    listed, parts = REGISTERS[row["list"]], {"name": row["list"]}
    quarter = ReportingPeriod.objects.get(slug="2022-23-q2", calendar__kind=CalendarKind.FINANCIAL_QUARTERS)
    office, by = Office.objects.current(), User.objects.get(email="manager@example.org")
    known = reference_for(office)
    scene = Scene(office, known, portfolio_for(known), quarter, by, date.fromisoformat(row["answered_on"]))
    lines = (listed.line(each) for each in listed.rows(scene))
    content = bytes(csv_file(row["list"], listed.header, lines).content)
    return Given(row["list_name"], "register", row["query"], quarter, content, parts)


def values_of(row: Row) -> Row:
    """The row's values as Python has them: days are read, records are found."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if name in FOUND_BY:
        model, field = FOUND_BY[name]
        return model.objects.get(**{field: value})
    if name == "amount":
        return Decimal(value)
    return date.fromisoformat(value) if name.endswith(("_on", "_by")) else value
