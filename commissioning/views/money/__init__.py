"""Money: the year by objective, funder and stream, and each stream with its awards."""

from commissioning.views.money.overview import money
from commissioning.views.money.stream import stream

__all__ = ["money", "stream"]
