"""What a sentence claims to have risen, fallen, stayed or stood out: from its words alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from commissioning.claims.sentence import Sentence, heads
from commissioning.claims.words import SOFT, SUBJECTS, Token, any_of, regex, stem
from commissioning.ratings.comparators import ComparatorKind, Direction

UP = "rose risen increased grew grown climbed doubled trebled tripled quadrupled jumped soared surged".split()
DOWN = "fell fallen decreased dropped declined reduced halved shrank shrunk".split()
FINITE = dict.fromkeys(UP, Direction.UP) | dict.fromkeys(DOWN, Direction.DOWN)
ING = dict.fromkeys(("rising", "increasing", "growing"), Direction.UP) | dict.fromkeys(
    ("falling", "decreasing", "dropping", "declining", "reducing"), Direction.DOWN
)
INFINITIVE = dict.fromkeys(("rise", "increase", "grow"), Direction.UP) | dict.fromkeys(
    ("fall", "decrease", "decline", "drop", "reduce"), Direction.DOWN
)
NOUNS = dict.fromkeys(("increase", "rise", "growth", "surge", "spike", "upturn", "jump"), Direction.UP) | dict.fromkeys(
    ("drop", "fall", "decrease", "decline", "reduction", "dip", "downturn"), Direction.DOWN
)
BE = frozenset("is are was were been be being".split())
MODAL = frozenset("will would could may might should can must shall to if whether hope hopes hoping".split())
NEVER_AFTER = frozenset("up ill asleep out through pregnant behind victim off in into short foul".split())
DETERMINERS = frozenset("the a an our their its his her of in these those both all this".split())
OF_SOMETHING = frozenset("number proportion percentage rate level volume amount share".split())
ENDS_DECLINED = ("by", "from", "to", "in", "on", "since", "")  # "referrals declined in July", not "declined the offer"
HOPED = regex(
    r"""\b(?:aim\w*|hop(?:e|es|ed|ing)|
    expect\w*|anticipat\w*|plan(?:s|ned|ning)?|target\w*|towards|would|could|may|might|
    will|should|if|whether|encourag\w*|help\w* (?:to )?(?:achieve|secure|drive|deliver)|potential|possible|future|
    prevent|risk of|ahead of (?:an?|the)|intended|designed|seeking|seeks|want\w*|request\w*|asked for|propos\w*|agreed|
    (?<!continue )(?<!continues )(?<!continued )to (?:\w+ )?
    (?:achieve|secure|deliver|bring|make|drive|enable|ensure|support|create|produce))\b[^.;]{0,45}$"""
)
NOUN = regex(
    rf"""\b(?P<noun>{any_of(NOUNS)})s? (?:(?:of|to) [^.;]{{1,20}}? )?
    (?P<link>of|in|from|on|since|to|compared|against|over)\b"""
)
AFTER_NUMBER = regex(r" (?:\w+ ){0,2}(?:£?\d|Q[1-4]|last |the (?:last|previous|same))")
SEEN = regex(
    r"""\b(?:saw|seen|seeing|see|experienc\w+|report\w*|led to|resulted in|because of|due to|owing to|with|despite)[ ]
    (?:an? |the )?(?P<way>increased|increasing|higher|rising|growing|reduced|lower|fewer|falling|more) (?:\w+ ){0,2}?
    (?P<what>referrals|demand|numbers|calls|cases|attendance|enquiries|reports|volumes?)\b"""
)
FEWER = ("reduced", "lower", "fewer", "falling")
UP_DOWN = regex(
    r"""(?:(?:^|[,;(–—-] ?)|\b(?:is|are|was|were|been) (?:\w+ly )?)(?P<way>up|down)[ ]
    (?=(?:by )?(?:(?:more|less|fewer) than |about |around |nearly |almost |just over |some )?
    (?:£?\d|a (?:little|third|quarter|half)\b)|(?:\w+ly )?(?:from|on|by)\b|slightly\b|sharply\b)"""
)
PERIOD = r"""(?:(?:the )?(?:same|corresponding|equivalent) (?:period|quarter|time|point|months?)(?: (?:of|in) the)?
    (?: (?:last|previous|prior) (?:financial )?year)?|
    (?:this time |Q[1-4] |that of |those of |in |the )*(?:the )?(?:last|previous|preceding|prior) (?:financial )?
    (?:year|quarter|period|month|reporting period|return|two quarters|three quarters)|
    (?:in )?(?:the )?Q[1-4]\b|quarter [1-4]|a year (?:ago|earlier|before)|before|usual|normal|expected|average)"""
COMPARED = regex(
    rf"""\b(?:(?:than|compared (?:with|to)|in comparison (?:with|to)|against|versus|vs\.?|relative to)[ ]
    (?:(?:the |our |its )?[£\d][\d,.]*%? (?:\w+ ){{0,4}}?(?:in|during|for|from) )?
    (?:in |during |for |at |those of |that of |the figure for )?{PERIOD}|
    year[- ]on[- ]year|quarter[- ]on[- ]quarter|from this time last year|on (?:the )?(?:last|previous) (?:quarter|year)|
    (?:comparable|consistent|in line|on a par|on par|level) (?:with|to) (?:that of |those of |the )?
    (?:last|previous|same|historic\w*|Q[1-4]))"""
)
TIMES = regex(
    r"""\b(?:(?:more than |nearly |almost )?
    (?:twice|three times|double|triple|half) (?:as many|as much|the number|that of)|
    \d[\d,.]*%? (?:\w+ )?(?:more|fewer|less|higher|lower) than (?:in )?
    (?:the |our |last|previous|same|Q[1-4]|before))"""
)
MOST = regex(
    r"""\b(?:(?:highest|lowest|busiest|best|worst|largest|most|fewest|strongest|quietest)(?: [\w-]+){0,5}?[ ]
    (?:ever|on record|to date|yet|since (?:we|the|our|records|it|20\d\d)\w*|so far|in (?:\w+ ){0,2}years?)|
    (?:highest|lowest|busiest|quietest)(?: [\w-]+){0,3}? of the year|
    record (?:numbers?|levels?|highs?|lows?|quarter|demand|referrals|attendance)|
    (?:busiest|quietest) (?:quarter|period|month|summer|week))"""
)
SAME = regex(
    r"""\b(?:remain(?:s|ed)?|stay(?:s|ed)?|kept?|held|has been|have been|are|is|was|were)[ ]
    (?:very |fairly |broadly |largely |relatively |\w+ly )?
    (?:stable|steady|static|unchanged|level|the same|constant|consistent)\b(?! (?:with|in) (?:our|their|the law))"""
)
MORE_BEFORE = regex(r"\b(?:more|higher|greater|larger|busier|longer)\b[^,;]*$")
LESS_BEFORE = regex(r"\b(?:fewer|lower|less|smaller|quieter|shorter)\b[^,;]*$")
LAST_YEAR = regex(
    r"\b(?:last (?:financial )?year|year[- ]on[- ]year|previous year|a year (?:ago|earlier)|prior year)\b"
)
LAST_QUARTER = regex(r"\b(?:(?:last|previous|preceding|prior) (?:quarter|period)|quarter[- ]on[- ]quarter)\b")
NEAR = 70  # characters before "than last year" in which what is compared stands
IDIOM = regex(r" (?:the )?cost of living|(?: the)? hours? of")


class Sort(StrEnum):
    CHANGE = "change"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Claim:
    """A comparison that a sentence claims. `direction` and `against` are None where the words leave them open.

    `about` are the stems of what is said to have changed, where the words say it.
    """

    start: int
    end: int
    sort: Sort = Sort.CHANGE
    direction: Direction | None = None
    against: ComparatorKind | None = None
    about: frozenset[str] = frozenset()


def claim_of(sentence: Sentence) -> Claim | None:
    """The sentence's claim, put together from all its words; None where it compares nothing."""
    found = sorted(_claims(sentence), key=lambda claim: claim.start)
    if not found:
        return None
    first = found[0]
    directed = next((each for each in found if each.direction is not None), first)
    most = next((each for each in found if each.sort == Sort.MOST), None)
    return replace(
        most or directed,
        start=first.start,
        end=max(each.end for each in found),
        against=_against(sentence.words),
        about=frozenset().union(*(each.about for each in found)),
    )


def _claims(sentence: Sentence) -> Iterator[Claim]:
    yield from _verbs(sentence)
    yield from _nouns(sentence)
    yield from _phrases(sentence)
    for found in SAME.finditer(sentence.words):
        about = _counted_before(sentence, sentence.tokens, sentence.start + found.start(), reach=7)
        if about:
            yield _claim(sentence, found, direction=Direction.SAME, about=about)


def _claim(sentence: Sentence, found: re.Match[str], **what: Any) -> Claim:
    return Claim(sentence.start + found.start(), sentence.start + found.end(), **what)


def _phrases(sentence: Sentence) -> Iterator[Claim]:
    """ "up 27 on", "than last year", "twice as many", "the highest ever"."""
    words = sentence.words
    for found in UP_DOWN.finditer(words):
        yield replace(
            _claim(sentence, found, direction=Direction(found["way"].lower())),
            start=sentence.start + found.start("way"),
        )
    for pattern in (COMPARED, TIMES, MOST):
        for found in pattern.finditer(words):
            if not HOPED.search(words[: found.start()]) and (pattern is MOST or _of_numbers(sentence, found)):
                sort = Sort.MOST if pattern is MOST else Sort.CHANGE
                yield _claim(sentence, found, sort=sort, direction=_worded(words[: found.start()]))


def _of_numbers(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether what is compared is counted: "more referrals than", "up 5% against"; not "more structured than"."""
    at, end = sentence.start + found.start(), sentence.start + found.end()
    near = [token for token in sentence.tokens if at - NEAR < token.start < end]
    numbered = any(at - NEAR < quantity.start < end for quantity in sentence.quantities)
    return numbered or any(_counts(sentence, token) for token in near)


def _worded(before: str) -> Direction | None:
    """The direction of "higher than last year": from the words right before."""
    if MORE_BEFORE.search(before[-40:]):
        return Direction.UP
    return Direction.DOWN if LESS_BEFORE.search(before[-40:]) else None


def _against(words: str) -> ComparatorKind | None:
    year, quarter = LAST_YEAR.search(words), LAST_QUARTER.search(words)
    if bool(year) == bool(quarter):
        return None
    return ComparatorKind.SAME_LAST_YEAR if year else ComparatorKind.PREVIOUS_PERIOD


def _verbs(sentence: Sentence) -> Iterator[Claim]:
    """ "Referrals rose", "numbers are falling", "demand continues to grow", "reduced waiting times", "went up"."""
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        direction = _direction_of(tokens, place)
        if direction is None or _next(tokens, place) in NEVER_AFTER:
            continue
        if any(each.word in MODAL for each in tokens[max(0, place - 3) : place]) and not _continues(tokens, place):
            continue
        if HOPED.search(sentence.clause_before(token.start)):
            continue
        about = _counted_before(sentence, tokens[:place], token.start, reach=8) or _counted_after(sentence, place)
        if about:
            yield Claim(token.start, token.end, direction=direction, about=about)


def _direction_of(tokens: list[Token], place: int) -> Direction | None:
    word, before = tokens[place].word, [token.word for token in tokens[max(0, place - 3) : place]]
    last = before[-1] if before else ""
    if word in ("up", "down"):
        return Direction(word) if last in ("went", "gone", "going") else None
    if word == "declined" and (BE & set(before[-2:]) or _next(tokens, place) not in ENDS_DECLINED):
        return None
    if word in ING:
        return ING[word] if BE & set(before) or last.startswith("continu") else None
    if word in INFINITIVE:
        return INFINITIVE[word] if _continues(tokens, place) else None
    return FINITE.get(word)


def _continues(tokens: list[Token], place: int) -> bool:
    """ "continues to rise", "has begun to fall"."""
    before = [token.word for token in tokens[max(0, place - 3) : place]]
    return "to" in before and any(word.startswith(("continu", "began", "begun", "started")) for word in before)


def _next(tokens: list[Token], place: int) -> str:
    return tokens[place + 1].word if place + 1 < len(tokens) else ""


def _counted_before(sentence: Sentence, tokens: list[Token], at: int, *, reach: int) -> frozenset[str]:
    """What stands before a verb and is counted: referrals, demand, what a figure counts."""
    clause = sentence.clause_before(at)
    near = [token for token in tokens if at - len(clause) <= token.start < at][-reach:]
    if len(near) == 1 and near[0].word in ("which", "who", "that"):
        near = tokens[-reach:]
    if near and near[0].word in ("to", "when", "where"):
        return frozenset()
    return frozenset(token.stem for token in near if _counts(sentence, token))


def _counted_after(sentence: Sentence, place: int) -> frozenset[str]:
    """ "increased quarterly referrals", "reduced the number of": the verb's object is counted, and is no soft thing."""
    tokens = sentence.tokens
    if place and tokens[place - 1].word in BE:
        return frozenset()
    close = [token for token in tokens[place + 1 : place + 4] if token.start - tokens[place].end < 40]
    return _counted(sentence, close)


def _counted(sentence: Sentence, tokens: list[Token]) -> frozenset[str]:
    if any(token.stem in SOFT for token in tokens):
        return frozenset()
    return frozenset(token.stem for token in tokens if _counts(sentence, token))


def _counts(sentence: Sentence, token: Token) -> bool:
    return token.stem in SUBJECTS or any(token.stem in heads(figure) for figure in sentence.facts.figures)


def _nouns(sentence: Sentence) -> Iterator[Claim]:
    """ "an increase in referrals", "a drop of 12%", "a rise on last quarter"; not what is hoped for."""
    words = sentence.words
    for found in NOUN.finditer(words):
        before, after = words[: found.start()], words[found.end() :]
        if HOPED.search(before) or before.endswith(("to ", "To ", "-")) or IDIOM.match(after):
            continue
        about = _counted(sentence, _object(sentence, sentence.start + found.end()))
        compared = found["link"].lower() in ("since", "compared", "against") or AFTER_NUMBER.match(after)
        if compared or about:
            yield _claim(sentence, found, direction=NOUNS[found["noun"].lower()], about=about)
    for found in SEEN.finditer(words):
        if not HOPED.search(words[: found.start()]):
            way = Direction.DOWN if found["way"].lower() in FEWER else Direction.UP
            yield _claim(sentence, found, direction=way, about=frozenset({stem(found["what"])}))


def _object(sentence: Sentence, at: int) -> list[Token]:
    """What rose or fell: the two words after "increase in", four after "in the number of"."""
    content = [token for token in sentence.tokens if token.start >= at and token.word not in DETERMINERS]
    return content[: 4 if content and content[0].stem in OF_SOMETHING else 2]
