"""Which boxes of which page a sorted passage fills. Nothing is written here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commissioning.choices import Audience, NewsKind, PassageKind, Prompt
from commissioning.imports.prose.audience import PROMPTS, narrowest
from commissioning.imports.prose.places import Places
from commissioning.imports.prose.sorting import Piece, joined, slots_of
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.parsing.columns import read_columns
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections import Figures, RisksAndPromises, Text
from commissioning.workflow.sections.lines import new_key
from commissioning.workflow.sections.money import People
from commissioning.workflow.sections.news import Cases, News
from commissioning.workflow.sections.waiting import WaitingList
from tracker.merging import Base


@dataclass(slots=True)
class Sheet:
    """One page of one record as the passages fill it.

    `base`: marks of what its boxes held when the person saw them. `sources`: for each box the one of the sorting page
    that says it. `passages`: those behind each row or box. `audiences`: who may see a row or a text, where chosen.
    """

    record: Record
    section: str
    typed: dict[str, str] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    passages: dict[str, list[Piece]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    audiences: dict[str, str] = field(default_factory=dict)

    def put(self, piece: Piece, row: str, boxes: Mapping[str, tuple[str, str]]) -> None:
        """Fill a new row: for each box its text, and which of the passage's own boxes says it."""
        self.rows[row] += 1
        key = f"{row}{new_key(self.rows[row])}"
        for box, (text, source) in boxes.items():
            self.typed[f"{key}-{box}"], self.sources[f"{key}-{box}"] = text, f"{piece.name}-{source}"
        self.passages[key] = [piece]
        if piece.chosen:
            self.audiences[key] = piece.chosen

    def fill(self, pieces: list[Piece], box: str, text: str, source: str) -> None:
        """Fill a box that is there already."""
        self.typed[box], self.sources[box] = text, f"{pieces[0].name}-{source}"
        self.passages[box.rpartition("-")[0] or box] = pieces


def texts_of(pieces: Iterable[Piece], places: Places) -> dict[tuple[str, Prompt], list[Piece]]:
    """Passages that join one text box, by return and prompt."""
    found: dict[tuple[str, Prompt], list[Piece]] = {}
    for piece in pieces:
        key = _return_of(piece, places)
        if piece.kind in PROMPTS and piece.words and key in places.returns:
            found.setdefault((key, PROMPTS[piece.kind]), []).append(piece)
    return found


def seen_by(told: Sequence[Piece], held: str) -> Audience | None:
    """Who may see a text that these passages join: the narrowest of what holds for each, and of what stands there.

    `held`: the audience of the text that stands there; empty where none does. None where nobody chooses it.
    """
    found = [piece.chosen or piece.usual for piece in told if piece.usual]
    return narrowest([*found, *([Audience(held)] if held else [])]) if found else None


def _return_of(piece: Piece, places: Places) -> str:
    return piece.said("service") or piece.service or places.only


class Placing:
    """All passages of a text on their pages. `faults` are by box of the sorting page."""

    def __init__(
        self, text: str, places: Places, pack: Pack, base: Base, item_for: Callable[[QuarterlyReturn], OfficeItem]
    ) -> None:
        """`item_for` answers the office's item that takes the decisions about a return's service."""
        self.text, self.places, self.pack, self.base, self.item_for = text, places, pack, base, item_for
        self.sheets: dict[tuple[str, int, str], Sheet] = {}
        self.faults: dict[str, str] = {}

    def place(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.kind != PassageKind.NOT_NEEDED:
                self._one(piece)
        for (key, prompt), told in texts_of(pieces, self.places).items():
            sheet = self._sheet(self.places.returns[key], Text.slug)
            sheet.fill(told, prompt, joined(self.text, told), "words")
            audience = seen_by(told, self.places.audience_of(key, prompt))
            if audience and any(piece.chosen for piece in told):
                sheet.audiences[prompt] = audience

    def _one(self, piece: Piece) -> None:
        if not piece.words:
            self.faults[f"{piece.name}-words"] = "There are no words left here. Write them, or choose “Not needed”."
        elif piece.kind == PassageKind.FIGURE:
            self._figures(piece)
        elif piece.kind == PassageKind.STAFFING:
            self._staffing(piece)
        else:
            key = _return_of(piece, self.places)
            if key not in self.places.returns:
                self.faults[f"{piece.name}-service"] = "Choose which service this is about."
            elif piece.kind not in PROMPTS:
                self._row(piece, self.places.returns[key])

    def _row(self, piece: Piece, record: QuarterlyReturn) -> None:
        kind, words = PassageKind(piece.kind), (piece.words, "words")
        if kind == PassageKind.DECISION:
            decision = {"text": words, "kind": (NewsKind.DECISION.value, "kind")}
            self._sheet(self.item_for(record), News.slug).put(piece, "news", decision)
            return
        section, row, boxes = ROWS[kind]
        said = {box: words if source == "words" else (piece.said(source), source) for box, source in boxes.items()}
        if kind == PassageKind.RISK and said["title"][0] == piece.words:
            del said["note"]  # the title says it all
        self._sheet(record, section).put(piece, row, said)

    def _sheet(self, record: Record, section: str) -> Sheet:
        return self.sheets.setdefault((kind_of(record).value, record.pk, section), Sheet(record, section))

    def _staffing(self, piece: Piece) -> None:
        service = self.places.returns.get(piece.said("service") or piece.service)
        said = {box: (piece.said(box), box) for box in ("role", "vacant", "expected")}
        works_for = (str(service.service_id) if service else "", "service")
        boxes = {**said, "services": works_for, "note": (piece.words, "words")}
        self._sheet(self.pack, People.slug).put(piece, "post", boxes)

    def _figures(self, piece: Piece) -> None:
        """Each number into its boxes, read as it would be if it were typed there."""
        slots = slots_of(piece)
        for slot, (key, value) in slots.items():
            box, value_box, spot = f"{piece.name}-box{slot}", f"{piece.name}-value{slot}", self.places.spot(key)
            if spot is None or not value:
                if len(slots) == 1 or spot is not None or value:
                    self.faults[value_box if spot else box] = "Type the value." if spot else "Choose the figure."
                continue
            line = read_columns(value, [spot.place]).lines[0]
            sheet = self._sheet(self.places.returns[self.places.owners[key]], Figures.slug)
            if line.faults:
                self.faults[value_box] = f"{spot.label}: {line.faults[0]}"
            elif key in sheet.passages:
                other = sheet.passages[key][0].number
                self.faults[box] = f"Passage {other} fills “{spot.label}” too. Keep one of the two."
            for name, text in line.filled.items() if value_box not in self.faults and box not in self.faults else ():
                sheet.fill([piece], name, text, f"value{slot}")
                if name in self.base.marks:
                    sheet.base[name] = self.base.marks[name]


ROWS: Mapping[PassageKind, tuple[str, str, Mapping[str, str]]] = {
    # page, row, and for each of its boxes the one of the passage that says it
    PassageKind.WAITING: (
        WaitingList.slug,
        "waiting",
        {"name": "list", "answer": "answer", "waiting": "waiting", "note": "words"},
    ),
    PassageKind.RISK: (RisksAndPromises.slug, "risk", {"title": "title", "note": "words"}),
    PassageKind.PROMISE: (
        RisksAndPromises.slug,
        "promise",
        {"text": "words", "by": "by", "due": "due", "when": "when"},
    ),
    PassageKind.NEWS: (News.slug, "news", {"text": "words", "kind": "sort", "on": "on", "precision": "precision"}),
    PassageKind.CASE: (Cases.slug, "case", {"title": "title", "text": "words"}),
}
