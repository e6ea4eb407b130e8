"""On which page of a finished PDF each place stands, by the names that its links lead to."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import NameTree


@dataclass(frozen=True, slots=True)
class Places:
    """How many pages there are, and the page on which each place begins, counted from 1 as it is printed."""

    pages: int
    begin: dict[str, int]


def places_in(content: bytes, names: Collection[str]) -> Places:
    """The places of these names, as far as the file has them."""
    with pikepdf.open(BytesIO(content)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        named = pdf.Root.Names.get("/Dests") if "/Names" in pdf.Root else None
        found: Any = NameTree(named) if named is not None else {}
        begin = {name: numbers[target[0].objgen] for name, target in found.items() if name in names}
        return Places(len(numbers), begin)
