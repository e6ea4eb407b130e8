"""Which of all findings a page prints, and in which order: said on the page as it is done here."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from heapq import merge
from itertools import islice

from commissioning.ratings.findings.change_better import RULE as CHANGE_BETTER
from commissioning.ratings.findings.figure_better import RULE as FIGURE_BETTER
from commissioning.ratings.findings.figure_worse import RULE as FIGURE_WORSE
from commissioning.ratings.findings.finding import Finding
from commissioning.ratings.findings.money_off_pace import RULE as MONEY_OFF_PACE
from commissioning.ratings.findings.most_of_whole import RULE as MOST_OF_WHOLE
from commissioning.ratings.findings.on_course import RULE as ON_COURSE
from commissioning.ratings.findings.posts_filled import RULE as POSTS_FILLED
from commissioning.ratings.findings.posts_vacant import RULE as POSTS_VACANT
from commissioning.ratings.findings.promises import KEPT, LATE
from commissioning.ratings.findings.recurring import RULE as RECURRING
from commissioning.ratings.findings.short_of_target import RULE as SHORT_OF_TARGET
from commissioning.ratings.findings.waiting_list import RULE as WAITING_LIST

MOST, MOST_GOOD, MOST_OF_RULE = 7, 2, 2
WATCHING = {
    SHORT_OF_TARGET: "a headline figure short of what is due of its target",
    MONEY_OFF_PACE: "money all used, over the award, or out of step with the year",
    FIGURE_WORSE: "a figure that moved the way that is bad for it",
    MOST_OF_WHOLE: "a part that should be small and is three quarters of its whole",
    LATE: "a promise that is late",
    WAITING_LIST: "people who wait",
    POSTS_VACANT: "vacant posts",
    RECURRING: "a cause that three services or more name for their challenges",
}
GOOD = {
    FIGURE_BETTER: "a figure that moved the way that is good for it",
    CHANGE_BETTER: "a change, the good way, of a figure whose level is not held",
    ON_COURSE: "a year that reaches its target at this rate",
    KEPT: "a promise that was kept",
    POSTS_FILLED: "posts that were filled",
}
HOW = (
    f"At most {MOST}: what needs watching before what went well, of which there are at most {MOST_GOOD} while more "
    "needs watching. Kinds stand in the order of this list; of a kind the largest comes first, what moved from fewer "
    "than 10 comes last, and a third of the same kind comes only where others leave room. A service is named once in "
    "each half. Nothing is said of a value that is missing, partly missing or not comparable; a figure that only gives "
    "context is never called better or worse."
)


def is_good(finding: Finding) -> bool:
    return finding.rule in GOOD


Ranked = dict[str, list[Finding]]  # by rule, the weightiest first


def chosen(lots: Sequence[Ranked], rules_of: Callable[[int], Iterable[str]] = lambda _: ()) -> list[Finding]:
    """The findings to print, by the rule that `HOW` states, of all that these lots (`foremost`) have. Of equals the
    first given comes first. A rule speaks of a service in one lot alone; of which services rules speak in several lots,
    `rules_of` says by which rules.
    """
    watching, good = (_half(lots, list(half), rules_of) for half in (WATCHING, GOOD))
    kept_good = min(len(good), max(MOST_GOOD, MOST - len(watching)))
    return [*_first(watching, MOST - kept_good), *_first(good, kept_good)]


def foremost(findings: Iterable[Finding]) -> Ranked:
    """Of these the ones that may be chosen, whatever is found besides: each service once in each half."""
    listed = list(dict.fromkeys(findings))
    found: Ranked = {}
    for half in (WATCHING, GOOD):
        places = {rule: place for place, rule in enumerate(half)}
        own = sorted((each for each in listed if each.rule in half), key=lambda each: (places[each.rule], -each.weight))
        seen: set[int] = set()
        for each in own:
            if each.service is None or each.service not in seen:
                found.setdefault(each.rule, []).append(each)
                seen |= {each.service} if each.service is not None else set()
    return found


def _half(lots: Sequence[Ranked], rules: list[str], rules_of: Callable[[int], Iterable[str]]) -> list[Finding]:
    """As many of each rule as may be printed, by rule, the weightiest first; of a service only its first rule."""
    found: list[Finding] = []
    for place, rule in enumerate(rules):
        ordered = merge(*(lot.get(rule, ()) for lot in lots), key=_lightness)
        before = frozenset(rules[:place])
        first = (each for each in ordered if each.service is None or before.isdisjoint(rules_of(each.service)))
        found += islice(first, MOST)
    return found


def _lightness(finding: Finding) -> Decimal:
    return -finding.weight


def _first(ordered: list[Finding], most: int) -> list[Finding]:
    """The first of these; a rule's third and later ones only where there is room."""
    told: Counter[str] = Counter()
    first: list[int] = []
    later: list[int] = []
    for place, each in enumerate(ordered):
        told[each.rule] += 1
        (first if told[each.rule] <= MOST_OF_RULE else later).append(place)
    return [ordered[place] for place in sorted([*first, *later][:most])]
