"""The lists of commissioning."""

from commissioning.tables.cells import LINK, WITH_SUB, status_tag
from commissioning.tables.owed import ItemTable, OwedTable, PackTable, ReturnTable
from commissioning.tables.questions import QuestionTable
from commissioning.tables.services import FigureTable, ServiceTable

__all__ = [
    "LINK",
    "WITH_SUB",
    "FigureTable",
    "ItemTable",
    "OwedTable",
    "PackTable",
    "QuestionTable",
    "ReturnTable",
    "ServiceTable",
    "status_tag",
]
