"""Sections of a return to a funder by category and in words: categories with their whole, answers with their writer."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import load_workbook

from commissioning import models
from commissioning.choices import FunderColumnKind as Kind
from commissioning.choices import FunderSectionKind, Prompt, State
from commissioning.workflow.funder_answers import write_answer
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, words
from tests.commissioning.return_forms import client_of
from tests.commissioning.test_funder_returns import Funded, funded, missing, section  # noqa: F401  # a fixture
from tracker.merging import mark
from tracker.models import AuditEvent, Office
from tracker.refusals import Collision, NotNow, NotYours
from tracker.roles import Role

AT = datetime(2022, 10, 25, 12, tzinfo=UTC)
CATEGORY, WORDS = FunderSectionKind.CATEGORY, FunderSectionKind.WORDS


@pytest.fixture
def ages(funded: Funded) -> dict[str, models.Category]:  # noqa: F811
    """The funder asks for its referrals by age, and the service is asked so."""
    age = make.BreakdownFactory(code="age", name="age")
    found = {
        name: make.CategoryFactory(code=f"age-{place}", name=name, breakdown=age, place=place)
        for place, name in enumerate(["Under 18", "18 and over"])
    }
    funded.measure.breakdowns.add(age)
    asked = models.FunderSection.objects.create(
        template=funded.stream.funder_template, kind=CATEGORY, title="By age", place=9
    )
    models.FunderRow.objects.create(section=asked, measure=funded.measure.measure, breakdown=age, label="Referred")
    return found


def told(funded: Funded) -> dict[str, str]:  # noqa: F811
    return {line.name: line.cells[Kind.VALUE].words for line in section(funded.whole(), CATEGORY).lines}


def by_age(funded: Funded, ages, quarter: int, *values: int | None) -> None:  # noqa: F811
    for category, value in zip(ages.values(), values, strict=True):
        if value is not None:
            funded.counts(quarter, value, category=category)


def test_each_category_has_a_line_and_the_whole_stays_whole(funded, ages):  # noqa: F811
    funded.counts(1, 12)
    funded.counts(2, 10)
    by_age(funded, ages, 1, 3, 8)
    by_age(funded, ages, 2, 4, 6)
    assert told(funded) == {
        "Referred: Under 18": "7",
        "Referred: 18 and over": "14",
        "Referred: in none of these": "1",
        "Referred: all": "22",
    }
    lines = section(funded.whole(), CATEGORY).lines
    assert [line.cells[Kind.SHARE].words for line in lines if Kind.SHARE in line.cells] == ["75.0%"] * 3
    assert "Advisers: 1 not placed by age (Referred)" in missing(funded.whole())


@pytest.mark.parametrize(
    ("second", "value", "rest", "why"),
    [
        ((4, None), "at least 8, Q2 2022/23 not stated", "can’t be said", "18 and over not held in full by age"),
        ((None, None), "at least 8, Q2 2022/23 not stated", "can’t be said", "nothing is held by age"),
        ((9, 9), "17", "can’t be said", "the parts come to more than the whole by age"),
        ((0, 10), "18", "1", "1 not placed by age"),
        ((0, 11), "19", "0", ""),
    ],
)
def test_a_category_that_is_not_held_is_never_nought(funded, ages, second, value, rest, why):  # noqa: F811
    funded.counts(1, 12)
    funded.counts(2, 10)
    by_age(funded, ages, 1, 3, 8)
    by_age(funded, ages, 2, *second)
    found = told(funded)
    assert (found["Referred: 18 and over"], found["Referred: in none of these"]) == (value, rest)
    assert found["Referred: all"] == "22"
    said = [each for each in missing(funded.whole()) if each.endswith("by age (Referred)")]
    assert said == ([f"Advisers: {why} (Referred)"] if why else [])


def test_a_service_that_is_not_asked_by_category_is_named(funded, ages):  # noqa: F811
    funded.counts(1, 12)
    funded.measure.breakdowns.clear()
    assert told(funded) == {"Referred": "not held"}
    assert "Advisers: not told by age (Referred)" in missing(funded.whole())


def test_only_a_section_by_category_has_categories(funded, ages):  # noqa: F811
    row = models.FunderRow.objects.get(section__kind=CATEGORY)
    row.full_clean()
    row.breakdown = None
    with pytest.raises(ValidationError, match="Say by which categories"):
        row.full_clean()
    plain = models.FunderRow.objects.get(section__kind="figures")
    plain.breakdown = models.Breakdown.objects.get()
    with pytest.raises(ValidationError, match="Only a section by category"):
        plain.full_clean()
    with pytest.raises(ValidationError, match="Only a section of answers"):
        models.FunderQuestion(section=plain.section, text="Why?").full_clean()


# Words ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def question(funded: Funded) -> models.FunderQuestion:  # noqa: F811
    part = models.FunderSection.objects.create(
        template=funded.stream.funder_template, kind=WORDS, title="In words", place=8
    )
    return models.FunderQuestion.objects.create(section=part, text="What was hard?", prompt=Prompt.CHALLENGES)


@pytest.fixture
def owen(db):
    return make.UserFactory(name="Owen Price", role=Role.FINANCE)


def answer(funded, question, by, text, began="", at=AT):  # noqa: F811
    said = {"text": text, "began": mark(began), "by": by, "at": at}
    return write_answer(question=question, stream=funded.stream, quarter=funded.q2, **said)


def says(funded: Funded, text: str, state: str = State.APPROVED, prompt: str = Prompt.CHALLENGES) -> models.Narrative:  # noqa: F811
    people = make.approved(make.UserFactory(), make.UserFactory()) | {"state": state}
    of = {"service": funded.service, "provider": funded.award.provider, "period": funded.q2}
    return make.NarrativeFactory(quarterly_return=make.ReturnFactory(**of, **people), prompt=prompt, text=text)


def test_an_answer_is_kept_with_who_and_when_and_what_was_before_stays(funded, question, owen):  # noqa: F811
    assert "Not answered: What was hard?" in missing(funded.whole())
    answer(funded, question, owen, "Two posts were vacant.")
    answer(funded, question, make.UserFactory(role=Role.OFFICER), "Three posts.", began="Two posts were vacant.")
    (line,) = section(funded.whole(), WORDS).lines
    assert (line.cells[Kind.ANSWER].words, line.cells[Kind.LENGTH].number) == ("Three posts.", 2)
    kept = models.FunderAnswer.objects.order_by("number")
    assert [(row.number, row.text) for row in kept] == [(1, "Two posts were vacant."), (2, "Three posts.")]
    assert (kept[0].written_by, kept[0].written_at) == (owen, AT)
    assert AuditEvent.objects.filter(model="commissioning.funderanswer", act="answer").count() == 2
    answer(funded, question, owen, "", began="Three posts.")
    assert "Not answered: What was hard?" in missing(funded.whole())


def test_who_wrote_meanwhile_is_not_written_over(funded, question, owen):  # noqa: F811
    answer(funded, question, owen, "First.")
    with pytest.raises(Collision) as clash:
        answer(funded, question, owen, "Second.", began="")
    assert clash.value.current == {"text": "First."}
    assert not answer(funded, question, owen, "First.", began="").changed  # the same words are no quarrel
    with pytest.raises(NotYours):
        answer(funded, question, make.UserFactory(role=Role.VIEWER), "Third.", began="First.")
    assert models.FunderAnswer.objects.count() == 1


def test_an_answer_that_is_too_long_is_kept_and_named(funded, question, owen):  # noqa: F811
    models.FunderQuestion.objects.update(most_words=3)
    answer(funded, question, owen, "One two three four.")
    assert "Too long: What was hard? (4 words, the funder takes 3 at most)" in missing(funded.whole())


def test_the_words_stand_in_the_file_and_a_new_answer_makes_a_new_one(funded, question, owen):  # noqa: F811
    answer(funded, question, owen, "=Two posts\nwere vacant.")
    made = funded.make(by=owen)
    sheet = load_workbook(default_storage.open(made.file.name))["In words"]
    assert [cell.value for cell in sheet[2]] == ["Question", "Answer", "Words in it"]
    assert [cell.value for cell in sheet[3]] == ["What was hard?", "=Two posts\nwere vacant.", 4]
    assert (sheet["B3"].data_type, sheet["B3"].alignment.wrap_text) == ("s", True)
    with pytest.raises(NotNow):
        funded.make(by=owen)
    answer(funded, question, owen, "Three posts.", began="=Two posts\nwere vacant.")
    assert funded.make(by=owen).number == 2


def page_of(funded: Funded, question) -> str:  # noqa: F811
    return reverse("funder-answer", args=[funded.q2.slug, funded.stream.pk, question.pk])


def test_what_returns_said_is_offered_put_in_and_saved_only_when_asked(funded, question, owen):  # noqa: F811
    said = says(funded, "Recruitment was slow.")
    says_well = make.NarrativeFactory(
        quarterly_return=said.quarterly_return, prompt=Prompt.WENT_WELL, text="All was well."
    )
    client, url = client_of(owen), page_of(funded, question)
    shown = words(client.get(url))
    assert "Recruitment was slow." in shown
    assert says_well.text not in shown
    put = client.post(url, {"text": "Typed.", "began": mark(""), "passages": [said.pk], "put-in": "1"})
    box = put.context["form"]["text"].value()
    assert (put.status_code, box) == (200, "Typed.\n\nAdvisers (Haven), Q2 2022/23: Recruitment was slow.")
    again = client.post(url, {"text": box, "began": mark(""), "passages": [said.pk], "put-in": "1"})
    assert again.context["form"]["text"].value() == box, "what is in it is not put in twice"
    assert not models.FunderAnswer.objects.exists()
    saved = client.post(url, {"text": box, "began": mark("")})
    assert saved.headers["Location"] == reverse("funder-return", args=[funded.q2.slug, funded.stream.pk])
    assert "Written by Owen Price on" in words(client.get(saved.headers["Location"]))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.QUERIED, State.IN_PROGRESS])
def test_what_is_not_approved_is_not_offered(funded, question, owen, state):  # noqa: F811
    says(funded, "Recruitment was slow.", state)
    assert "Recruitment was slow." not in words(client_of(owen).get(page_of(funded, question)))


def test_two_writers_see_both_texts_and_what_was_typed_comes_back(funded, question, owen):  # noqa: F811
    client, url = client_of(owen), page_of(funded, question)
    answer(funded, question, make.UserFactory(role=Role.OFFICER), "Theirs.")
    clash = client.post(url, {"text": "Mine.", "began": mark("")})
    assert clash.status_code == 409
    assert "Theirs." in clash.content.decode()
    form = clash.context["form"]
    assert form["text"].value() == "Mine."
    after = client.post(url, {"text": "Both.", "began": form["began"].value()})
    assert after.status_code == 302
    page = words(client.get(url))
    assert "What was written before" in page
    assert "Theirs." in page
    long = client.post(url, {"text": "x" * 10_001, "began": mark("Both.")})
    assert (long.status_code, long.context["form"]["text"].value()) == (422, "x" * 10_001)


def test_what_should_not_leave_the_office_is_said_at_the_answer_and_in_the_return(funded, question, owen):  # noqa: F811
    """By the rules of the update's words; while it is written, and of what is saved."""
    client, url = client_of(owen), page_of(funded, question)
    whole = reverse("funder-return", args=[funded.q2.slug, funded.stream.pk])
    written = "Ask Mrs Greta Marsh at g.marsh@haven.example."
    put = client.post(url, {"text": written, "began": mark(""), "put-in": "1"})
    client.post(url, {"text": written, "began": mark("")})
    for page in map(words, (put, client.get(url), client.get(whole))):
        assert "“g.marsh@haven.example” looks like an e-mail address." in page
        assert "“Mrs Greta Marsh” looks like a person’s name." in page
    client.post(url, {"text": "All posts are filled.", "began": mark(written)})
    for address in (url, whole):  # the control
        assert "Before it goes to the funder" not in words(client.get(address))


def test_a_question_of_another_template_or_quarter_is_not_there(funded, question, owen):  # noqa: F811
    client = client_of(owen)
    first = reverse("funder-answer", args=[funded.periods[4].slug, funded.stream.pk, question.pk])
    other = reverse("funder-answer", args=[funded.q2.slug, funded.other.pk, question.pk])
    assert [client.get(each).status_code for each in (first, other)] == [404, 404]


def test_the_pages_ask_few_queries_however_much_was_said(funded, ages, question, owen):  # noqa: F811
    client = client_of(owen)
    funded.counts(2, 10)

    def grow() -> None:
        service = make.reporting_service(funded.award.provider)
        make.AwardServiceFactory(award=funded.award, service=service)
        measure = make.ServiceMeasureFactory(service=service, measure=funded.measure.measure)
        measure.breakdowns.set(models.Breakdown.objects.all())
        of = {"service_measure": measure, "provider": funded.award.provider, "period": funded.q2}
        for category in (None, *ages.values()):
            make.ObservationFactory(**of, value=Decimal(4), **({"category": category} if category else {}))
        people = make.approved(make.UserFactory(), make.UserFactory())
        said = make.ReturnFactory(service=service, provider=funded.award.provider, period=funded.q2, **people)
        make.NarrativeFactory(quarterly_return=said, prompt=Prompt.CHALLENGES, text="Hard.")
        newest = models.FunderAnswer.objects.last()
        answer(funded, question, owen, f"Answer {service.pk}", began=newest.text if newest else "")
        Office.objects.reference_changed()

    flat(client, page_of(funded, question), grow)
    flat(client, reverse("funder-return", args=[funded.q2.slug, funded.stream.pk]), grow)
