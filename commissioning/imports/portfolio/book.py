"""The records that a file speaks of, together with those that are stored: each found by its code, then by its names."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.text import slugify

from commissioning.imports.plans import Question
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.statements import Statement
from commissioning.imports.portfolio.values import Said
from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import quoted
from tracker.uploads.cells import Cell
from tracker.uploads.faults import Fault, fault_at

LONGEST_CODE = 46  # leaves room for a number behind it
QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-"})
MOST_NAMED = 3


def plain_name(name: str) -> str:
    """A name as it is compared: capitals, spaces, kinds of apostrophe and "&" for "and" make no difference."""
    return " ".join(clean(name).translate(QUOTES).replace("&", " and ").split())


@dataclass(slots=True)
class Entry:
    """One record: stored, new in the file, or both. `said` is what the file says of it, by field."""

    kind: str
    key: str
    name: str
    stored: Any = None
    said: dict[str, Said] = field(default_factory=dict)
    cell: Cell | None = None  # where the file first speaks of it; None: it is only stored

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.key)

    @property
    def where(self) -> str:
        return f"{self.cell.sheet}, row {self.cell.row}" if self.cell else ""

    def value(self, name: str) -> Any:
        """What the file says of a field, else what is stored in it."""
        if name in self.said:
            return self.said[name].value
        return getattr(self.stored, name, None) if self.stored is not None else None


class Book:
    """All records by kind, and what was found wrong or has to be asked. `answers` are those given, by question."""

    def __init__(self, answers: Mapping[str, str], *, on: date, whole_area: str = "Whole force area") -> None:
        self.entries: dict[str, dict[str, Entry]] = {}
        self.names: dict[str, dict[str, list[Entry]]] = {}
        self.answers = answers
        self.on = on
        self.whole_area = whole_area
        self.faults: list[Fault] = []
        self.questions: dict[str, Question] = {}
        self.asked_at: dict[str, list[Cell]] = {}
        self.by_service: dict[Any, Any] = {}  # amounts of flat rows, by award, year and service
        self.misplaced: set[str] = set()  # services whose place in the plan is named, and is none

    def of(self, kind: str) -> list[Entry]:
        return list(self.entries.get(kind, {}).values())

    def register(self, entry: Entry, *names: str) -> Entry:
        """Let the record be found by its key and these names."""
        self.entries.setdefault(entry.kind, {})[entry.key] = entry
        for name in names:
            self.call(entry, name)
        return entry

    def call(self, entry: Entry, name: str) -> None:
        """One more name by which the record is found."""
        if name.strip():
            known = self.names.setdefault(entry.kind, {}).setdefault(plain_name(name), [])
            known += [] if any(each is entry for each in known) else [entry]

    def by_key(self, kind: str, key: str) -> Entry | None:
        return self.entries.get(kind, {}).get(key)

    def named(self, kind: str, text: str) -> list[Entry]:
        """The records of that name; of that code, if none has the name."""
        found = self.names.get(kind, {}).get(plain_name(text), [])
        coded = self.by_key(kind, text.strip())
        return list(found) or ([coded] if coded else [])

    def find(self, kind: str, text: str) -> Entry | None:
        found = self.named(kind, text)
        return found[0] if len(found) == 1 else None

    def make(self, kind: str, name: str, cell: Cell | None, *, code: str = "") -> Entry:
        """A new record, under a code of its own."""
        entry = Entry(kind, self._free(kind, code or name), name, cell=cell)
        return self.register(entry, name)

    def _free(self, kind: str, name: str) -> str:
        start = slugify(name.translate(QUOTES).replace("'", ""))[:LONGEST_CODE].strip("-") or kind.replace("_", "-")
        taken = self.entries.get(kind, {})
        numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
        return start if start not in taken else next(key for key in numbered if key not in taken)

    def coded(self, kind: str, statement: Statement) -> Entry | None:
        """The record whose code the row gives. A code that nothing has is a fault: rows are copied, codes are not."""
        code = statement.value("code")
        if not code:
            return None
        found = self.by_key(kind, code)
        if found is None:
            self.fault(
                statement.at("code"),
                "Codes that nothing has",
                f"Nothing here has the code {quoted(code)}.",
                "Empty the cell: what is new gets its code from the tracker.",
            )
        return found

    def say(self, entry: Entry, name: str, said: Said | None) -> None:
        """Note what a cell says of a field. Two rows that say different things of one record are a fault."""
        if said is None:
            return
        before = entry.said.get(name)
        if before is None:
            entry.said[name] = said
        elif before.value != said.value:
            self.fault(
                said.cell,
                "Rows that contradict each other",
                f"{entry.name}: {quoted(said.cell.text)} here, and {quoted(before.cell.text)} in {before.cell.sheet}, "
                f"{before.cell.address}.",
                "Make them the same, or delete one.",
            )

    def speak(self, entry: Entry, statement: Statement, names: Iterable[str]) -> None:
        """Note what a row says of the record, field by field; a field has the name of its column."""
        entry.cell = entry.cell or statement.cell
        for name in names:
            self.say(entry, name, statement.said.get(name))

    def lacks(self, statement: Statement, **nouns: str) -> bool:
        """Whether a row lacks what it can't do without, by column; a fault, unless that is one already. A flat row
        may speak of some records and not of others.
        """
        missing = [key for key in nouns if not statement.value(key)]
        if missing and statement.flat is None and not statement.unread.intersection(missing):
            noun = nouns[missing[0]]
            self.fault(
                statement.cell,
                "Rows that lack their name",
                f"This row names no {noun}.",
                "Write it, or empty the row.",
            )
        return bool(missing)

    def fault(self, cell: Cell, group: str, sentence: str, cure: str, *, blocking: bool = True) -> None:
        found = fault_at(cell, group, sentence, cure, blocking=blocking)
        if found not in self.faults:
            self.faults.append(found)

    def warn(self, cell: Cell, group: str, sentence: str, cure: str = "") -> None:
        self.fault(cell, group, sentence, cure, blocking=False)

    def unknown(self, cell: Cell, kind: str, text: str, *, noun: str, cure: str) -> None:
        """A name that nothing has, with the names nearest to it."""
        like = self.like(kind, text)
        hint = f"Did you mean {' or '.join(quoted(name) for name in like)}? " if like else ""
        self.fault(cell, f"Names of no {noun}", f"There is no {noun} called {quoted(text)}.", f"{hint}{cure}")

    def like(self, kind: str, text: str) -> list[str]:
        return closest(text, [entry.name for entry in self.of(kind)])

    def ask(self, name: str, group: str, sentence: str, choices: Iterable[tuple[str, str]], cell: Cell) -> str:
        """The answer to a question, empty while it has none. Asked in several places, it is one question."""
        asked = Question(name, group, "", sentence, tuple(choices), text=cell.text).answered(self.answers)
        cells = self.asked_at.setdefault(name, [])
        if cell not in cells:
            cells.append(cell)
        self.questions[name] = replace(asked, where=_places(cells))
        return asked.answer


def _places(cells: list[Cell]) -> str:
    """The places of a question, the first of them by name: "Services, B4; Services, B9 and 2 more"."""
    named = "; ".join(f"{cell.sheet}, {cell.address}" for cell in cells[:MOST_NAMED])
    return f"{named} and {len(cells) - MOST_NAMED} more" if len(cells) > MOST_NAMED else named


def closest(text: str, names: Iterable[str]) -> list[str]:
    """The names nearest to a text, at most two."""
    plain = {plain_name(name): name for name in names}
    return [plain[name] for name in difflib.get_close_matches(plain_name(text), plain, n=2, cutoff=0.75)]
