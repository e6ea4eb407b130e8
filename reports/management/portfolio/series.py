"""Values of made-up measures over the periods of one service and provider. Pure: chance in, plain values out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from commissioning.choices import ObservationState, Precision
from reports.management.portfolio.catalogue import Kind
from reports.management.portfolio.chance import Chance

SEASONS = {3: 1.0, 6: 1.04, 9: 0.82, 12: 1.12}  # by the month in which the period ends: schools close in summer
PRECISIONS = [Precision.ABOUT, Precision.AT_LEAST, Precision.ROUNDED, Precision.JUST_OVER]


@dataclass(frozen=True, slots=True)
class Moment:
    """A period as a series needs it: the month of its end, its year's label, years since the first."""

    month: int
    year: str
    age: float


@dataclass(frozen=True, slots=True)
class Box:
    """One answer. `number` is None where there is none, and where a share is of nothing."""

    state: ObservationState = ObservationState.REPORTED
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    decimals: int = 0
    precision: Precision = Precision.EXACT
    sample: int | None = None
    provisional: bool = False


@dataclass(slots=True)
class Demand:
    """What drives one provider's work in a service: how many come, and how many of them are supported."""

    chance: Chance
    moments: Sequence[Moment]
    coming: list[int] = field(init=False)
    supported: list[int] = field(init=False)

    def __post_init__(self) -> None:
        chance = self.chance
        level = chance.pick([0.7, 3, 8, 25, 60, 140, 400])
        growth, swing = chance.between(-0.09, 0.16), chance.between(0, 1.3)
        self.coming = [
            max(
                0,
                round(
                    level * (1 + growth) ** at.age * (1 + (SEASONS[at.month] - 1) * swing) * chance.between(0.8, 1.2)
                ),
            )
            for at in self.moments
        ]
        kept = chance.between(0.55, 0.95)
        self.supported = [round(coming * min(1, kept * chance.between(0.9, 1.1))) for coming in self.coming]


def series(kind: Kind, demand: Demand, chance: Chance) -> list[Box]:
    """One box for each period: mostly numbers, some of them rough or provisional, and now and then none."""
    return [_blurred(kind, box, chance) for box in MAKERS[kind.follows](demand, chance, kind)]


def _blurred(kind: Kind, box: Box, chance: Chance) -> Box:
    dice = chance.share()
    if dice < 0.012:
        return Box(ObservationState.NOT_ANSWERED)
    if dice < 0.03:
        return Box(chance.pick([ObservationState.NOT_COUNTED, ObservationState.UNCOUNTED]))
    if dice < 0.045 and kind.follows in ("demand", "many", "pounds"):
        return Box(number=box.number, decimals=box.decimals, precision=chance.pick(PRECISIONS))
    if dice < 0.06 and box.denominator is None:
        return Box(number=box.number, decimals=box.decimals, sample=box.sample, provisional=True)
    return box


def _counts(numbers: Sequence[int]) -> list[Box]:
    return [Box(number=Decimal(number)) for number in numbers]


def _so_far(demand: Demand, numbers: Sequence[Decimal]) -> list[Decimal]:
    """Running totals that begin anew with each year of the calendar."""
    found: list[Decimal] = []
    for place, (moment, number) in enumerate(zip(demand.moments, numbers, strict=True)):
        goes_on = place and demand.moments[place - 1].year == moment.year
        found.append(number + (found[-1] if goes_on else 0))
    return found


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _share(part: int, whole: int, *, percent: bool) -> Box:
    """A share with its parts; of nothing it is no number: 0 of 0."""
    decimals = 1 if percent else 4
    number = rounded(Decimal(part) * (100 if percent else 1) / whole, decimals) if whole else None
    return Box(number=number, numerator=Decimal(part), denominator=Decimal(whole), decimals=decimals)


def _coming(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts(demand.coming)


def _part(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    share = chance.between(0.2, 0.7)
    return _counts([int(coming * min(1, share * chance.between(0.7, 1.3))) for coming in demand.coming])


def _supported(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts(demand.supported)


def _supported_so_far(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return [Box(number=number) for number in _so_far(demand, [Decimal(number) for number in demand.supported])]


def _supported_in_all(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts(list(accumulate(demand.supported)))


def _limit(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    """Of those who came, so many within the limit: never fewer within a longer one."""
    share = {"same-day": 0.45, "48-hours": 0.7, "72-hours": 0.88}[kind.code]
    return _counts([int(coming * share) for coming in demand.coming])


def _waiting(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts([int(coming * chance.between(0, 0.5)) for coming in demand.coming])


def _open(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts([int(supported * chance.between(1.1, 1.8)) for supported in demand.supported])


def _few(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts([int(coming * chance.between(0, 0.12)) for coming in demand.coming])


def _many(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return _counts([supported * chance.whole(4, 7) for supported in demand.supported])


def _percentages(low: float, high: float) -> Callable[[Demand, Chance, Kind], list[Box]]:
    def make(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
        level, asked = chance.between(low, high), chance.between(0.3, 0.9)
        wholes = [int(supported * asked) for supported in demand.supported]
        return [_share(int(whole * min(1, level * chance.between(0.9, 1.1))), whole, percent=True) for whole in wholes]

    return make


def _survey(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    """A percentage typed without its parts, with how many were asked."""
    level = chance.between(78, 94)
    return [
        Box(number=rounded(Decimal(str(level + chance.between(-5, 5))), 1), decimals=1, sample=max(1, supported // 3))
        for supported in demand.supported
    ]


def _rate(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return [_share(int(whole * chance.between(0, 0.8)), whole, percent=False) for whole in demand.supported]


def _around(low: float, high: float, decimals: int) -> Callable[[Demand, Chance, Kind], list[Box]]:
    def make(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
        level = chance.between(low, high)
        numbers = [Decimal(str(level * chance.between(0.75, 1.25))) for _ in demand.moments]
        return [Box(number=rounded(number, decimals), decimals=decimals) for number in numbers]

    return make


def _pounds(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    return [
        Box(number=rounded(Decimal(str(supported * chance.between(8, 60))), 2), decimals=2)
        for supported in demand.supported
    ]


def _pounds_so_far(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    numbers = [box.number or Decimal(0) for box in _pounds(demand, chance, kind)]
    return [Box(number=number, decimals=2) for number in _so_far(demand, numbers)]


def _change(demand: Demand, chance: Chance, kind: Kind) -> list[Box]:
    before = [demand.coming[0], *demand.coming]
    return _counts([now - then for now, then in zip(demand.coming, before, strict=False)])


MAKERS: dict[str, Callable[[Demand, Chance, Kind], list[Box]]] = {
    "demand": _coming,
    "part": _part,
    "supported": _supported,
    "supported-so-far": _supported_so_far,
    "supported-in-all": _supported_in_all,
    "limit": _limit,
    "waiting": _waiting,
    "open": _open,
    "few": _few,
    "many": _many,
    "share": _percentages(0.6, 0.95),
    "share-low": _percentages(0.03, 0.2),
    "survey": _survey,
    "rate": _rate,
    "days": _around(2, 12, 1),
    "weeks": _around(6, 30, 0),
    "pounds": _pounds,
    "pounds-so-far": _pounds_so_far,
    "change": _change,
    "change-points": _around(-3, 4, 1),
}
