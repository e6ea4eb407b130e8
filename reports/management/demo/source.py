"""Reads the demonstration portfolio, which is kept as data in `fixtures/demo`."""

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings

from tracker.periods import LONDON

DEMO: Path = settings.BASE_DIR / "fixtures" / "demo"


def read(name: str) -> Any:
    """One file of the portfolio, by its name without the ending."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def read_quarter(slug: str) -> list[dict[str, Any]]:
    """All returns and items of one quarter, in the order of their files."""
    files = sorted((DEMO / slug).glob("[0-9]-*.json"))
    return [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]


def moment(day: str, hour: int = 10) -> datetime:
    """An example instant: that day in London, on the hour."""
    return datetime.combine(datetime.fromisoformat(day).date(), time(hour), tzinfo=LONDON)
