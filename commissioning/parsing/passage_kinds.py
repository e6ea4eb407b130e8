"""What a passage is, by its words: each kind that they speak for, with the words that do. Pure.

One kind is proposed; where two fit, none is. A heading that says what follows it is the writer's own sorting and wins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commissioning.choices import PassageKind
from commissioning.parsing.mentions import WrittenDate, dates_in
from commissioning.parsing.passages import Heading, led_by

SOFT = frozenset({PassageKind.WENT_WELL, PassageKind.CHALLENGE})  # said of anything: they give way to what is sharper
FUTURE = (
    r"\b(?:will(?! not)|[’']ll|(?:plan|intend|aim|hope|expect)(?:s|ed|ing)? (?:to|that)|is planned|are planned|(?:is|"
    r"are) due "
    r"to|(?:is|are) set to|going to|scheduled (?:for|to)|to be (?:held|launched|completed|filled|in place))\b"
)
SOON = (
    r"\b(?:next (?:quarter|month|year|term|period|spring|summer|autumn|winter)|(?:by|before|after) (?:christmas|"
    r"easter|the "
    r"end of|the new year|half[- ]term)|in the new year|(?:this|in the) (?:coming|autumn|winter|spring|summer) ?\w*)"
)
BY_US = r"\b(?:we|the (?:service|team|project|provider|charity|partnership)|(?:our|the) (?:staff|manager|coordinator)) "
RULES: tuple[tuple[PassageKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (
            PassageKind.CASE,
            r"\bcase stud(?:y|ies)\b|\bnames? (?:has|have) been changed\b|\bnot (?:her|his|their) real name\b"
            r"|^(?:[-•*] )?(?:one|a|an) (?:\w+ )?(?:client|woman|man|mother|father|victim|survivor|young person|girl|"
            r"boy)\b"
            r"(?=.*\b(?:she|he|they|her|his)\b)",
        ),
        (
            PassageKind.WAITING,
            r"\bwaiting[- ](?:lists?|times?)\b|\bunmet (?:need|demand)\b|\bwaiting (?:for|to be) \w+",
        ),
        (
            PassageKind.STAFFING,
            r"\bvacan(?:t|cy|cies)\b|\brecruit\w*|\b(?:staff|staffing|workforce|secondment)\b|\bteam members?\b|"
            r"\bin post\b"
            r"|\bpost[- ]holders?\b|\bmaternity leave\b|\bsick(?:ness)? (?:leave|absence)\b|\bresign\w*|\bappointed\b"
            r"|\bleft (?:the|her|his|their) (?:post|role|team|service)\b|\bnew (?:\w+ )?(?:worker|coordinator|manager|"
            r"adviser|"
            r"advisor|starter|practitioner)s?\b",
        ),
        (
            PassageKind.RISK,
            r"\brisks?\b(?! (?:assess\w*|of (?:harm|abuse|homicide)|level|cases?|victims?|clients?|people|women))|"
            r"\bmay (?:have to|not be"
            r" able|lose|close|fall)\b|\bcould (?:lose|close|mean that|lead to|fall)\b|\bfunding (?:ends|is uncertain|"
            r"is not"
            r" (?:secured|confirmed)|runs out)\b|\buncertain\w* (?:about|over|of) (?:the )?funding\b|\bunsustainable\b",
        ),
        (
            PassageKind.NEWS,
            r"\b(?:launched|opened|visited|attended|hosted|celebrated|unveiled)\b|\b(?:was|were) (?:held|launched|"
            r"opened|visited|"
            r"awarded|shortlisted|presented)\b|\b(?:held|ran|delivered|gave) (?:an?|its|our|their|the|two|three|four|"
            r"\d+) "
            r"(?:\w+ ){0,3}(?:events?|open days?|conferences?|workshops?|training|sessions?|stalls?|exhibitions?)\b"
            r"|\bwon (?:an?|the) \w+|\bopen day\b|\bconference\b",
        ),
        (
            PassageKind.DECISION,
            r"\b(?:we|the (?:office|commissioner|pcc|opcc|board|panel)) (?:have |has )?(?:decided|agreed (?:to|that)|"
            r"approved)\b"
            r"|\bit (?:was|has been) (?:decided|agreed)\b|\bdecision (?:was|is|to)\b",
        ),
        (
            PassageKind.CHALLENGE,
            r"\bchalleng\w*|\bdifficult\w*|\bdelay\w*|\bstruggl\w*|\bproblem\w*|\bpressures?\b|\bbarriers?\b|"
            r"\bshortages?\b"
            r"|\bissues? (?:with|around|in|remain\w*)\b|\bhampered\b|\bset ?back\b|\bunable to\b|\bheld up\b|"
            r"\bbacklogs?\b"
            r"|\bfailed to\b|\bdisrupt\w*|\bworsen\w*|\bmore complex\b|\bcomplexity\b",
        ),
        (
            PassageKind.WENT_WELL,
            r"\bpleased\b|\bproud\b|\bsuccess\w*|\bpositive\w*|\bimprov(?:ed|ing|ement)\w*|\bexceed\w*|\bpraised?\b"
            r"|\bresolved\b|\bsettled (?:in|well)\b|\bwork(?:s|ed|ing) well\b|\bstrong(?:er)? (?:relationship|"
            r"partnership|"
            r"links?)\w*|\bexcellent\b|\bthanked\b|\bwell received\b|\bgrateful\b|\bgood progress\b",
        ),
    )
)
FUTURE_WORDS, SOON_WORDS = re.compile(FUTURE, re.IGNORECASE), re.compile(SOON, re.IGNORECASE)
WE_WILL = re.compile(rf"{BY_US}(?:will|plans?|intends?|aims?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A kind that the words speak for, and the words that do."""

    kind: PassageKind
    words: str

    @property
    def because(self) -> str:
        return f"it says “{self.words}”"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The kind that is proposed, or none; and the reason, which of two that fit says both."""

    kind: str = ""
    because: str = ""


def proposal_of(text: str, above: Heading | None, spoken: tuple[Spoken, ...]) -> Proposal:
    """What is proposed for a passage: by its first word, a figure that it names, the heading above it, its words."""
    own = led_by(text)
    if own:
        return Proposal(own, f"it begins “{text.split(':')[0].split(' – ')[0].strip()}”")
    sharp = tuple(each for each in spoken if each.kind not in SOFT) or spoken
    counted = any(each.kind == PassageKind.FIGURE for each in sharp)
    if counted and (len(sharp) == 1 or (above and above.kind == PassageKind.FIGURE)):
        return Proposal(PassageKind.FIGURE, next(each.because for each in sharp if each.kind == PassageKind.FIGURE))
    promised = len(sharp) == 1 and sharp[0].kind == PassageKind.PROMISE
    if above and above.kind and above.kind != PassageKind.FIGURE and not (promised and above.kind in SOFT):
        return Proposal(above.kind, f"it stands under “{above.text}”")
    if len(sharp) == 1:
        return Proposal(sharp[0].kind, sharp[0].because)
    if sharp:
        could = " or ".join(f"{each.kind.label.lower()} (“{each.words}”)" for each in sharp)
        return Proposal("", f"it could be {could}")
    return Proposal()


def spoken_for(text: str, near: date, after: date) -> tuple[Spoken, ...]:
    """Every kind that the words speak for. `near`: a day of the quarter told of; `after`: its last one."""
    return tuple(_spoken(text, near, after))


def _spoken(text: str, near: date, after: date) -> Iterator[Spoken]:
    for kind, pattern in RULES:
        found = pattern.search(text)
        if found:
            yield Spoken(kind, " ".join(found[0].split()).strip(" -•*"))
    promised = promise_in(text, near, after)
    if promised:
        yield Spoken(PassageKind.PROMISE, promised)


def promise_in(text: str, near: date, after: date) -> str:
    """The words that make a promise: something to come, with a day after the quarter, or that they will do it."""
    future = FUTURE_WORDS.search(text)
    if future is None:
        return ""
    when = due_in(text, near, after)
    soon = SOON_WORDS.search(text)
    ours = WE_WILL.search(text)
    if when:
        return f"{future[0]} … {when.text}"
    if soon:
        return f"{future[0]} … {soon[0]}"
    return ours[0].strip() if ours else ""


def due_in(text: str, near: date, after: date) -> WrittenDate | None:
    """The one day, month or quarter of a text that lies after the quarter; None where there is none, or several."""
    later = [each for each in dates_in(text, near) if each.last and each.last > after and not each.fault]
    return later[0] if len(later) == 1 else None


def soon_in(text: str) -> str:
    """ "next quarter", "before Christmas": when, in words; empty where nothing of the kind is said."""
    found = SOON_WORDS.search(text)
    return " ".join(found[0].split()) if found else ""
