"""What could point to a person without naming one: very small counts, one person's story; and remarks about others."""

import re
from collections.abc import Iterator
from decimal import Decimal

from commissioning.claims.facts import Finding
from commissioning.claims.quantities import Quantity
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import any_of, regex, stem

PEOPLE = frozenset(
    """man woman boy girl child person victim survivor client user resident student pupil parent mother father
    individual participant adult teenager youngster perpetrator offender patient complainant male female daughter
    son teen baby infant toddler sibling brother sister wife husband couple attendee beneficiary respondent""".split()
)
OURS = frozenset(
    """staff worker officer volunteer member colleague advocate coordinator manager trainer counsellor team post adviser
    advisor practitioner trustee apprentice caseworker idva isva navigator mentor facilitator""".split()
)
DID = frozenset("said told left went took made came did felt gave found fled became chose got began ran".split())
ONE = re.compile(r"(?<![\w-])(?:a single|a couple of) (?P<who>[\w-]+)", re.I)
A_RULE = regex(r"'| (?:may|can|could|might|should|must|will|would|at|per)\b")  # "one person may", "two men's groups"
ONLY = re.compile(r"\b(?:only|just) $", re.I)
ONE_OF = regex(
    r"""\b(?:one|a|another|this) (?:\w+ ){0,2}?(?:man|woman|boy|girl|client|victim|survivor|young person|child|mother|
        father|service user|participant|teenager|perpetrator|resident|pupil|student)\b"""
)
OWN_LIFE = regex(
    r"""\b(?:his|her|their|hers) (?:\w+ )?(?:son|daughter|child|children|wife|husband|partner|ex-partner|mother|father|
        parents?|brother|sister|baby|family|home|house|school|job|employer|girlfriend|boyfriend|landlord|neighbour|
        abuser|attacker|case|trial|tenancy|diagnosis|addiction|pregnancy|sentence)\b|
        \b(?:pregnant|suicid\w+|self-harm\w*|overdos\w+)\b"""
)
BODIES = (
    "Council",
    "Councils",
    "Constabulary",
    "Trust",
    "Health Board",
    "CPS",
    "Crown Prosecution Service",
    "Probation Service",
    "Probation",
    "Ofsted",
    r"NHS(?: [A-Z]\w+)*",
    r"[A-Z]\w+ Police",
    r"(?i:local authorit(?:y|ies)|county council|social care|children's services|social services|housing association)",
    r"(?i:schools?|hospital|the police)",
)
BODY = re.compile(rf"\b(?:{any_of(BODIES)})\b")
CRITICAL = regex(
    r"""\b(?:failures?|failings?|failed to|failing|inadequate\w*|special measures|emergency measures|
        poor (?:practice|response|communication|performance|engagement|handling)|refus(?:es|ed|al) to|unwilling\w*|
        unprofessional|incompeten\w+|negligen\w+|let down|blam\w+|obstruct\w+|dysfunctional|not fit for purpose|
        mishandl\w+|chaotic|lack of (?:engagement|response|cooperation|co-operation|commitment) (?:from|by))\b"""
)


def people(sentence: Sentence) -> list[Finding]:
    story = list(_one_person(sentence))
    return [*(story or _small(sentence)), *_third_party(sentence)]


def _small(sentence: Sentence) -> Iterator[Finding]:
    """A count of people that is protected when published, in digits or in words: "only one declined", "two men"."""
    if not sentence.facts.public:
        return
    found = next((each for each in sentence.counts if _is_small(sentence, each)), None)
    single = next((each for each in ONE.finditer(sentence.words) if stem(each["who"]) in PEOPLE), None)
    if found is not None:
        yield _too_few(sentence, found.start, found.nouns_end)
    elif single is not None:
        yield _too_few(sentence, sentence.start + single.start(), sentence.start + single.end())


def _is_small(sentence: Sentence, quantity: Quantity) -> bool:
    if not 0 < quantity.value < sentence.facts.small_below or not quantity.nouns:
        return False
    stems = [stem(noun) for noun in quantity.nouns]
    if OURS.intersection(stems) or A_RULE.match(sentence.after(quantity.nouns_end, 10)):
        return False
    if ONLY.search(sentence.before(quantity.start, 6)) and _acts(quantity.nouns[0]):
        return True
    place = next((place for place, each in enumerate(stems) if each in PEOPLE), None)
    if place is None or quantity.nouns[place].endswith("'s"):
        return False
    after = quantity.nouns[place + 1 : place + 2]
    if after and stems[place + 1] in PEOPLE:  # a family member, a service user
        return True
    return not after or _acts(after[0]) if quantity.value == Decimal(1) else place == len(stems) - 1


def _acts(word: str) -> bool:
    return word.endswith(("ed", "ing")) or word in DID


def _too_few(sentence: Sentence, start: int, end: int) -> Finding:
    text = (
        f"“{sentence.text[start:end]}” counts fewer than {sentence.facts.small_below} people, which isn’t published. "
        "Say “a few”, or leave the number out."
    )
    return sentence.finding("small_number", start, end, text)


def _one_person(sentence: Sentence) -> Iterator[Finding]:
    """One person's circumstances: a case, which is told only when somebody has checked it."""
    one, own = ONE_OF.search(sentence.words), OWN_LIFE.search(sentence.words)
    if one is None or own is None:
        return
    text = (
        f"This tells of one person (“{one[0]}”, “{own[0]}”), who might be known by it. Put it under case studies, "
        "where anonymity and consent are checked."
    )
    yield sentence.finding("one_person", *_both(sentence, one, own), text)


def _third_party(sentence: Sentence) -> Iterator[Finding]:
    """A critical remark about a named body."""
    body, remark = BODY.search(sentence.words), CRITICAL.search(sentence.words)
    if body is None or remark is None:
        return
    text = (
        f"“{remark[0]}” is a critical remark about “{body[0]}”. Keep it for the office, or agree the words with them "
        "before others read it."
    )
    yield sentence.finding("third_party", *_both(sentence, body, remark), text)


def _both(sentence: Sentence, one: re.Match[str], other: re.Match[str]) -> tuple[int, int]:
    """From the beginning of the first to the end of the last."""
    return sentence.start + min(one.start(), other.start()), sentence.start + max(one.end(), other.end())
