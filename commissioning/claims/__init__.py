"""The claims checker: what a text claims, held against the stored facts around it (rule 8). Pure.

`findings_in(text, facts)` answers what stands against the words, each with a sentence that says what to do. It asks; it
never corrects, and it says nothing of what it can't judge.
"""

import re
from datetime import date
from functools import lru_cache

from commissioning.claims import (
    amounts,
    comparisons,
    dates,
    details,
    names,
    numbers,
    people,
    percentages,
    sums,
    talks,
    targets,
)
from commissioning.claims.facts import Facts, Finding, KnownAmount, KnownCount, KnownFigure, Level
from commissioning.claims.sentence import COMPARING, REFERENCE, Sentence
from commissioning.parsing.mentions import dates_in
from commissioning.parsing.prose import blocks_of, is_bullet, sentences_of
from commissioning.parsing.references import PATTERN, read_reference

__all__ = [
    "Facts",
    "Finding",
    "KnownAmount",
    "KnownCount",
    "KnownFigure",
    "Level",
    "exposures_in",
    "findings_in",
    "plain",
    "target_claimed_in",
]

SPELLINGS = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\u2011": "-"})
COMPARED = ("previous-quarter", "same-quarter-last-year", "change")  # forms that print a comparison
KEPT = 256  # texts whose findings are remembered
FEW_WORDS = 8


def plain(text: str) -> str:
    """The text with one kind of apostrophe and space, live references blotted out, and every letter in its place."""
    return PATTERN.sub(_blotted, text.translate(SPELLINGS))


def _blotted(match: re.Match[str]) -> str:
    reference = read_reference(match["inside"])
    return (COMPARING if reference and reference.form in COMPARED else REFERENCE) * len(match[0])


@lru_cache(maxsize=KEPT)
def findings_in(text: str, facts: Facts) -> tuple[Finding, ...]:
    """All that is found in a text, in its order."""
    bare = plain(text)
    sentences = sentences_in(bare, facts)
    found = [finding for sentence in sentences for finding in _of_sentence(sentence)]
    found += sums.same_number_twice(sentences)
    found += percentages.without_common_base(sentences, facts)
    found += names.names(sentences, facts)
    found += _cut_off(sentences, bare)
    return tuple(_quoted(text, each) for each in sorted(found, key=lambda finding: (finding.start, finding.end)))


@lru_cache(maxsize=KEPT * 8)
def exposures_in(text: str, facts: Facts) -> tuple[Finding, ...]:
    """What should not be read by everybody: what leads to a person, remarks about others, talks that are not over."""
    found = [
        finding
        for sentence in sentences_in(plain(text), facts)
        for finding in [*details.details(sentence), *people.people(sentence), *talks.talks(sentence)]
    ]
    return tuple(_quoted(text, each) for each in found)


def sentences_in(text: str, facts: Facts) -> list[Sentence]:
    """The sentences of a plain text, each with its dates."""
    every = dates_in(text.replace("\n", " "), facts.middle)
    return [
        Sentence(
            text.replace("\n", " "),
            span.start,
            span.end,
            facts,
            tuple(each for each in every if span.start <= each.start < span.end),
        )
        for span in sentences_of(text)
    ]


def target_claimed_in(text: str, near: date) -> str:
    """The first words that say that a target is met, exceeded or on course; empty where none do."""
    found = (targets.claimed(each) for each in sentences_in(plain(text), Facts(near, near, None)))
    return next((words[0] for words in found if words), "")


def _of_sentence(sentence: Sentence) -> list[Finding]:
    return [
        *comparisons.comparisons(sentence),
        *targets.targets(sentence),
        *percentages.percentages(sentence),
        *numbers.numbers(sentence),
        *amounts.amounts(sentence),
        *sums.parts(sentence),
        *dates.dates(sentence),
        *dates.promised(sentence),
        *details.details(sentence),
        *people.people(sentence),
    ]


def _cut_off(sentences: list[Sentence], text: str) -> list[Finding]:
    """A paragraph that ends in the middle of a sentence; lists, headings and single lines end as they like."""
    if len(sentences) < 2 or not text.strip() or text.rstrip()[-1] in ".?!…\"'”)":
        return []
    last, block = sentences[-1], blocks_of(text)[-1]
    if is_bullet(block.text) or len(last.words.split()) < FEW_WORDS or last.start == block.start:
        return []
    sentence = "The text ends without a full stop: something may be missing. Complete it."
    return [last.finding("cut_off", last.start, last.end, sentence)]


def _quoted(text: str, finding: Finding) -> Finding:
    """The finding with its words as they stand in the text."""
    quote = " ".join(text[finding.start : finding.end].split())
    return Finding(finding.code, quote, finding.start, finding.end, finding.sentence, finding.level, finding.facts)
