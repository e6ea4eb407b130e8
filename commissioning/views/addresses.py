"""Addresses of pages. A page of lists names hundreds, so each is worked out once in the process."""

from functools import lru_cache

from django.urls import reverse

KEPT = 20_000


@lru_cache(maxsize=KEPT)
def address(page: str, *parts: int | str) -> str:
    """The address of a page by its name and the parts of its pattern, in their order."""
    return reverse(page, args=parts)
