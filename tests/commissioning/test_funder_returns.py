"""Returns to funders: what a template asks for is told whole, with the stream’s share of the money beside it; what is
missing is named; a file that was made stays as it was."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from commissioning import models
from commissioning.choices import BreakKind, FunderColumnKind, FunderSectionKind, NumberKind, Standing, State, suits
from commissioning.figures import award_positions, forget, reference_for
from commissioning.figures.funder_returns import (
    Line,
    Section,
    Told,
    Whole,
    dues,
    funder_return,
    stream_held,
)
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.streams import stream_money
from commissioning.workflow.funder_returns import SAME, make_funder_return, tell_sent
from providers.models import Provider, ProviderKind
from reports.management.checks.files import files
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, words
from tests.commissioning.return_forms import client_of
from tracker.audit import record
from tracker.models import AuditEvent, Office
from tracker.refusals import Faults, NotNow, NotYours
from tracker.roles import Role

YEAR = "2022/23"
AT = datetime(2022, 10, 25, 12, tzinfo=UTC)
KIND = FunderColumnKind


@dataclass
class Funded:
    """A service that is paid from two streams, three to one; the first one's funder asks for returns."""

    office: Office
    periods: list[models.ReportingPeriod]
    stream: models.FundingStream
    other: models.FundingStream
    award: models.Award
    service: models.Service
    measure: models.ServiceMeasure
    sections: dict[str, models.FunderSection]

    @property
    def q2(self) -> models.ReportingPeriod:
        return self.periods[5]

    def counts(self, quarter: int, value: int | None = 10, **said) -> models.Observation:
        """What the service reported for a quarter of 2022/23."""
        period = self.periods[3 + quarter]
        given = {"service_measure": self.measure, "provider": self.award.provider, "period": period}
        return make.ObservationFactory(**given, value=None if value is None else Decimal(value), **said)

    def pack(self, **said) -> models.Pack:
        """The provider's money and people of Q2, approved."""
        pack = make.pack_of(self.award.provider, self.q2)
        of = {"approved_by": make.UserFactory(), "approved_at": make.NOON, "state": State.APPROVED} | said
        models.Pack.objects.filter(pk=pack.pk).update(**of)
        return pack

    def whole(self, stream: models.FundingStream | None = None) -> Whole:
        forget()
        reference = reference_for(self.office)
        portfolio = portfolio_for(reference)
        found = stream_held((stream or self.stream).pk, portfolio)
        return funder_return(found, found.funder_template, self.q2, reference=reference, portfolio=portfolio)

    def due(self):
        forget()
        portfolio = portfolio_for(reference_for(self.office))
        made = models.FunderReturn.objects.all()
        return next(each for each in dues(portfolio, [self.q2], made) if each.stream == self.stream)

    def make(self, by=None, at=AT) -> models.FunderReturn:
        forget()
        by = by or make.UserFactory(role=Role.FINANCE)
        return make_funder_return(stream=self.stream.pk, quarter=self.q2.pk, by=by, at=at)


@pytest.fixture
def funded(db, settings, tmp_path) -> Funded:
    settings.MEDIA_ROOT = tmp_path
    office, periods = make.OfficeFactory(), make.quarters()
    asked = models.FunderTemplate.objects.create(code="asked", name="Asked", title="What we ask")
    kinds = FunderSectionKind
    sections = {
        kind: models.FunderSection.objects.create(template=asked, kind=kind, title=f"On {kind}", place=place)
        for place, kind in enumerate([kinds.STREAM, kinds.MONEY, kinds.FIGURES, kinds.POSTS])
    }
    stream, other = make.StreamFactory(funder_template=asked), make.StreamFactory()
    award = make.AwardFactory(title="Advice", provider__name="Haven")
    service = make.reporting_service(award.provider, name="Advisers")
    make.AwardServiceFactory(award=award, service=service)
    for each, amount in ((stream, 300), (other, 100)):
        make.FundingSplitFactory(award=award, stream=each, year_label=YEAR, amount=Decimal(amount))
    make.AllocationFactory(stream=stream, amount=500)
    measure = make.ServiceMeasureFactory(service=service)
    models.FunderRow.objects.create(
        section=sections[kinds.FIGURES], measure=measure.measure, label="People referred to you"
    )
    return Funded(office, periods, stream, other, award, service, measure, sections)


def section(whole: Whole, kind: str) -> Section:
    return next(each for each in whole.sections if each.kind == kind)


def figure(funded: Funded) -> Line:
    (line,) = section(funded.whole(), FunderSectionKind.FIGURES).lines
    return line


def missing(whole: Whole) -> list[str]:
    return [each.sentence for each in whole.missing]


def test_a_figure_is_whole_with_the_streams_share_of_the_money_beside_it(funded):
    funded.counts(1, 12)
    funded.counts(2, 10)
    line = figure(funded)
    assert line.name == "People referred to you"
    assert line.cells[KIND.VALUE] == Told("22", Decimal(22), NumberKind.COUNT)
    assert line.cells[KIND.COVERS].words == "Q1 2022/23 to Q2 2022/23"
    assert (line.cells[KIND.SHARE].words, line.cells[KIND.SHARE_POUNDS].number) == ("75.0%", Decimal(300))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (None, "at least 12, Q2 2022/23 not stated"),
        ({"standing": Standing.SUBMITTED, "value": 10}, "at least 12, Q2 2022/23 not received"),
        ({"state": "not_answered", "value": None}, "at least 12, Q2 2022/23 not answered"),
        ({"state": "uncounted", "value": None}, "at least 12, Q2 2022/23 yes, not counted"),
        ({"value": 0}, "12"),
    ],
)
def test_what_is_missing_is_never_nought(funded, said, words):
    funded.counts(1, 12)
    if said is not None:
        funded.counts(2, **said)
    told = figure(funded).cells[KIND.VALUE]
    assert told.words == words
    assert (told.number is None) == ("least" in words)
    named = [each for each in missing(funded.whole()) if each.startswith("Advisers")]
    assert bool(named) == ("least" in words), named


def test_a_figure_taken_over_says_so_and_one_across_a_break_is_not_added(funded):
    funded.counts(1, 12)
    funded.counts(2, 10, standing=Standing.TAKEN_OVER)
    assert "taken over from earlier, not approved" in figure(funded).cells[KIND.REMARK].words
    make.SeriesBreakFactory(
        service_measure=funded.measure, period=funded.q2, kind=BreakKind.METHOD, text="Hospitals are counted too"
    )
    told = figure(funded).cells
    assert told[KIND.VALUE].number is None
    assert "Hospitals are counted too" in told[KIND.REMARK].words
    assert "Advisers: Q1 2022/23 was counted otherwise (People referred to you)" in missing(funded.whole())


def test_what_nobody_reports_is_said_and_has_a_line(funded):
    other = make.MeasureVersionFactory(measure__name="Complaints").measure
    models.FunderRow.objects.create(section=funded.sections["figures"], measure=other, place=1)
    lines = section(funded.whole(), FunderSectionKind.FIGURES).lines
    assert [line.name for line in lines] == ["People referred to you", "Complaints"]
    assert lines[1].cells[KIND.VALUE] == Told("not held")
    assert "Complaints: no service of this money reports it" in missing(funded.whole())


def test_money_that_names_no_service_says_so_once_however_many_figures_are_asked(funded):
    other = make.MeasureVersionFactory(measure__name="Complaints").measure
    models.FunderRow.objects.create(section=funded.sections["figures"], measure=other, place=1)
    models.AwardService.objects.all().delete()
    whole = funded.whole()
    assert [each for each in missing(whole) if "service" in each] == [
        "Advice: it covers no service, so no figure of it is here"
    ]
    why = {line.cells[KIND.SERVICE].words for line in section(whole, FunderSectionKind.FIGURES).lines}
    assert why == {"no award of this money names a service"}


@pytest.mark.parametrize(
    ("posts", "words"),
    [
        ({"posts": 20}, "20 posts created or kept"),
        ({"posts_created": 1, "posts_kept": 3}, "1 post created and 3 posts kept"),
        ({"posts": 20, "effective_on": date(2022, 10, 1)}, ""),
        ({"posts": 20, "effective_on": date(2022, 3, 31)}, ""),
    ],
)
def test_an_award_says_what_posts_its_changes_of_the_year_were_for(funded, posts, words):
    make.VariationFactory(award=funded.award, **({"effective_on": date(2022, 4, 1)} | posts))
    (line,) = section(funded.whole(), FunderSectionKind.MONEY).lines
    said = line.cells[KIND.REMARK].words
    assert said.startswith(words)
    assert ("post" in said) == bool(words)


def test_a_share_is_not_said_while_an_amount_is_not_stated(funded):
    models.FundingSplit.objects.filter(stream=funded.other).update(amount=None)
    cells = figure(funded).cells
    assert (cells[KIND.SHARE].words, cells[KIND.SHARE].number) == ("can’t be said", None)
    assert cells[KIND.SHARE_POUNDS].number == 300


def test_a_service_has_its_stored_share_of_an_award_and_else_says_that_it_is_shared(funded):
    twin = make.ServiceFactory(name="Twin")
    tied = make.AwardServiceFactory(award=funded.award, service=twin)
    cells = figure(funded).cells
    assert cells[KIND.SHARE_POUNDS].number == 300
    assert cells[KIND.REMARK].words == "the money is shared by two services and not divided between them"
    models.AwardService.objects.filter(award=funded.award).update(share=Decimal(40))
    models.AwardService.objects.filter(pk=tied.pk).update(share=Decimal(60))
    cells = figure(funded).cells
    assert (cells[KIND.SHARE_POUNDS].number, cells[KIND.SHARE].words) == (Decimal(120), "75.0%")


def test_money_is_the_streams_own_and_says_how_it_was_divided(funded):
    pack = funded.pack()
    make.SpendLineFactory(award=funded.award, pack=pack, to_date=Decimal("100.01"), forecast=Decimal(400))
    (line,) = section(funded.whole(), FunderSectionKind.MONEY).lines
    assert line.cells[KIND.AWARDED].number == 300
    assert line.cells[KIND.SPENT].number == Decimal("75.01")
    assert line.cells[KIND.SHARE].words == "75.0%"
    assert "divided as the year’s money is split" in line.cells[KIND.REMARK].words
    (own,) = section(funded.whole(), FunderSectionKind.STREAM).lines
    assert (own.cells[KIND.ALLOCATED].number, own.cells[KIND.LEFT].number) == (500, 200)
    models.FundingStream.objects.update(funder_template=funded.stream.funder_template)
    (rest,) = section(funded.whole(funded.other), FunderSectionKind.MONEY).lines
    assert line.cells[KIND.SPENT].number + rest.cells[KIND.SPENT].number == Decimal("100.01")
    (kept,) = stream_money(award_positions([funded.award], funded.q2), YEAR, paid={}, streams=[funded.stream])
    assert kept.spent.amount == own.cells[KIND.SPENT].number  # the figure of the stream's own page


def test_spend_that_is_not_held_is_named_with_its_quarters(funded):
    (line,) = section(funded.whole(), FunderSectionKind.MONEY).lines
    assert line.cells[KIND.SPENT] == Told("not held")
    assert any(
        "spent and forecast not stated (spend of Q1 and Q2 not held)" in each for each in missing(funded.whole())
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"state": State.NOT_STARTED, "approved_by": None, "approved_at": None}, "Q2 2022/23 not received"),
        ({}, "no post stated in Q2 2022/23"),
    ],
)
def test_who_told_of_no_posts_is_named(funded, said, sentence):
    funded.pack(**said)
    assert any(sentence in each for each in missing(funded.whole()))


def test_the_office_is_not_asked_for_posts_of_its_own(funded):
    Provider.objects.filter(pk=funded.award.provider_id).update(kind=ProviderKind.OFFICE)
    assert not [each for each in missing(funded.whole()) if "money and people" in each]


def test_an_amount_that_is_rounded_says_so_where_a_number_can_not(funded):
    assert "as stated" not in section(funded.whole(), FunderSectionKind.STREAM).lines[0].cells[KIND.REMARK].words
    models.Allocation.objects.update(precision="rounded")
    told = section(funded.whole(), FunderSectionKind.STREAM).lines[0].cells
    assert told[KIND.ALLOCATED].number == 500
    assert told[KIND.REMARK].words.startswith("£500 (rounded), as stated; ")


def test_posts_are_whole_and_each_stands_once(funded):
    twin = make.ServiceFactory(name="Accompaniment")
    make.StaffingLineFactory(pack=funded.pack(), role="Adviser", funded=Decimal("2.5"), services=[funded.service, twin])
    (line,) = section(funded.whole(), FunderSectionKind.POSTS).lines
    assert (line.name, line.cells[KIND.SERVICE].words) == ("Adviser", "Accompaniment and Advisers")
    assert (line.cells[KIND.FUNDED].number, line.cells[KIND.IN_POST].words) == (Decimal("2.5"), "not stated")
    assert line.cells[KIND.SHARE].words == "75.0%"


def test_a_section_has_the_columns_that_the_office_chose_under_the_funders_headings(funded):
    part = funded.sections["figures"]
    every = [column.what for column in section(funded.whole(), "figures").columns]
    assert every == list(suits("figures"))
    models.FunderColumn.objects.create(section=part, what=KIND.SHARE, heading="Our part", place=1)
    models.FunderColumn.objects.create(section=part, what=KIND.VALUE, place=0)
    chosen = section(funded.whole(), "figures").columns
    assert [(column.what, column.heading) for column in chosen] == [("value", "Figure"), ("share", "Our part")]


def test_a_template_refuses_what_a_section_can_not_tell(funded):
    with pytest.raises(ValidationError, match="can’t be told in a section of this kind"):
        models.FunderColumn(section=funded.sections["money"], what=KIND.VALUE).full_clean()
    with pytest.raises(ValidationError, match="Only a section of figures has rows"):
        models.FunderRow(section=funded.sections["money"], measure=funded.measure.measure).full_clean()
    with pytest.raises(ValidationError, match="Say when it is asked for"):
        models.FunderTemplate(code="x", name="x", title="x", half_year=False, year_end=False).full_clean()


def test_a_return_is_owed_of_a_stream_with_money_when_its_funder_asks(funded):
    def parts() -> list[tuple[str, date]]:
        forget()
        portfolio = portfolio_for(reference_for(funded.office))
        return [(each.part, each.due_on) for each in dues(portfolio, funded.periods, [])]

    assert parts() == [("Half-year 2022/23", date(2022, 10, 30)), ("Year 2022/23", date(2023, 4, 30))]
    models.FunderTemplate.objects.update(half_year=False, due_days=10)
    assert parts() == [("Year 2022/23", date(2023, 4, 10))]
    models.FundingSplit.objects.all().delete()
    assert len(parts()) == 1  # it still holds an allocation
    models.Allocation.objects.all().delete()
    assert parts() == []


def test_a_made_file_stays_as_it_was_and_a_change_makes_the_next(funded):
    funded.counts(1, 12)
    funded.counts(2, 10)
    first = funded.make()
    before = default_storage.open(first.file.name).read()
    with pytest.raises(NotNow, match=SAME.format(number=1)):
        funded.make()
    models.Observation.objects.filter(period=funded.q2).update(value=Decimal(11))
    models.FunderRow.objects.update(label="Renamed")
    second = funded.make()
    assert (first.number, second.number) == (1, 2)
    assert default_storage.open(first.file.name).read() == before
    assert [each.act for each in AuditEvent.objects.filter(model="commissioning.funderreturn")] == ["make", "make"]
    assert list(files()) == []
    default_storage.delete(first.file.name)
    default_storage.save(first.file.name, io.BytesIO(b"another"))
    assert any("not as it was sent" in each for each in files())


def test_who_may_not_make_returns_is_refused(funded):
    for role in (Role.VIEWER, Role.ADMINISTRATOR, Role.PROVIDER):
        with pytest.raises(NotYours):
            funded.make(by=make.UserFactory(role=role))
    assert not models.FunderReturn.objects.exists()


def test_it_is_told_once_when_a_file_was_sent(funded):
    made, by = funded.make(), make.UserFactory(role=Role.FINANCE)
    for on in (date(2022, 10, 24), date(2022, 11, 4)):
        with pytest.raises(Faults):
            tell_sent(made=made, on=on, by=by, at=datetime(2022, 11, 3, 12, tzinfo=UTC))
    sent = tell_sent(made=made, on=date(2022, 10, 28), by=by, at=datetime(2022, 11, 3, 12, tzinfo=UTC))
    assert (sent.sent_by, funded.due().is_late(date(2023, 1, 1))) == (by, False)
    with pytest.raises(NotNow, match="28 October 2022"):
        tell_sent(made=made, on=date(2022, 10, 29), by=by, at=datetime(2022, 11, 3, 12, tzinfo=UTC))


def test_the_file_has_numbers_as_numbers_and_text_as_text(funded):
    funded.counts(1, 12)
    models.FunderRow.objects.update(label="=1+1")
    models.FunderSection.objects.filter(kind="figures").update(title="Figures: of [all]")
    pack = funded.pack()
    make.SpendLineFactory(award=funded.award, pack=pack, to_date=Decimal("100.01"))
    made = funded.make()
    book = load_workbook(default_storage.open(made.file.name))
    assert book.sheetnames == [
        "About this return",
        "On stream",
        "On money",
        "Figures  of  all",
        "On posts",
        "What is missing",
    ]
    money = {cell.value: place for place, cell in enumerate(book["On money"][2])}
    row = book["On money"][3]
    spent = row[money["Spent by providers"]]
    assert (spent.value, spent.number_format, spent.data_type) == (75.01, "£#,##0.00", "n")
    assert row[money["Forecast to 31 March"]].value == "not held"
    asked = book["Figures  of  all"][3]
    assert (asked[0].value, asked[0].data_type) == ("=1+1", "s")
    assert asked[3].value == "at least 12, Q2 2022/23 not stated"
    assert book["Figures  of  all"].auto_filter.ref.startswith("A2:")
    about = {name.value: said.value for name, said in book["About this return"].iter_rows()}
    assert about["Time"] == "Half-year 2022/23: 1 April 2022 to 30 September 2022"
    assert about["Made"].startswith("25 October 2022")
    assert made.missing == book["What is missing"].max_row - 1 > 0


def test_money_fits_its_column_with_its_pence_and_all_columns_fit_the_paper(funded):
    models.FundingSplit.objects.filter(stream=funded.stream).update(amount=Decimal(1_234_567))
    book = load_workbook(default_storage.open(funded.make().file.name))
    sheet = book["On money"]
    pounds = [cell for row in sheet for cell in row if cell.number_format == "£#,##0.00"]
    assert max(each.value for each in pounds) == 1_234_567
    assert all(len(f"£{each.value:,.2f}") < sheet.column_dimensions[each.column_letter].width for each in pounds)
    assert all(book[name].sheet_properties.pageSetUpPr.fitToPage for name in book.sheetnames[1:])


def test_its_page_shows_what_would_be_made_and_keeps_what_was(funded):
    funded.counts(1, 12)
    client = client_of(make.UserFactory(role=Role.FINANCE))
    page = reverse("funder-return", args=[funded.q2.slug, funded.stream.pk])
    assert "at least 12, Q2 2022/23 not stated" in words(client.get(page))
    posted = client.post(reverse("funder-return-make", args=[funded.q2.slug, funded.stream.pk]))
    assert posted.status_code == 302
    assert "Return 1" in words(client.get(page))
    again = client.post(reverse("funder-return-make", args=[funded.q2.slug, funded.stream.pk]))
    assert (again.status_code, SAME.format(number=1) in again.content.decode()) == (409, True)
    made = models.FunderReturn.objects.get()
    answer = client.get(reverse("funder-return-file", args=[made.pk]))
    assert b"".join(answer.streaming_content) == default_storage.open(made.file.name).read()
    other = reverse("funder-return", args=[funded.q2.slug, funded.other.pk])
    assert "Nobody has said that its funder asks for one" in words(client.get(other))


def test_its_pages_ask_few_queries_however_much_is_told(funded):
    by = make.UserFactory(role=Role.FINANCE)
    record(act="begin", record=by, by=by, at=timezone.now())  # without any event nothing is kept
    client = client_of(by)

    def grow() -> None:
        service = make.reporting_service(funded.award.provider)
        award = make.AwardFactory(provider=funded.award.provider)
        make.AwardServiceFactory(award=award, service=service)
        make.FundingSplitFactory(award=award, stream=funded.stream, year_label=YEAR, amount=Decimal(5))
        measure = make.ServiceMeasureFactory(service=service, measure=funded.measure.measure)
        make.ObservationFactory(service_measure=measure, provider=funded.award.provider, period=funded.q2)
        make.StaffingLineFactory(pack=funded.pack(), services=[service])
        Office.objects.reference_changed()

    for name, keys in (("funder-returns", []), ("funder-return", [funded.stream.pk]), ("stream", [funded.stream.pk])):
        flat(client, reverse(name, args=[funded.q2.slug, *keys]), grow)
