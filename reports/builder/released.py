"""What earlier publications told of the counts behind an update: what is known for good, and what follows from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from providers.models import Provider
from reports.builder.keys import as_of_now
from reports.models import ReleasedCell, Update
from reports.suppression import Cell, Total

Part = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Release:
    """One count as a publication had it: told, hidden, or not printed at all; and what it was the sum of."""

    key: str
    value: int
    told: bool
    hidden: bool
    about_people: bool
    sums: tuple[tuple[Part, ...], ...] = ()


def released_before(update: Update) -> list[Release]:
    """What every other publication, and every other version of this update, told or hid. Two queries.

    A part of a provider that was merged into another since is that one's, as its figures are.
    """
    rows = ReleasedCell.objects.of_others(update).order_by("pk")
    named = rows.values_list("key", "value", "told", "hidden", "about_people", "sums")
    merged = dict(Provider.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    return [
        Release(
            as_of_now(key, merged),
            value,
            told,
            hidden,
            people,
            tuple(tuple((as_of_now(part, merged), number) for part, number in each) for each in sums),
        )
        for key, value, told, hidden, people, sums in named
    ]


def with_released(
    cells: dict[str, Cell], totals: list[Total], earlier: Iterable[Release]
) -> tuple[dict[str, Cell], list[Total]]:
    """The counts of now with those of before, and the sums of both.

    A count that has kept its value is one and the same: told before, it is known; hidden before, it stays hidden. One
    that was corrected since is another, which nobody may work out either.
    """
    found, sums = dict(cells), dict.fromkeys(totals)
    releases = list(earlier)
    names = _Names(cells)
    for each in releases:
        name = names.of(each.key, each.value)
        cell = found.get(name) or Cell(name, each.value, each.about_people, printed=False)
        found[name] = replace(
            cell, known=cell.known or each.told, hidden_before=cell.hidden_before or (each.hidden and not each.told)
        )
    for each in releases:
        for parts in each.sums:
            sums[Total(names.of(each.key, each.value), tuple(names.of(*part) for part in parts))] = None
    return found, list(sums)


class _Names:
    """What a count is called: by its key while its value is that of now, else by its value too."""

    def __init__(self, cells: dict[str, Cell]) -> None:
        self.cells = cells

    def of(self, key: str, value: int) -> str:
        now = self.cells.get(key)
        return key if now is not None and now.value == value else f"{key} was {value}"


def releases(
    cells: dict[str, Cell], totals: Iterable[Total], *, told: frozenset[str], hidden: frozenset[str]
) -> Iterator[Release]:
    """What a publication is to be remembered by: its counts, and the sums among them."""
    sums: dict[str, list[tuple[Part, ...]]] = {}
    for total in totals:
        if all(key in cells for key in total.keys):
            sums.setdefault(total.whole, []).append(tuple((part, cells[part].value) for part in total.parts))
    for key, cell in cells.items():
        of = tuple(dict.fromkeys(sums.get(key, ())))
        yield Release(key, cell.value, key in told, key in hidden, cell.about_people, of)
