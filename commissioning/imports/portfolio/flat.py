"""The one flat sheet that many offices have: a row for each award or service, with everything beside it.

Its columns are those of the sheets of the form; where two sheets share a heading, the first in this list has it.
"""

from dataclasses import replace

from commissioning.exports.portfolio.counted import MEASURES, PAST, TARGETS
from commissioning.exports.portfolio.form import Column, SheetForm, Wide
from commissioning.exports.portfolio.money import AWARDS
from commissioning.exports.portfolio.providers import CONTACTS, PROVIDERS
from commissioning.exports.portfolio.services import SERVICES

NOT_HERE = frozenset({"Name", "Title", "Kind", "Code", "Tracker code", "Programme", "Notes", "Number"})
TAKEN = (
    (PROVIDERS, "name short_name"),
    (SERVICES, "name objective theme partners officer areas part_of"),
    (AWARDS, "title kind reference starts_on ends_on amount year funder stream stated_total decided_on"),
    (MEASURES, "measure"),
    (PAST, "period value"),
    (TARGETS, "target"),
    (PROVIDERS, "kind charity_number company_number"),
    (SERVICES, "summary route template stage calendar"),
    (AWARDS, "length_years extension_years extension_state review_by notice_on purpose reasons conditions group"),
    (MEASURES, "unit number_kind basis polarity about_people definition headline"),
    (CONTACTS, "name email telephone job"),
)


def _columns() -> tuple[Column, ...]:
    return tuple(_taken(form, key) for form, keys in TAKEN for key in keys.split())


def _taken(form: SheetForm, key: str) -> Column:
    """The column under the name of its sheet; headings that could mean anything here are left out."""
    column = form.column(key)
    headings = [each for each in column.headings if each not in NOT_HERE]
    heading = headings[0] if headings else column.heading
    return replace(column, key=f"{form.kind}.{key}", heading=heading, also=", ".join(headings[1:]), needed=False)


FLAT = SheetForm("flat", "One flat sheet", "A row for each award or service.", _columns(), wide=Wide.PERIODS)
