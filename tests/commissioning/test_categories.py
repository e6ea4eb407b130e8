"""Figures by category: set up, asked, checked against their whole, shown with what is in none, and taken away."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from commissioning import models
from commissioning.choices import NumberKind, State
from commissioning.figures import MeasureFigure, measure_figures, reference_for
from commissioning.figures.categories import BrokenDown, broken_down
from commissioning.ratings.categories import place, placed_words, too_many
from commissioning.workflow import ACTS, open_period, problems_of, warnings_of
from commissioning.workflow.content import content_of
from commissioning.workflow.set_up.service_measures import save_service_measure
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import client_of, hidden, text_of, url
from tracker.models import Office
from tracker.refusals import Faults

AREAS = ("Herefordshire", "Shropshire", "Telford")
AMOUNT = st.none() | st.integers(0, 10_000).map(Decimal)
COUNT = NumberKind.COUNT


# The rule -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "parts", "amount", "left", "said"),
    [
        (492, (200, 180, 112), 492, 0, "sum 492 of 492"),
        (492, (200, 180, None), 380, 112, "sum 380 of 492 (112 not placed)"),
        (492, (200, 180, 0), 380, 112, "sum 380 of 492 (112 not placed)"),
        (492, (0, None, None), 0, 492, "sum 0 of 492 (492 not placed)"),
        (492, (None, None, None), None, None, "none of 492 placed"),
        (492, (400, 100), 500, -8, "sum 500 of 492: 8 too many"),
        (None, (400, None), 400, None, "sum 400"),
        (None, (None, None), None, None, ""),
        (0, (0, 0), 0, 0, "sum 0 of 0"),
    ],
)
def test_what_categories_come_to(whole, parts, amount, left, said):
    placed = place(
        None if whole is None else Decimal(whole), [None if each is None else Decimal(each) for each in parts]
    )
    assert (placed.amount, placed.left) == (amount, left)
    assert placed_words(COUNT, whole, placed) == said
    assert bool(too_many(COUNT, whole, placed, name="Referrals", by="area")) == (left is not None and left < 0)


@given(AMOUNT, st.lists(AMOUNT, max_size=9))
def test_what_is_placed_and_what_is_left_make_the_whole(whole, parts):
    placed = place(whole, parts)
    known = [part for part in parts if part is not None]
    assert placed.empty == len(parts) - len(known)
    assert (placed.amount is None) == (not known)
    if placed.left is None:
        assert whole is None or not known
    else:
        assert placed.amount + placed.left == whole
        assert placed.is_over == (sum(known) > whole)


@given(AMOUNT.filter(lambda whole: whole is not None), st.lists(AMOUNT, min_size=1, max_size=9))
def test_a_category_without_a_number_is_never_nought(whole, parts):
    """A nought that is told is placed and a gap is not; neither changes what is left."""
    gap, nought = place(whole, [*parts, None]), place(whole, [*parts, Decimal(0)])
    assert gap.empty == nought.empty + 1
    if any(part is not None for part in parts):
        assert gap.left == nought.left


def test_a_category_belongs_to_a_breakdown(db):
    make.CategoryFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Category.objects.create(code="women", name="Women")
    area, need = make.BreakdownFactory(), make.BreakdownFactory(code="need", name="Need")
    for breakdown in (area, need):
        make.CategoryFactory(code=f"{breakdown.code}-other", name="Other", breakdown=breakdown)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.CategoryFactory(code="another", name="Other", breakdown=area)


# A return -----------------------------------------------------------------------------------------------------------


def areas() -> models.Breakdown:
    breakdown = make.BreakdownFactory()
    for at, name in enumerate(AREAS, start=1):
        make.CategoryFactory(code=name.lower(), name=name, breakdown=breakdown, place=at)
    return breakdown


def breaks_down(found: Idva, code: str = "referrals", *by: models.Breakdown) -> None:
    measure = models.ServiceMeasure.objects.get(code=code)
    save_service_measure(service_measure=measure, values={"breakdowns": list(by)}, by=found.alice, at=NOON)


@pytest.fixture
def found(db) -> Idva:
    found = idva()
    breaks_down(found, "referrals", areas())
    return found


def box(name: str, code: str = "referrals", period: int | None = None) -> str:
    rows = models.Observation.objects.filter(service_measure__code=code, category__name=name)
    return f"o{(rows.filter(period=period) if period else rows).get().pk}-value"


def fill(found: Idva, **parts: str) -> None:
    found.save({box(name.capitalize(), period=found.quarter.pk): typed for name, typed in parts.items()})


def problems(found: Idva) -> list[str]:
    return [each.sentence for each in problems_of(found.now())]


def test_a_return_that_is_open_asks_for_the_categories_at_once(found):
    rows = models.Observation.objects.exclude(category__code="all")
    assert {(row.service_measure.code, row.category.name) for row in rows} == {("referrals", name) for name in AREAS}
    assert {row.state for row in rows} == {"not_answered"}


def test_a_quarter_that_is_opened_asks_for_them_but_for_one_that_ended(found):
    models.Category.objects.filter(name="Telford").update(ended_on=found.periods[5].end)
    open_period(period=found.periods[6], by=found.maria, at=LATER)
    rows = models.Observation.objects.filter(period=found.periods[6]).exclude(category__code="all")
    assert sorted(row.category.name for row in rows) == ["Herefordshire", "Shropshire"]
    again = open_period(period=found.periods[6], by=found.maria, at=LATER)
    assert again.figures == 0


def test_a_breakdown_that_is_taken_off_leaves_what_was_answered(found):
    fill(found, herefordshire="5")
    breaks_down(found, "referrals")
    kept = models.Observation.objects.exclude(category__code="all").get()
    assert kept.category.name == "Herefordshire"


@pytest.mark.parametrize("code", ["within-48"])
def test_only_what_adds_up_can_be_broken_down(found, code):
    with pytest.raises(Faults) as refused:
        breaks_down(found, code, models.Breakdown.objects.get())
    assert "Only numbers and money can be broken down" in refused.value.by_box["breakdowns"]


def test_parts_over_the_whole_block_sending_and_what_is_not_placed_does_not(found):
    found.fill()
    fill(found, herefordshire="300", shropshire="100")
    assert problems(found) == []
    fill(found, telford="93")
    assert problems(found) == [
        "Referrals received by area comes to 493, which is more than 492 in all. Correct one of them."
    ]
    fill(found, telford="92")
    assert problems(found) == []


def test_blank_categories_are_no_error_and_equal_ones_no_surprise(found):
    found.fill()
    before = [each.code for each in warnings_of(found.now())]
    fill(found, herefordshire="101", shropshire="101")
    assert [each.code for each in warnings_of(found.now())] == before
    assert problems(found) == []


def test_what_was_sent_names_the_categories_that_were_answered(found):
    found.fill()
    fill(found, shropshire="0")
    figures = {entry["label"]: entry for entry in content_of(found.now())["figures"]}
    assert figures["Referrals received, Shropshire"]["words"] == "0"
    assert "Referrals received, Telford" not in figures


def test_the_page_has_a_box_for_each_and_says_what_is_not_placed(found):
    alice = client_of(found.alice)
    page = alice.get(url(found, "figures/"))
    assert "None of 492 placed" not in words(page)
    found.fill()
    fill(found, herefordshire="200", shropshire="180")
    said = words(alice.get(url(found, "figures/")))
    assert "By area" in said
    assert "Sum 380 of 492 (112 not placed), as saved" in said
    assert all(name in said for name in AREAS)
    assert "below 5 hidden in public" in said


def test_a_category_is_typed_and_an_unreadable_one_comes_back(found):
    alice = client_of(found.alice)
    form = hidden(alice.get(url(found, "figures/")))
    answer = alice.post(url(found, "figures/"), {**form, box("Telford"): "about six"})
    assert answer.status_code == 422
    assert "about six" in text_of(answer) or 'value="about six"' in answer.content.decode()
    form = hidden(alice.get(url(found, "figures/")))
    alice.post(url(found, "figures/"), {**form, box("Telford"): "6"})
    row = models.Observation.objects.get(category__name="Telford")
    assert row.latest is not None
    assert row.latest.value == 6


def test_the_page_reads_as_little_as_any(found):
    alice = client_of(found.alice)
    assert queries_of(alice, url(found, "figures/")) <= MOST_QUERIES
    need = make.BreakdownFactory(code="need", name="Need")
    for at in range(12):
        make.CategoryFactory(code=f"need-{at}", name=f"Need {at}", breakdown=need, place=at)
    Office.objects.reference_changed()
    before = queries_of(alice, url(found, "figures/"))
    breaks_down(found, "referrals", *models.Breakdown.objects.all())
    assert queries_of(alice, url(found, "figures/")) <= before


def test_the_workbook_of_the_return_asks_for_them(found):
    answer = client_of(found.alice).get(reverse("return-form", args=[found.quarterly_return.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "Referrals received, Shropshire" in cells


# Figures ------------------------------------------------------------------------------------------------------------


def approve(found: Idva) -> None:
    ACTS["submit"](record=found.now(), by=found.alice, at=NOON)
    ACTS["approve"](record=found.now(), by=found.bob, at=LATER)
    assert found.now().state == State.APPROVED


def figures_of(found: Idva) -> dict[int, list[BrokenDown]]:
    Office.objects.reference_changed()
    known = reference_for(Office.objects.get())
    rows = list(models.ServiceMeasure.objects.select_related("measure", "service"))
    figures: list[MeasureFigure] = measure_figures(rows, found.quarter, reference=known)
    return broken_down(figures, reference=known)


def of_referrals(found: Idva) -> BrokenDown:
    return figures_of(found)[models.ServiceMeasure.objects.get(code="referrals").pk][0]


def test_each_category_is_a_figure_of_its_own(found):
    referrals = models.ServiceMeasure.objects.get(code="referrals")
    for name, value in (("Shropshire", 90), ("Telford", 40)):
        make.ObservationFactory(
            service_measure=referrals,
            provider=found.provider,
            period=found.periods[1],
            version=referrals.measure.versions.get(),
            category=models.Category.objects.get(name=name),
            value=value,
        )
    found.fill()
    fill(found, herefordshire="0", shropshire="99")
    approve(found)
    broken = of_referrals(found)
    values = {each.part.name: each.figure for each in broken.parts}
    assert [each.part.name for each in broken.parts] == list(AREAS)
    assert values["Herefordshire"].value.number == 0
    assert values["Telford"].value.number is None
    assert values["Shropshire"].comparator_words == "90 in Q2 2021/22, up 9, 10.0%"
    assert (broken.placed.amount, broken.placed.left) == (99, 393)
    assert values["Shropshire"].target is None


def test_a_category_that_was_never_asked_for_is_not_held(found):
    broken = of_referrals(found)
    before = [each.figure.points[-2].value.state for each in broken.parts]
    assert set(before) == {"not_held"}


def test_drafts_of_categories_count_nowhere(found):
    found.fill()
    fill(found, shropshire="99")
    assert [each.figure.value.number for each in of_referrals(found).parts] == [None] * 3
    assert not of_referrals(found).is_told


def test_categories_of_several_providers_add_and_a_missing_one_leaves_no_total(found):
    other = make.ProviderFactory(name="AXIS")
    make.ReportingRouteFactory(service=found.service, provider=other)
    referrals = models.ServiceMeasure.objects.get(code="referrals")
    for provider, value in ((found.provider, 5), (other, 7)):
        make.ObservationFactory(
            service_measure=referrals,
            provider=provider,
            period=found.periods[1],
            version=referrals.measure.versions.get(),
            category=models.Category.objects.get(name="Telford"),
            value=value,
        )
    make.ObservationFactory(
        service_measure=referrals,
        provider=other,
        period=found.periods[1],
        version=referrals.measure.versions.get(),
        category=models.Category.objects.get(name="Shropshire"),
        value=3,
    )
    parts = {each.part.name: each.figure.series for each in of_referrals(found).parts}
    assert parts["Telford"].at(found.periods[1]).value.number == 12
    lone = parts["Shropshire"].at(found.periods[1])
    assert lone.value.number is None
    assert lone.known is not None
    assert lone.known.number == 3


def test_the_service_shows_them_with_what_is_in_none(found):
    found.fill()
    fill(found, herefordshire="200", shropshire="180")
    approve(found)
    bob = client_of(found.bob)
    page = f"/quarters/{found.quarter.slug}/services/{found.service.pk}/figures/"
    said = words(bob.get(page))
    assert "By area" in said
    assert "Not placed" in said
    assert "112" in said
    assert queries_of(bob, page) <= MOST_QUERIES


def test_every_value_is_taken_away_with_its_category(found):
    found.fill()
    fill(found, herefordshire="200", shropshire="0")
    approve(found)
    address = f"/quarters/{found.quarter.slug}/figures/?format=csv&shape=long"
    text = client_of(found.bob).get(address).content.decode().removeprefix("\ufeff")
    rows = [each for each in csv.DictReader(io.StringIO(text)) if each["Period"] == found.quarter.label]
    told = {(each["Figure code"], each["Broken down by"], each["Category"]): each for each in rows}
    assert told["referrals", "", "All"]["Value"] == "492"
    assert told["referrals", "Area", "Herefordshire"]["Value"] == "200"
    assert (told["referrals", "Area", "Shropshire"]["Value"], told["referrals", "Area", "Shropshire"]["State"]) == (
        "0",
        "reported",
    )
    assert told["referrals", "Area", "Telford"]["Value"] == ""
    assert ("hospital", "Area", "Telford") not in told


def test_one_category_has_its_own_page(found):
    found.fill()
    fill(found, shropshire="99")
    approve(found)
    row = models.Observation.objects.get(category__name="Shropshire")
    assert "Referrals received, Shropshire" in words(
        client_of(found.bob).get(f"/quarters/{found.quarter.slug}/figures/{row.pk}/")
    )
