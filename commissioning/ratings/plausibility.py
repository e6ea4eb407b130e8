"""Warnings (rule 8): a figure that may be right but is asked about, and is let through with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from statistics import median

from commissioning.ratings.rag import rate_measure
from commissioning.ratings.values import HUNDRED, Basis, Definition, NumberKind, Point, Rag, State, Value
from tracker import formats

BIG_PERCENT = Decimal(50)  # of the usual value, for amounts
BIG_POINTS = Decimal(15)  # for percentages
SPREADS = 3  # times the usual swing of a measure with enough history
ENOUGH_HISTORY = 4
WORTH_ASKING = 10  # smaller values change by half, repeat or coincide every day


@dataclass(frozen=True, slots=True)
class PlausibilityWarning:
    """A named warning. An acknowledgement holds while its digest stays the same: until the facts change."""

    code: str
    sentence: str
    facts: tuple[str, ...]

    @property
    def digest(self) -> str:
        return sha256("\x1f".join((self.code, *self.facts)).encode()).hexdigest()


def warnings_for_value(
    definition: Definition, name: str, now: Value, history: Sequence[Point], *, reason: str = ""
) -> list[PlausibilityWarning]:
    """Rule 8 for one figure against the measure's own history (earlier periods in order, the last one the previous).

    Big change, drop to nought, exact repeat, a blank without a reason, and (rule 2) a percentage without its parts.
    """
    if now.state == State.NOT_ANSWERED and not reason.strip():
        return [PlausibilityWarning("blank", f"{name} has no figure and no reason why.", (name,))]
    if now.number is None:
        return []
    found = [_unverified(definition, name, now), _repeat(definition, name, now, history)]
    found.append(_drop_to_nought(definition, name, now, history) or _big_change(definition, name, now, history))
    return [warning for warning in found if warning is not None]


def warning_off_target(
    definition: Definition, name: str, held: Value, due: Decimal | None, *, so_far: bool
) -> PlausibilityWarning | None:
    """Comply or explain: a figure short of what its target asks by now, however little. `so_far`: the year to date is
    held against it. Nothing where no target is due, the figure is context only, or its bound leaves it open.
    """
    if due is None or rate_measure(definition, held, due, tolerance=Decimal(0)).rag != Rag.RED or held.number is None:
        return None
    shown = formats.value(definition.kind, held.number, held.precision, 1 if held.has_parts else None)
    so_far_words = " so far this year" if so_far else ""
    sentence = f"{name} is off target: {shown}{so_far_words} against {formats.value(definition.kind, due)}."
    return PlausibilityWarning("off_target", sentence, (name, formats.number(held.number), formats.number(due)))


def _unverified(definition: Definition, name: str, now: Value) -> PlausibilityWarning | None:
    if not now.unverified or now.number is None:
        return None
    shown = formats.value(definition.kind, now.number)
    return PlausibilityWarning(
        "without_parts", f"{name}: {shown} is given without its two parts.", (name, formats.number(now.number))
    )


def _before(history: Sequence[Point]) -> tuple[Point, Decimal] | None:
    """The previous period and its number, if it is held."""
    last = history[-1] if history else None
    return (last, last.value.number) if last is not None and last.value.number is not None else None


def _repeat(definition: Definition, name: str, now: Value, history: Sequence[Point]) -> PlausibilityWarning | None:
    before = _before(history)
    if before is None or now.number != before[1] or not _worth_asking(definition, before[1]):
        return None
    shown = formats.value(definition.kind, before[1])
    return PlausibilityWarning(
        "repeat",
        f"{name} is {shown}, exactly as in {before[0].label}.",
        (name, before[0].label, formats.number(before[1])),
    )


def _worth_asking(definition: Definition, number: Decimal) -> bool:
    if definition.kind == NumberKind.PERCENTAGE:
        return 0 < number < HUNDRED
    return definition.basis != Basis.CHANGE_ONLY and abs(number) >= WORTH_ASKING


def _drop_to_nought(
    definition: Definition, name: str, now: Value, history: Sequence[Point]
) -> PlausibilityWarning | None:
    before = _before(history)
    if now.number != 0 or before is None or before[1] <= 0 or definition.basis == Basis.CHANGE_ONLY:
        return None
    shown = formats.value(definition.kind, before[1])
    return PlausibilityWarning(
        "drop_to_nought",
        f"{name} is 0, after {shown} in {before[0].label}.",
        (name, before[0].label, formats.number(before[1])),
    )


def _big_change(definition: Definition, name: str, now: Value, history: Sequence[Point]) -> PlausibilityWarning | None:
    known = [point.value.number for point in history if point.value.number is not None]
    if not known or now.number is None or definition.basis == Basis.CHANGE_ONLY:
        return None
    usual = median(known) if len(known) >= ENOUGH_HISTORY else known[-1]
    if abs(now.number - usual) <= _room(definition, usual, known):
        return None
    shown, before = formats.value(definition.kind, now.number), formats.value(definition.kind, usual)
    usually = "it is usually about" if len(known) >= ENOUGH_HISTORY else "it was"
    return PlausibilityWarning(
        "big_change",
        f"{name} is {shown}; {usually} {before}.",
        (name, formats.number(now.number), *(formats.number(number) for number in known)),
    )


def _room(definition: Definition, usual: Decimal, known: Sequence[Decimal]) -> Decimal:
    """How far from its usual value a figure may lie unasked: its own usual swing, and never less than a floor."""
    if definition.kind == NumberKind.PERCENTAGE:
        floor = BIG_POINTS
    else:
        floor = max(abs(usual) * BIG_PERCENT / HUNDRED, Decimal(WORTH_ASKING))
    if len(known) < ENOUGH_HISTORY:
        return floor
    return max(floor, SPREADS * median([abs(number - usual) for number in known]))


def warnings_for_return(figures: Iterable[tuple[str, Definition, Value]]) -> list[PlausibilityWarning]:
    """Rule 8 over one return's figures: two measures that share a value, which may be a slip in copying."""
    seen: dict[tuple[NumberKind, Decimal], list[str]] = {}
    for name, definition, value in figures:
        if value.number is not None and not definition.is_share and abs(value.number) >= WORTH_ASKING:
            seen.setdefault((definition.kind, value.number), []).append(name)
    return [
        PlausibilityWarning(
            "shared_value",
            f"{formats.listing(names)} are all {formats.value(kind, number)}: is that right?"
            if len(names) > 2
            else f"{formats.listing(names)} are both {formats.value(kind, number)}: is that right?",
            (*names, formats.number(number)),
        )
        for (kind, number), names in seen.items()
        if len(names) > 1
    ]


def warnings_for_money(
    name: str,
    *,
    spent: Decimal | None,
    award: Decimal | None,
    last_quarter: bool,
    sum_of_quarters: Decimal | None = None,
) -> list[PlausibilityWarning]:
    """Rule 8 over an award's money: spend over the award, all spent before the last quarter, and a spend to date that
    differs from its quarters' sum (`sum_of_quarters`, None while one is not held). Nothing is said of a spend not held.
    """
    if spent is None:
        return []
    facts = (name, formats.money(spent))
    found = []
    if award is not None and spent > award:
        over = f"{formats.money(spent)} is {formats.money(spent - award)} over the award of {formats.money(award)}"
        found.append(PlausibilityWarning("spend_over_award", f"{name}: {over}.", (*facts, formats.money(award))))
    elif award is not None and award > 0 and spent == award and not last_quarter:
        sentence = f"{name}: all of {formats.money(award)} is spent before the year\u2019s last quarter."
        found.append(PlausibilityWarning("all_spent_early", sentence, (*facts, formats.money(award))))
    if sum_of_quarters is not None and sum_of_quarters != spent:
        added = formats.money(sum_of_quarters)
        sentence = f"{name}: {formats.money(spent)} spent to date, but its quarters add up to {added}."
        found.append(PlausibilityWarning("spend_unlike_quarters", sentence, (*facts, added)))
    return found
