"""The built update as plain values: what page, PDF, Word and data are all made from.

A Document holds words and numbers that are already judged and formatted; nothing that renders it computes.
`for_audience` cuts a full (internal) document down to what the board or the public may see.
"""

from reports.document.audience import Audience, narrowest
from reports.document.comparing import changes
from reports.document.cutting import NOTICES, for_audience, for_the_public, marked_for
from reports.document.hiding import Hidden, Withheld
from reports.document.meaning import plainly_other
from reports.document.public import described
from reports.document.records import (
    AREA_INDEX,
    Annex,
    Chart,
    ChartPoint,
    Column,
    Document,
    Entry,
    FigureRow,
    Finding,
    Flag,
    FlagKind,
    Front,
    Group,
    Headline,
    PaceBar,
    Passage,
    PrintedFigure,
    Row,
    Section,
    Source,
    Table,
)
from reports.document.seal import Change, Download, Seal
from reports.document.stored import from_json, to_json
from reports.document.summary import Summary, named_shortly, summary_of
from reports.document.texts import Text, decided, digest_of, text_key, texts_in

__all__ = [
    "AREA_INDEX",
    "NOTICES",
    "Annex",
    "Audience",
    "Change",
    "Chart",
    "ChartPoint",
    "Column",
    "Document",
    "Download",
    "Entry",
    "FigureRow",
    "Finding",
    "Flag",
    "FlagKind",
    "Front",
    "Group",
    "Headline",
    "Hidden",
    "PaceBar",
    "Passage",
    "PrintedFigure",
    "Row",
    "Seal",
    "Section",
    "Source",
    "Summary",
    "Table",
    "Text",
    "Withheld",
    "changes",
    "decided",
    "described",
    "digest_of",
    "for_audience",
    "for_the_public",
    "from_json",
    "marked_for",
    "named_shortly",
    "narrowest",
    "plainly_other",
    "summary_of",
    "text_key",
    "texts_in",
    "to_json",
]
