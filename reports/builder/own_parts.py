"""What an update would publish of one provider, as that provider may be shown it beforehand.

It is cut from the public copy, so that nothing is shown which the public would not read. A paragraph that rests on this
provider alone is shown whole; of one that rests on several only this provider's own words and figures are. Words of the
office that tell of another's fact, or name another body, are kept back, and the part says so.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from commissioning.choices import Prompt
from commissioning.models import QuarterlyReturn
from reports.builder.entries import paragraphs
from reports.builder.material import Material, gather
from reports.builder.ownership import Ownership, ownership
from reports.builder.public import build_public
from reports.builder.references import Resolver
from reports.document import Audience, Document, Entry, FigureRow, FlagKind
from reports.models import Entry as StoredEntry
from reports.models import Update
from tracker import formats
from tracker.models import Office

SHARED = "This paragraph tells of others as well. Only your own words and figures are shown."
KEPT_BACK = "Some of its words tell of others as well, and are not shown before they are published."


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A figure as it would stand in the update, what stands beside it, and where it comes from."""

    label: str
    value: str
    beside: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What one provider is shown of one paragraph. `entry` is the stored one; its key is no part of what is shown."""

    entry: int
    code: str
    heading: str
    source: str
    words: tuple[str, ...]
    figures: tuple[OwnFigure, ...]
    note: str = ""

    @property
    def shown(self) -> dict[str, object]:
        """As it is kept: plain lists and texts."""
        kept: dict[str, object] = json.loads(json.dumps(asdict(self)))
        del kept["entry"]
        return kept

    @property
    def digest(self) -> str:
        return digest_of_shown(self.shown)


def digest_of_shown(shown: dict[str, object]) -> str:
    """What tells two states of a part apart."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def own_parts(update: Update, *, office: Office) -> dict[int, tuple[OwnPart, ...]]:
    """By provider, the parts of an update that can be shown to it, in the update's order. Raises what the builder does.

    Providers of whom nothing would be published are not among them.
    """
    material = gather(update, office=office, draft=False)
    parts = Parts(material, build_public(update, office=office).document)
    found: dict[int, list[OwnPart]] = defaultdict(list)
    for provider, part in parts.all():
        found[provider].append(part)
    return {provider: tuple(listed) for provider, listed in found.items()}


class Parts:
    """Puts the parts together from what was read and the public's copy."""

    def __init__(self, material: Material, public: Document) -> None:
        self.material = material
        self.owners: Ownership = ownership(material)
        self.resolve = Resolver(material)
        self.entries = {entry.code: entry for entry in public.entries}
        self.rows: dict[str, list[FigureRow]] = defaultdict(list)
        for annex in public.annexes:
            for row in annex.figures:
                self.rows[row.anchor].append(row)

    def all(self) -> Iterator[tuple[int, OwnPart]]:
        for section in self.material.sections:
            for stored in self.material.entries.get(section.pk, ()):
                entry = self.entries.get(stored.code)
                if entry is None:
                    continue
                for provider in sorted(self._asked(stored)):
                    part = self._part(provider, stored, entry)
                    if part.words or part.figures:
                        yield provider, part

    def _asked(self, stored: StoredEntry) -> set[int]:
        """The bodies behind a paragraph: who delivers its services, and who has its awards."""
        found: set[int] = set()
        for source in self.material.sources.get(stored.pk, ()):
            found |= self.owners.delivers.get(source.service_id or 0, frozenset())
            if source.award is not None:
                found.add(source.award.provider_id)
        return found & self.owners.names.keys()

    def _part(self, provider: int, stored: StoredEntry, entry: Entry) -> OwnPart:
        sources = self.material.sources.get(stored.pk, [])
        own = [each for source in sources for each in self._returns(provider, source.service_id or 0)]
        whole = self.owners.is_whole(provider, sources, self.material)
        said = self._written(own)
        written = {passage.text for passage in entry.passages if self._plain(passage.text) in said}
        words = tuple(each for each in self._words(entry) if each in written or (whole and self._open(provider, each)))
        kept_back = len(words) < len(self._words(entry))
        if stored.words and not self.owners.owns_references(provider, stored.words):
            words, kept_back = tuple(each for each in words if each in written), True
        keys = {each.pk for each in own}
        rows = [row for row in self.rows[stored.code] if row.quarterly_return in keys]
        return OwnPart(
            entry=stored.pk,
            code=stored.code,
            heading=self._heading(provider, entry, own),
            source="words by the office" if stored.words else "words from your return",
            words=words,
            figures=(*(self._figure(row, own) for row in rows), *self._money(provider, entry)),
            note=(KEPT_BACK if kept_back else "") if whole else SHARED,
        )

    def _returns(self, provider: int, service: int) -> list[QuarterlyReturn]:
        return [each for each in self.material.returns(service) if each.provider_id == provider]

    def _words(self, entry: Entry) -> list[str]:
        """Its paragraphs, and what would be said beside them as needing watching."""
        watched = [f"{flag.title}: {flag.text}" for flag in entry.flags if flag.kind == FlagKind.WATCH]
        return [passage.text for passage in entry.passages] + watched

    def _written(self, own: list[QuarterlyReturn]) -> set[str]:
        """What these returns themselves say for the update, as it prints, with its short forms as they are."""
        return {
            self._plain(self.resolve.passage(part, narrative.audience).text)
            for each in own
            for narrative in self.material.words.get(("return", each.pk), ())
            if narrative.prompt == Prompt.UPDATE_WORDS and narrative.audience == Audience.PUBLIC
            for part in paragraphs(narrative.text)
        }

    def _plain(self, text: str) -> str:
        """Without what the update adds where it first uses a short form."""
        for each in self.material.acronyms:
            text = text.replace(f"{each.words} ({each.short})", each.short)
        return text

    def _open(self, provider: int, text: str) -> bool:
        return not self.owners.names_another(provider, text)

    def _figure(self, row: FigureRow, own: list[QuarterlyReturn]) -> OwnFigure:
        """Its comparisons rest on figures of the same body alone, or they are not shown."""
        service = next(each.service_id for each in own if each.pk == row.quarterly_return)
        alone = service in self.owners.alone
        received = f", received {row.received}" if row.received else ""
        approved = f", approved {row.approved}" if row.approved else ""
        return OwnFigure(
            label=row.label,
            value=row.words,
            beside=(*(row.comparators if alone else ()), *row.notes),
            source=f"your return for {row.period}{received}{approved}",
        )

    def _money(self, provider: int, entry: Entry) -> Iterator[OwnFigure]:
        """The row of its own award, where a table of like awards has one that bears its name and no other's."""
        for row in entry.table.rows if entry.table else ():
            name = row.cells[0].casefold()
            if [key for key, names in self.owners.names.items() if name in names] == [provider] and entry.table:
                heads = [column.label for column in entry.table.columns]
                said = [f"{head.lower()} {cell}" for head, cell in zip(heads[1:], row.cells[1:], strict=True) if cell]
                yield OwnFigure(entry.table.caption, "; ".join(said), (), "your award, and the spend that you stated")

    def _heading(self, provider: int, entry: Entry, own: list[QuarterlyReturn]) -> str:
        if self._open(provider, entry.heading):
            return entry.heading
        return formats.listing(sorted({each.service.name for each in own})) or "Your award"
