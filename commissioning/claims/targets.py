"""Sentences that say that a target is met, exceeded or on course: held against the stored target (rules 5 and 12)."""

import re
from decimal import Decimal

from commissioning.claims.facts import Finding, KnownFigure
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex
from commissioning.ratings.projections import Outcome, of_target_words, projection_words
from commissioning.ratings.values import HUNDRED, Polarity
from tracker import formats

GOAL = (
    r"(?:targets?|KPIs?|key performance indicators?|trajectory|performance measures)\b"
    r"(?! (?:groups?|audiences?|cohorts?|areas?|populations?|dates?|setting|families|hardening|schools|communities))"
)
FILL = r"(?:(?!to\b|for\b|with\b|but\b|and\b)[\w'%-]+ ){0,5}?"
MET = regex(
    rf"""\b(?:met|meets|meeting|achieved?|achieves|achieving|exceed(?:s|ed|ing)?|surpass(?:ed|es|ing)?|hit|hitting|
        reach(?:ed|es|ing)|beat|beaten|above|ahead of|over|beyond|well over|in excess of) {FILL}{GOAL}|
        \b(?:above|ahead of|exceed(?:ed|ing|s)|better than) (?:the |our |their )?
        (?:plan|planned (?:levels?|numbers?|volumes?)|profile)\b|
        \b{GOAL} (?:(?!not |never |\w+n't )[\w'-]+ ){{0,6}}?(?:met|achieved|exceeded|surpassed|reached|beaten|hit)\b"""
)
COURSE = regex(
    rf"""\b(?:on (?:target|plan|profile)\b(?! (?:to|for) (?:open|launch|start|begin|go live|be delivered))|
        on (?:course|track) (?:to|for) [^.;]{{0,45}}?{GOAL}|on (?:course|track) (?:against|with) [^.;]{{0,20}}?{GOAL}|
        (?:will|expected to|likely to|set to) (?:comfortably |easily )?(?:meet|exceed|surpass|achieve) {FILL}{GOAL})"""
)
NOT_SAID = regex(
    r"""(?:n't|\b(?:not|never|cannot|unable to|fail\w* to|fell short of|below|missed|miss|if|whether|unless|until|
        once|aim\w*|hop\w+|want\w*|in order to|so as to|needs? to|would|could|should|plan(?:s|ned)? to|
        work\w* (?:hard )?(?:to|towards)|towards|how to))\b[^.;]{0,40}$|\bto (?:\w+ )?$"""
)
ANNUAL = re.compile(r"\b(?:annual|yearly|for the (?:whole )?year|year's)\b", re.I)
DOUBLE = re.compile(r"\b(?:double|twice|two times)\b", re.I)


def targets(sentence: Sentence) -> list[Finding]:
    """A claim that a target is met or will be, with no target stored, or against what is stored."""
    found = claimed(sentence)
    if found is None:
        return []
    course = found.re is COURSE
    start, end = sentence.start + found.start(), sentence.start + found.end()
    figures = [each for each in _meant(sentence) if each.target is not None]
    if any("target_met" in each.said for each in _meant(sentence)):
        return []
    if not figures:
        text = f"“{found[0]}”, and no target is stored. Set the target, or keep it as their words and say whose."
        return [sentence.finding("target_without_figure", start, end, text)]
    judged = [_judge(sentence, start, end, each, course=course) for each in figures]
    return [] if None in judged else [judged[0]] if judged[0] else []


def claimed(sentence: Sentence) -> re.Match[str] | None:
    """The words that say that a target is met, exceeded or on course."""
    said = (each for rule in (COURSE, MET) for each in rule.finditer(sentence.words) if _is_said(sentence, each, rule))
    return next(said, None)


def _is_said(sentence: Sentence, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    before = sentence.words[: found.start()]
    if pattern is COURSE:
        return re.search(r"(?:n't|\b(?:not|no longer|if|whether))\b[^.;]{0,20}$", before, re.I) is None
    return NOT_SAID.search(before) is None


def _meant(sentence: Sentence) -> list[KnownFigure]:
    """The figures that are named; else every figure, since "our targets" speaks of them all."""
    named = [each for each in sentence.spoken_of if each.target is not None or each.said]
    return named or list(sentence.facts.figures)


def _judge(sentence: Sentence, start: int, end: int, figure: KnownFigure, *, course: bool) -> Finding | None:
    if course and figure.definition.projects:
        return _judge_course(sentence, start, end, figure)
    now = _reached(figure)
    if now is None or figure.due is None:
        text = (
            f"The words say that a target is met, and of “{figure.name}” there is nothing to show it by. Enter the "
            "figure, or leave the claim out."
        )
        return sentence.finding("target_without_figure", start, end, text, figure.name)
    due = figure.target if ANNUAL.search(sentence.words) and figure.target is not None else figure.due
    good = now <= due if figure.definition.polarity == Polarity.LOWER else now >= due
    if good:
        return None
    kind = figure.definition.kind
    when = "for the year" if due == figure.target else "due by now"
    told = f"{formats.value(kind, now)} against {formats.value(kind, due)} {when}"
    text = f"The words say that a target is met, but “{figure.name}” is {told}. Correct the words or the figure."
    return sentence.finding("target_unlike_figure", start, end, text, figure.name, told)


def _reached(figure: KnownFigure) -> Decimal | None:
    """What is held against what is due: the year so far for amounts, else the value itself."""
    return figure.year_to_date.number if figure.definition.projects else figure.value.number


def _judge_course(sentence: Sentence, start: int, end: int, figure: KnownFigure) -> Finding | None:
    """Whether the projection bears out "on course": never with a quarter of the year so far missing (rule 5)."""
    found, words = figure.projection, sentence.text[start:end]
    if found is None:
        text = f"“{words}”, and of “{figure.name}” there is nothing to project. Enter the figure, or leave it out."
        return sentence.finding("target_without_figure", start, end, text, figure.name)
    told = f"{projection_words(figure.definition, found)}, {of_target_words(found)}"
    if found.gaps:
        text = f"“{words}” can’t be said of “{figure.name}” yet: {told}. Add that quarter, or say that it is missing."
        return sentence.finding("course_with_gaps", start, end, text, figure.name, told)
    wanted = 2 * HUNDRED if DOUBLE.search(words) else HUNDRED
    good = found.outcome in (Outcome.MET, Outcome.ON_COURSE) and (found.percent_of_target or 0) >= wanted
    if good or (figure.definition.polarity == Polarity.LOWER and found.outcome != Outcome.OFF_COURSE):
        return None
    if figure.definition.polarity == Polarity.CONTEXT and (found.percent_of_target or 0) >= wanted:
        return None
    text = f"“{words}”, but “{figure.name}” comes to {told}. Correct the words or the figure."
    return sentence.finding("target_unlike_figure", start, end, text, figure.name, told)
