"""Two versions of a document side by side: each figure that the later one gives otherwise. Pure."""

from collections.abc import Iterator

from reports.document.records import Document, Entry, Table
from reports.document.seal import Change

Known = dict[tuple[str, ...], tuple[str, str, str]]  # what is told, by what it is: where, label, words
WORDS_CHANGED = "Words"
TOLD = "told"


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """Every figure of the later document that differs, is new or is gone; then the paragraphs with other words."""
    old, new = _figures(before), _figures(after)
    found = [
        Change(*(new.get(key) or old[key])[:2], old.get(key, ("", "", ""))[2], new.get(key, ("", "", ""))[2])
        for key in [*new, *(key for key in old if key not in new)]
        if old.get(key) != new.get(key)
    ]
    return (*dict.fromkeys(each for each in found if each.old != each.new), *_words(before, after))


def _figures(document: Document) -> Known:
    """All numbers of a document: of its annex, beside its paragraphs, on its front page and in its tables."""
    found: Known = {}
    for annex in document.annexes:
        for row in annex.figures:
            key = ("row", row.code, row.provider, row.period, row.label)
            found[key] = (row.service, f"{row.label}, {row.period}", row.words)
        for table in annex.tables:
            found |= _table(annex.title, table)
    for entry in document.entries:
        for figure in entry.figures:
            found["figure", entry.code, figure.code, figure.label] = (entry.heading, figure.label, figure.value)
        if entry.table:
            found |= _table(entry.heading, entry.table)
    for headline in document.front.money:
        found["front", headline.words] = ("In short", headline.words, headline.value)
    return found


def _table(place: str, table: Table) -> Known:
    """The numbers of a table, by row and column: rows of one name are counted."""
    found: Known = {}
    times: dict[str, int] = {}
    for row in table.rows:
        name = row.cells[0]
        times[name] = times.get(name, 0) + 1
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=False):
            if column.numeric:
                key = ("table", place, table.code, name, str(times[name]), column.label)
                found[key] = (place, f"{name}: {column.label}", cell)
    return found


def _words(before: Document, after: Document) -> Iterator[Change]:
    """Paragraphs that read otherwise, told by name alone: the texts stand in both versions."""
    old, new = ({entry.code: entry for entry in each.entries} for each in (before, after))
    for code, entry in (new | old).items():
        earlier, later = (_said(each.get(code)) for each in (old, new))
        if earlier and later and earlier != later:
            yield Change(new[code].heading, WORDS_CHANGED, "other words", "reworded")
        elif bool(earlier) != bool(later):
            yield Change(entry.heading, WORDS_CHANGED, *(TOLD if each else "" for each in (earlier, later)))


def _said(entry: Entry | None) -> tuple[str, ...]:
    return tuple(passage.text for passage in entry.passages) if entry else ()
