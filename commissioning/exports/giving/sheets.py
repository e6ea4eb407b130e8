"""The same package as the standard's spreadsheet: a row a grant, further places and streams on sheets of their own."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook

from commissioning.exports.giving.schema import template_headings
from tracker.exports import written

GRANTS = "grants"
#: Where each heading's value stands in a grant; of a list, the first item stands in the row.
FIELDS: dict[str, tuple[str, ...]] = {
    "Identifier": ("id",),
    "Title": ("title",),
    "Description": ("description",),
    "Currency": ("currency",),
    "Amount Awarded": ("amountAwarded",),
    "Award Date": ("awardDate",),
    "Planned Dates:Start Date": ("plannedDates", "startDate"),
    "Planned Dates:End Date": ("plannedDates", "endDate"),
    "Recipient Org:Identifier": ("recipientOrganization", "id"),
    "Recipient Org:Name": ("recipientOrganization", "name"),
    "Recipient Org:Charity Number": ("recipientOrganization", "charityNumber"),
    "Recipient Org:Company Number": ("recipientOrganization", "companyNumber"),
    "Beneficiary Location:Name": ("beneficiaryLocation", "name"),
    "Beneficiary Location:Country Code": ("beneficiaryLocation", "countryCode"),
    "Beneficiary Location:Geographic Code": ("beneficiaryLocation", "geoCode"),
    "Beneficiary Location:Geographic Code Type": ("beneficiaryLocation", "geoCodeType"),
    "Funding Org:Identifier": ("fundingOrganization", "id"),
    "Funding Org:Name": ("fundingOrganization", "name"),
    "Grant Programme:Code": ("grantProgramme", "code"),
    "Grant Programme:Title": ("grantProgramme", "title"),
    "Classifications:Vocabulary": ("classifications", "vocabulary"),
    "Classifications:Code": ("classifications", "code"),
    "Classifications:Title": ("classifications", "title"),
    "For Regrant Type": ("regrantType",),
}
#: Sheets for the items of a list, with how many of them stand in the grant's own row already.
LISTS = {
    "Beneficiary Location": ("beneficiaryLocation", 1),
    "Grant Programme": ("grantProgramme", 1),
    "Classifications": ("classifications", 0),
}
Record = dict[str, Any]
Row = list[Any]


def workbook_of(package: Record) -> bytes:
    """The workbook, with the headings of the standard's template and nothing above them."""
    book = Workbook(write_only=True)
    headings = template_headings()
    _sheet(
        book,
        GRANTS,
        headings[GRANTS],
        ([_value(grant, name) for name in headings[GRANTS]] for grant in package["grants"]),
    )
    for title, (field, begun) in LISTS.items():
        rows = list(_further(package["grants"], headings[title], field, begun))
        if rows:
            _sheet(book, title, headings[title], rows)
    _sheet(book, "Meta", ["Version", package["version"]], _meta(package))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _meta(package: Record) -> Iterator[Row]:
    yield ["Title", package["title"]]
    yield ["Issued", package["issued"]]
    yield ["License", package["license"]]
    yield ["Publisher:Name", package["publisher"]["name"]]


def _further(grants: Sequence[Record], headings: Sequence[str], field: str, begun: int) -> Iterator[Row]:
    """The items of a list that the grant's row has no room for."""
    for grant in grants:
        for item in grant.get(field, [])[begun:]:
            yield [_value({"id": grant["id"], field: [item]}, name) for name in headings]


def _value(grant: Record, heading: str) -> Any:
    value: Any = grant
    for part in FIELDS.get(heading, ("-",)):
        value = value.get(part)
        if isinstance(value, list):
            value = value[0]
        if value is None:
            return None
    return value


def _sheet(book: Workbook, title: str, headings: Sequence[str], rows: Any) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.append([written(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([written(sheet, cell) for cell in row])
