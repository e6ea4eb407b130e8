"""Search over everything that a person may see: names, and what was written in all quarters."""

from commissioning.search.catalogue import GROUPS, KINDS, Kind, Narrowing
from commissioning.search.finding import Found, Page, find

__all__ = ["GROUPS", "KINDS", "Found", "Kind", "Narrowing", "Page", "find"]
