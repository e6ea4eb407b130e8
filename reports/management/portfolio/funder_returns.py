"""What a made-up funder asks for, with every kind of section there is; and what was answered the last time."""

from datetime import timedelta

from commissioning.choices import FunderColumnKind, FunderSectionKind, Prompt
from commissioning.models import (
    FunderAnswer,
    FunderColumn,
    FunderQuestion,
    FunderRow,
    FunderSection,
    FunderTemplate,
    FundingStream,
)
from reports.management.portfolio.catalogue import FIRST
from reports.management.portfolio.setting import Setting, at

STREAM = "Victims grant"
TITLES = {
    FunderSectionKind.STREAM: "The grant",
    FunderSectionKind.MONEY: "Passed on to services",
    FunderSectionKind.FIGURES: "People helped",
    FunderSectionKind.CATEGORY: "Who they are",
    FunderSectionKind.POSTS: "Posts",
    FunderSectionKind.WORDS: "In words",
}
COLUMNS = {
    FunderSectionKind.CATEGORY: {
        FunderColumnKind.SERVICE: "",
        FunderColumnKind.VALUE: "Since 1 April",
        FunderColumnKind.SHARE: "Our share of the money, per cent",
        FunderColumnKind.REMARK: "",
    }
}
BY = ("age", "sex")
QUESTIONS = {
    Prompt.WENT_WELL: "What has the grant made possible?",
    Prompt.CHALLENGES: "What stood in the way, and what is done about it?",
}
ANSWERS = {
    Prompt.WENT_WELL: "Made up: more people were seen within two days, as the grant’s posts were filled.",
    Prompt.CHALLENGES: "Made up: two posts stood empty in summer. Both are filled now, and fewer people wait.",
}


def ask_for_returns(setting: Setting) -> None:
    """A return at half-year and at the year's end, of one stream; the last year's questions are answered."""
    template = FunderTemplate.objects.create(code="victims-grant", name=STREAM, title="Return on the victims grant")
    sections = {
        kind: FunderSection.objects.create(template=template, kind=kind, title=title, place=place)
        for place, (kind, title) in enumerate(TITLES.items(), start=1)
    }
    for place, code in enumerate(FIRST, start=1):
        measure = setting.versions[code][0].measure
        FunderRow.objects.create(section=sections[FunderSectionKind.FIGURES], measure=measure, place=place)
    for place, code in enumerate(BY, start=1):
        breakdown = next(each.breakdown for each in setting.breakdowns if each.breakdown.code == code)
        asked = {"measure": setting.versions[FIRST[0]][0].measure, "breakdown": breakdown, "place": place}
        label = f"{asked['measure']} by {breakdown.name.lower()}"
        FunderRow.objects.create(section=sections[FunderSectionKind.CATEGORY], label=label, **asked)
    for kind, columns in COLUMNS.items():
        for place, (what, heading) in enumerate(columns.items(), start=1):
            FunderColumn.objects.create(section=sections[kind], what=what, heading=heading, place=place)
    stream = next(each for each in setting.streams if each.name == STREAM)
    FundingStream.objects.filter(pk=stream.pk).update(funder_template=template)
    for place, (prompt, text) in enumerate(QUESTIONS.items(), start=1):
        asked = {"text": text, "prompt": prompt, "most_words": 200, "place": place}
        question = FunderQuestion.objects.create(section=sections[FunderSectionKind.WORDS], **asked)
        _answer(question, stream, setting)


def _answer(question: FunderQuestion, stream: FundingStream, setting: Setting) -> None:
    year_end = setting.quarters[-1]
    written = {"written_by": setting.finance, "written_at": at(year_end.end + timedelta(days=20))}
    FunderAnswer.objects.create(
        question=question, stream=stream, period=year_end, number=1, text=ANSWERS[Prompt(question.prompt)], **written
    )
