"""Filters of services, of what is owed and of questions."""

from commissioning.filters.owed import ItemFilter, MatrixFilter, OwedFilter, PackFilter, QuestionFilter
from commissioning.filters.selection import PortfolioFilter, SelectionFilter
from commissioning.filters.services import FigureFilter, ServiceFilter

__all__ = [
    "FigureFilter",
    "ItemFilter",
    "MatrixFilter",
    "OwedFilter",
    "PackFilter",
    "PortfolioFilter",
    "QuestionFilter",
    "SelectionFilter",
    "ServiceFilter",
]
