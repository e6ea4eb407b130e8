"""An office that is invented: what it keeps in its portfolio spreadsheet, and what its providers send."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from tests.commissioning.portfolio_files import xlsx_of
from tracker.periods import Period, financial_quarters

NAME, SHORT, AREA = "Office of the Police and Crime Commissioner for Fenmarch", "Fenmarch OPCC", "Fenmarch"
OVER = timedelta(days=45)  # after its end every return of a quarter is late
HAVEN, NORTHFIELD, CHOICES, COUNCIL = "Haven", "Northfield Women’s Aid", "Safe Choices", "Fenmarch Council"
LIGHT, PASTED, FORM, LETTER = "Counselling", "Helpline", "Outreach", "Schools project"
GRANTS, UNWRITTEN = "Community grants", "Prevention strategy"
FIGURES = ("Referrals received", "People supported", "Cases closed")
REFUGES = ("Refuge", "Refuge outreach", "Hospital advocates", "Young people’s advocates")
COUNTED = (*FIGURES, "Sessions held", "People waiting")
PLACES = ("North", "South", "East", "West", "Marsh")

PROSE = """\
From: Nia Field <nia@choices.example>
Subject: Our quarter

Hi Alice,

Referrals received were 61. People supported were 55. Cases closed were 20.

What went well

The pupils now run their own group. A second school has asked for us.

Challenges

The hall was closed for repairs. One adviser post is vacant.

Funding is uncertain beyond March.

Kind regards,
Nia
"""
FILED = {  # each passage with eight facts in all, and the letter that files it
    "Referrals received were 61": "f",
    "People supported were 55": "f",
    "Cases closed were 20": "f",
    "The pupils now": "g",
    "A second school": "g",
    "The hall was": "c",
    "One adviser": "s",
    "Funding is": "r",
}


@dataclass(frozen=True)
class Quarter:
    """The newest quarter whose returns are all late by now, and the names that it goes by."""

    period: Period

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def address(self) -> str:
        return f"/quarters/{self.period.slug}"

    @property
    def year_before(self) -> str:
        first = int(self.period.year_label[:4]) - 1
        return f"{self.period.label[:2]} {first}/{(first + 1) % 100:02d}"


def quarter_to_open(today: date) -> Quarter:
    over = [each for each in financial_quarters(today.year - 2, 3) if each.end + OVER < today]
    return Quarter(over[-1])


def portfolio(quarter: Quarter) -> bytes:
    """The office's spreadsheet, in its own words."""
    year = quarter.period.year_label
    own = [*((service, HAVEN) for service in (LIGHT, PASTED, FORM)), (LETTER, CHOICES)]
    refuges = [(service, NORTHFIELD) for service in REFUGES]
    services = [
        [name, "Victims", provider, "provider", "", "Standard" if name == LETTER else "Light"]
        for name, provider in own + refuges
    ]
    csps = "; ".join(f"{place} CSP" for place in PLACES)
    services += [
        [GRANTS, "Safer streets", csps, "provider", "each", "Light"],
        [UNWRITTEN, "Safer streets", COUNCIL, "no return", "", ""],
    ]
    measures = [
        [service, name, "whole number", "yes" if name == FIGURES[0] else "no"] for service, _ in own for name in FIGURES
    ]
    measures += [
        [service, name, "whole number", "yes" if name == FIGURES[0] else "no"]
        for service in REFUGES
        for name in COUNTED
    ]
    awards = [[f"{HAVEN} grant", HAVEN, "grant", "; ".join((LIGHT, PASTED, FORM)), 60_000, ""]]
    awards += [[f"Community grant: {place}", f"{place} CSP", "transfer", GRANTS, 50_000, "csp"] for place in PLACES]
    return xlsx_of(
        Plan=[["Objective"], ["Victims"], ["Safer streets"]],
        Services=[
            ["Service", "Priority", "Organisation", "Who reports", "Where several deliver", "Return", "Lead officer"],
            *([*service, "Alice Hartley"] for service in services),
        ],
        Measures=[["Service", "KPI", "Kind of number", "Headline"], *measures],
        Awards=[["Award", "Organisation", "Type", "Services", year, "Group"], *awards],
        Past_figures=[["Service", "KPI", quarter.year_before], [LIGHT, FIGURES[0], 40], [PASTED, FIGURES[0], 900]],
    )


def workbook_of_the_refuges(quarter: Quarter, path: Path) -> Path:
    """As this provider keeps its figures: a sheet for each service, quarters across."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, name in enumerate(REFUGES, 1):
        sheet = book.create_sheet(name)
        sheet.append([f"{name}: monitoring {quarter.period.year_label}"])
        sheet.append(["", *(f"Q{place} {quarter.period.year_label}" for place in range(1, 5))])
        for place, label in enumerate(COUNTED, 1):
            sheet.append([label])
            sheet.cell(sheet.max_row, 1 + quarter.period.place_in_year, 100 * number + 10 * place)
    book.save(path)
    return path
