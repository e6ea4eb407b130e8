"""Claimed comparisons held against the stored comparators (rule 4): borne out, contradicted, or nothing behind them."""

from collections.abc import Iterator
from decimal import Decimal

from commissioning.claims.claimed import Claim, Sort, claim_of
from commissioning.claims.facts import Finding, KnownFigure
from commissioning.claims.quantities import Quantity, Role
from commissioning.claims.sentence import Sentence, heads
from commissioning.claims.words import GENERAL, regex, stems_of
from commissioning.ratings.comparators import Answer, Comparator, Direction
from commissioning.ratings.values import Basis
from tracker import formats

WITHOUT, UNLIKE = "comparison_without_figure", "comparison_unlike_figure"
SCOPE, BY = "scope_not_known", "change_unlike_figure"
ENOUGH = 4  # earlier quarters, to say "the highest ever"
BY_BEFORE = regex(
    r"""(?:\bby|\bup|\bdown|(?:increase|rise|drop|fall|decrease|reduction|growth|decline) of)[ ]
    (?:just |about |around |over |nearly |almost |some )*$"""
)
THEN_BEFORE = regex(r"\b(?:from|compared (?:to|with)|against|than) (?:the |just |about )*$")
LEAST = regex(r"low|quiet|worst|fewest")


def comparisons(sentence: Sentence) -> list[Finding]:
    """At most one finding: what the sentence claims together, held against the figures that it may speak of."""
    claim = claim_of(sentence)
    if claim is None or sentence.compares:
        return []
    figures = _meant(sentence, claim)
    if any(_said(figure, claim) for figure in figures):
        return []
    judged = [_judge(sentence, claim, figure) for figure in figures]
    if any(finding is None for finding in judged):
        return []
    contradicted = next((finding for finding in judged if finding and finding.code != WITHOUT), None)
    return [contradicted or _without(sentence, claim, figures)]


def _meant(sentence: Sentence, claim: Claim) -> list[KnownFigure]:
    """The figures that the claim may be about: those named, else those whose number stands in the sentence.

    Where the words say what changed, a figure of something else isn't meant.
    """
    numbers = {quantity.value for quantity in sentence.quantities}
    by_number = [each for each in sentence.facts.figures if numbers & set(_numbers_of(each))]
    named = [each for each in sentence.spoken_of if _is_about(each, claim)]
    both = [each for each in by_number if each in named]
    return both or [*named, *(each for each in by_number if each not in named)]


def _is_about(figure: KnownFigure, claim: Claim) -> bool:
    return not claim.about or bool(claim.about & (GENERAL | heads(figure) | stems_of(figure.name)))


def _numbers_of(figure: KnownFigure) -> Iterator[Decimal]:
    """Its value, what it was, and by how much it changed."""
    yield from (each for each in (figure.value.number,) if each)
    for comparator in figure.comparators:
        then = comparator.value.number if comparator.value else None
        yield from (abs(each) for each in (comparator.difference, then) if each)


def _said(figure: KnownFigure, claim: Claim) -> bool:
    """Whether the direction is kept as somebody's statement, which is shown as one."""
    words = {Direction.UP: "higher", Direction.DOWN: "lower", Direction.SAME: "same"}
    return claim.direction is not None and words[claim.direction] in figure.said


def _judge(sentence: Sentence, claim: Claim, figure: KnownFigure) -> Finding | None:
    """None where the figure bears the claim out; else what stands against it, or that nothing is stored."""
    if figure.definition.basis == Basis.CHANGE_ONLY and figure.value.number is not None:
        return _changes_only(sentence, claim, figure)
    if claim.sort == Sort.MOST:
        return _judge_most(sentence, claim, figure)
    shown = [each for each in figure.comparators if each.shown and (claim.against in (None, each.kind))]
    if not shown:
        return _without(sentence, claim, [figure])
    borne = [each for each in shown if claim.direction in (None, each.direction) or _about_same(claim, each)]
    if not borne:
        return _unlike(sentence, claim, figure, shown)
    return _by_how_much(sentence, claim, figure, borne) or _scope(sentence, claim, figure, borne)


def _about_same(claim: Claim, comparator: Comparator) -> bool:
    """Within 5% counts as about the same."""
    percent = comparator.percent
    return claim.direction == Direction.SAME and percent is not None and abs(percent) <= 5


def _changes_only(sentence: Sentence, claim: Claim, figure: KnownFigure) -> Finding | None:
    number = figure.value.number or Decimal(0)
    direction = Direction.UP if number > 0 else Direction.DOWN if number < 0 else Direction.SAME
    stated = [quantity.value for quantity in sentence.quantities if quantity.role in (Role.COUNT, Role.PERCENT)]
    if claim.direction in (None, direction) and (not stated or abs(number) in stated):
        return None
    text = f"The words don’t fit “{figure.name}”, which is {formats.number(number)}. Correct one of the two."
    return sentence.finding(UNLIKE, claim.start, claim.end, text, figure.name, str(number))


def _judge_most(sentence: Sentence, claim: Claim, figure: KnownFigure) -> Finding | None:
    held = [point.value.number for point in figure.points if point.value.number is not None]
    now = figure.value.number
    quote = sentence.text[claim.start : claim.end]
    if now is None or len(held) < ENOUGH:
        known = f"only {len(held)} earlier quarters" if held else "no earlier quarter"
        text = f"“{quote}” can’t be shown: {known} of “{figure.name}” are stored. Add them, or leave the claim out."
        return sentence.finding(WITHOUT, claim.start, claim.end, text, figure.name, str(now))
    lowest = LEAST.search(quote)
    if now <= min(held) if lowest else now >= max(held):
        return None
    best = formats.number(min(held) if lowest else max(held))
    text = f"“{quote}” isn’t so: “{figure.name}” is {formats.number(now)}, and was {best} before. Reword it."
    return sentence.finding(UNLIKE, claim.start, claim.end, text, figure.name, str(now), best)


def _unlike(sentence: Sentence, claim: Claim, figure: KnownFigure, shown: list[Comparator]) -> Finding:
    quote = sentence.text[claim.start : claim.end]
    told = formats.listing(_told(figure, each) for each in shown)
    text = f"The words say “{quote}”, but “{figure.name}” is {told}. Correct the words or the figure."
    return sentence.finding(UNLIKE, claim.start, claim.end, text, figure.name, told)


def _told(figure: KnownFigure, comparator: Comparator) -> str:
    kind = figure.definition.kind
    moved = formats.change(kind, comparator.difference or Decimal(0), comparator.percent)
    return f"{moved} on {comparator.period}"


def _by_how_much(sentence: Sentence, claim: Claim, figure: KnownFigure, borne: list[Comparator]) -> Finding | None:
    """ "up 20%", "by 14", "from 37 to 55": the amounts must be those that are stored."""
    stated = _amounts(sentence)
    right = [amount for each in borne for amount in _right_amounts(figure, each)]
    wrong = next((each for each in stated if not any(_fits(each, amount) for amount in right)), None)
    if wrong is None:
        return None
    told = formats.listing(_told(figure, each) for each in borne)
    text = f"The words say “{wrong.shown}”, but “{figure.name}” is {told}. Correct the words or the figure."
    return sentence.finding(BY, wrong.start, wrong.end, text, figure.name, told)


def _amounts(sentence: Sentence) -> list[Quantity]:
    """The numbers that say by how much, or what it was before."""
    return [
        quantity
        for quantity in sentence.quantities
        if quantity.role in (Role.COUNT, Role.PERCENT)
        and quantity.precision == "exact"
        and any(each.search(sentence.before(quantity.start, 30)) for each in (BY_BEFORE, THEN_BEFORE))
    ]


def _right_amounts(figure: KnownFigure, comparator: Comparator) -> list[tuple[Decimal, bool]]:
    """The change, the change in per cent and the earlier value; whether each is a percentage."""
    percent = figure.definition.kind == "percentage"
    found = [(abs(comparator.difference or Decimal(0)), percent)]
    if comparator.percent is not None:
        found.append((abs(comparator.percent), True))
    for number in (comparator.value.number if comparator.value else None, figure.value.number):
        found += [(number, percent)] if number is not None else []
    return found


def _fits(quantity: Quantity, amount: tuple[Decimal, bool]) -> bool:
    number, percent = amount
    if percent != (quantity.role == Role.PERCENT) and not (percent and quantity.role == Role.COUNT):
        return False
    return formats.rounded(number, quantity.decimals) == quantity.value


def _scope(sentence: Sentence, claim: Claim, figure: KnownFigure, borne: list[Comparator]) -> Finding | None:
    """A comparison with a period for which it isn't known whether the figure's scope was the same (rule 1)."""
    scopes = [(each, each.scope) for each in borne if each.scope is not None and each.scope.answer == Answer.DONT_KNOW]
    if not scopes or len(scopes) < len(borne):
        return None
    comparator, scope = scopes[0]
    text = (
        f"It isn’t known whether “{scope.note}” held for {comparator.period} too, so “{figure.name}” may not be "
        "comparable. Answer that beside the figure, or say so in the words."
    )
    return sentence.finding(SCOPE, claim.start, claim.end, text, figure.name, comparator.period, scope.note)


def _without(sentence: Sentence, claim: Claim, figures: list[KnownFigure]) -> Finding:
    quote = sentence.text[claim.start : claim.end]
    if figures:
        text = (
            f"“{quote}” compares “{figures[0].name}” with a period of which no figure is stored. Add the earlier "
            "figure, keep it as their statement, or leave the comparison out."
        )
    else:
        text = f"“{quote}” is a comparison with no figure behind it. Add the figures, or say it without comparing."
    return sentence.finding(WITHOUT, claim.start, claim.end, text, *(figure.name for figure in figures[:1]))
