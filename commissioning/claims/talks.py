"""What an office is still talking about with those it pays: money, extensions and tenders that nobody has decided."""

from collections.abc import Iterator

from commissioning.claims.facts import Finding
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex

AGREEMENT = r"(?:contracts?|grants?|funding|awards?|agreements?|services?)"
TALKS = regex(
    rf"""\b(?:in|under|having|ongoing|further|continuing) (?:talks|discussions?|negotiations?)\b[^.]{{0,80}}
        \b(?:exten\w+|renew\w*|re-?commission\w*|re-?tender\w*|uplift|{AGREEMENT})\b|
        \b(?:discuss|consider|explor|negotiat)\w*[ ](?:\w+[ ]){{0,3}}(?:exten\w+|renewal|uplift|re-?tender\w*)\b|
        \b(?:extension|renewal|uplift)\b[^.]{{0,40}}\b(?:being[ ](?:discussed|considered|negotiated|explored)|
        under[ ](?:discussion|consideration|negotiation)|(?:not|yet)[ ](?:yet[ ])?(?:agreed|to[ ]be[ ]agreed))\b|
        \bcommercial(?:ly)?[ ](?:in[ ]confidence|sensitive)\b"""
)


def talks(sentence: Sentence) -> Iterator[Finding]:
    """Words of an extension, renewal or uplift that is not decided yet."""
    found = TALKS.search(sentence.words)
    if found is not None:
        text = f"“{found[0].strip()}” tells of talks that are not over. Leave it out until it is decided."
        yield sentence.finding("talks", sentence.start + found.start(), sentence.start + found.end(), text)
