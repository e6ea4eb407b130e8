"""Grants in the form of 360Giving, standard 1.4: one dict that JSON and the spreadsheet are both written from."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.choices import AwardKind
from commissioning.figures.grants import Grant
from commissioning.models.plan import Area
from providers.models import Provider, ProviderKind
from tracker.models import Licence, Office

VERSION = "1.4"
REGRANT = {AwardKind.TRANSFER: "FRG010"}  # given to one grant-maker, to be given on
PLAN = "Police and Crime Plan"
#: The kind of a place by the beginning of its code, as the Office for National Statistics gives them.
GEO_CODES = {
    "E05": "WD",
    "E06": "UA",
    "E07": "NMD",
    "E08": "MD",
    "E09": "LONB",
    "E10": "CTY",
    "E22": "CSP",
    "E23": "PFA",
}

Record = dict[str, Any]


class NoPrefix(Exception):
    """360Giving has not given the office the prefix that every identifier begins with."""


def package_of(grants: Iterable[Grant], *, office: Office, on: date) -> Record:
    """The grants that say all that they must; the others are left out. No address and no contact of anybody. Under
    the licence that the office has chosen.

    Raises NoPrefix without the office's prefix.
    """
    if not office.prefix:
        raise NoPrefix
    return {
        "version": VERSION,
        "title": f"Grants of {office.name}",
        "issued": on.isoformat(),
        "license": Licence(office.licence).address,
        "publisher": {"name": office.name},
        "grants": [_record(grant, office) for grant in grants if grant.complete],
    }


def _record(grant: Grant, office: Office) -> Record:
    award = grant.award
    assert grant.amount is not None  # it is complete
    record = {
        "id": _own(office, award.code),
        "title": award.title,
        "description": _description(grant),
        "currency": "GBP",
        "amountAwarded": _number(grant.amount),
        "awardDate": _day(award.decided_on),
        "plannedDates": [_said({"startDate": _day(award.starts_on), "endDate": _day(grant.ends_on)})],
        "recipientOrganization": [_recipient(award.provider, office)],
        "beneficiaryLocation": [_place(area) for area in grant.areas],
        "fundingOrganization": [{"id": _own(office, "office"), "name": office.name}],
        "grantProgramme": [{"code": stream.code, "title": stream.name} for stream in grant.streams],
        "classifications": [
            {"vocabulary": PLAN, "code": objective.code, "title": objective.name} for objective in grant.objectives
        ],
        "regrantType": REGRANT.get(AwardKind(award.kind)),
    }
    return _said(record)


def _said(record: Record) -> Record:
    """Without what is not said: the standard has no empty values."""
    return {name: value for name, value in record.items() if value not in (None, "", [], [{}])}


def _own(office: Office, code: str) -> str:
    """An identifier of the office's own: no slash and no space, which a code has neither of."""
    return f"360G-{office.prefix}-{code}"


def _description(grant: Grant) -> str:
    """What the money is for; conditions and reasons have no place of their own in the standard."""
    award = grant.award
    parts = [award.purpose, *_headed("Conditions", award.conditions), *_headed("Reasons", award.reasons)]
    return "\n\n".join(parts)


def _headed(heading: str, text: str) -> Iterator[str]:
    if text:
        yield f"{heading}: {text}"


def _recipient(provider: Provider, office: Office) -> Record:
    return _said(
        {
            "id": _identifier(provider, office),
            "name": provider.name,
            "charityNumber": provider.charity_number,
            "companyNumber": provider.company_number,
        }
    )


def _identifier(provider: Provider, office: Office) -> str:
    """The number by which everybody knows it: a charity's, a company's, else the office's own."""
    charity = f"GB-CHC-{provider.charity_number}" if provider.charity_number else ""
    company = f"GB-COH-{provider.company_number.zfill(8)}" if provider.company_number else ""
    first, second = (company, charity) if provider.kind == ProviderKind.COMPANY else (charity, company)
    return first or second or _own(office, provider.code)


def _place(area: Area) -> Record:
    """A place by name, and by code where the standard knows its kind."""
    kind = GEO_CODES.get(area.ons_code[:3])
    coded = {"geoCode": area.ons_code, "geoCodeType": kind} if kind else {}
    return {"name": area.name, "countryCode": "GB", **coded}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(pounds: Decimal) -> int | float:
    """A JSON number: pence are exact to far more than any award."""
    return int(pounds) if pounds == pounds.to_integral_value() else float(pounds)
