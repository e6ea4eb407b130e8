"""What the claims checker finds in a record's texts, each where it stands; and a paragraph that is too long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.choices import Audience, Prompt
from commissioning.claims import Finding, Level, findings_in
from commissioning.models import (
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    Pack,
    SpendLine,
    WaitingListLine,
)
from commissioning.models.lines import PARAGRAPH_WORDS
from commissioning.parsing.prose import word_count
from commissioning.ratings.plausibility import PlausibilityWarning
from commissioning.workflow.checks.around import facts_around
from commissioning.workflow.checks.asked import Placed
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material

PERSONAL = frozenset({"personal_detail", "third_party"})
PEOPLE = PERSONAL | {"small_number", "one_person"}
DATES = PEOPLE | {"impossible_date", "date_before_period", "date_after_position"}


@dataclass(frozen=True, slots=True)
class Told:
    """One text of a record: the page and box that hold it, its name, and what is looked for in it (None: all)."""

    section: str
    box: str
    label: str
    text: str
    public: bool = False
    only: frozenset[str] | None = None


def word_warnings(record: Record, material: Material) -> list[Placed]:
    """What a record's texts claim and the stored facts don't bear out."""
    found = [
        Placed(finding, told.section, told.box, told.label, finding.quote)
        for told in texts_of(record, material)
        for finding in findings_of(record, material, told)
        if finding.level == Level.WARNING
    ]
    return found + _long_paragraph(material.rows.get(Narrative, ()))


def findings_of(record: Record, material: Material, told: Told) -> list[Finding]:
    """All that is found in one text, notes and offers with the warnings."""
    facts = material.facts_by_reader.get(told.public)
    if facts is None:
        facts = material.facts_by_reader[told.public] = facts_around(record, material, public=told.public)
    return [each for each in findings_in(told.text, facts) if told.only is None or each.code in told.only]


def texts_of(record: Record, material: Material) -> Iterator[Told]:
    """The texts of a record in the order of its form. The office's own note is nobody else's, and isn't read here."""
    rows = material.rows
    if isinstance(record, Pack):
        for line in rows[SpendLine]:
            yield Told("money", f"award{line.award_id}-note", line.award.title, line.note, only=PERSONAL)
        return
    yield from _narratives(rows[Narrative])
    for waiting in rows[WaitingListLine]:
        yield Told("waiting-list", f"waiting{waiting.pk}-note", str(waiting), waiting.note, only=PERSONAL)
    for review, _last in material.risks:
        text = ". ".join(part for part in (review.risk.title, review.note, review.risk.mitigation) if part)
        yield Told("risks-and-promises", f"risk{review.risk_id}-note", review.risk.title, text, only=PERSONAL)
    for promise in rows[Commitment]:
        text = f"{promise.text}. {promise.state_note}".strip(". ")
        yield Told("risks-and-promises", f"promise{promise.pk}-text", promise.text, text, only=PERSONAL)
    for news in rows[NewsItem]:
        yield Told("news", f"news{news.pk}-text", "News", news.text, _is_read(news.audience), DATES)
    for case in rows[CaseStudy]:
        yield Told("cases", f"case{case.pk}-text", case.title, case.text, only=PERSONAL)


def _narratives(rows: Sequence[Narrative]) -> Iterator[Told]:
    for row in rows:
        if row.prompt != Prompt.OUR_NOTE:
            section = "words" if row.prompt == Prompt.UPDATE_WORDS else "text"
            yield Told(section, row.prompt, row.get_prompt_display(), row.text, _is_read(row.audience))


def _is_read(audience: str) -> bool:
    """Whether anybody beyond the office is to read it."""
    return audience != Audience.INTERNAL


def _long_paragraph(narratives: Sequence[Narrative]) -> list[Placed]:
    text = next((each.text for each in narratives if each.prompt == Prompt.UPDATE_WORDS), "")
    count = word_count(text)
    if count <= PARAGRAPH_WORDS:
        return []
    sentence = f"The paragraph for the update has {count} words; {PARAGRAPH_WORDS} are asked."
    warning = PlausibilityWarning("long_paragraph", sentence, (str(count),))
    return [Placed(warning, "words", Prompt.UPDATE_WORDS.value)]
