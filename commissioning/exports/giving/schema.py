"""Checks a package of grants with the standard's own schema, which lies in standard/.

360Giving Data Standard 1.4.3, as published by 360Giving (standard.threesixtygiving.org).
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

STANDARD = Path(__file__).parent / "standard"
#: The package's schema asks for the grant's under the address of the release before.
ASKED_FOR = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/360-giving-schema.json"
MOST = 20
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: Any) -> bool:
    """A day alone is none: the schema asks for either, never both."""
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


def faults(package: dict[str, Any]) -> list[str]:
    """What the schema finds wrong, each with its place; empty where the package may be published. At most twenty."""
    found = sorted(_validator().iter_errors(package), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{error.json_path}: {error.message}" for error in found[:MOST]]


def template_headings() -> dict[str, list[str]]:
    """The sheets of the standard's spreadsheet with their headings."""
    headings: dict[str, list[str]] = _read("template_headings.json")
    return headings


@cache
def _validator() -> Draft202012Validator:
    # said outright: the schema names its own language by an address that nobody else uses
    grant = DRAFT202012.create_resource(_read("360-giving-schema.json"))
    return Draft202012Validator(
        _read("360-giving-package-schema.json"),
        registry=Registry().with_resources([(ASKED_FOR, grant), (str(grant.id()), grant)]),
        format_checker=FORMATS,
    )


def _read(name: str) -> Any:
    return json.loads((STANDARD / name).read_text(encoding="utf-8"))
