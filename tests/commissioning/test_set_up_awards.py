"""Awards are set up in one go: fields, services with shares, money by stream and year; changes have their day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.choices import AwardKind, Precision, VariationKind
from commissioning.models import Award, FundingSplit, FundingStream, Variation
from commissioning.ratings.splits import Part, by_year, together
from commissioning.workflow.set_up.awards import SERVICES, began_with_shares, save_award, shares_of
from commissioning.workflow.set_up.splits import CORRECTION, MONEY_BOX, Amount, cells_of, texts_of
from commissioning.workflow.set_up.variations import save_variation, take_back_variation
from tests.commissioning.factories import (
    NOON,
    AwardFactory,
    AwardServiceFactory,
    FundingSplitFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceFactory,
    StreamFactory,
    VariationFactory,
)
from tracker.merging import MINE, THEIRS, Base
from tracker.models import AuditEvent, Office, User
from tracker.records import asked, began_from
from tracker.refusals import Collision, Faults, NeedsReason, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.django_db
THIS, NEXT = "2022/23", "2023/24"
JULY = date(2022, 7, 1)


@pytest.fixture(autouse=True)
def office() -> Office:
    return OfficeFactory()


@pytest.fixture
def stream() -> FundingStream:
    return StreamFactory(name="CSP grant")


@pytest.fixture
def save(officer: User):
    def saved(award: Award, values=None, by: User = officer, **rest):
        return save_award(award=award, values=values or {}, by=by, at=NOON, **rest)

    return saved


@pytest.fixture
def change(officer: User):
    def changed(award: Award, by: User = officer, variation: Variation | None = None, cells=None, **rest):
        options = {name: rest.pop(name) for name in ("base", "chosen", "key", "why") if name in rest}
        values = {"kind": VariationKind.UPLIFT, "effective_on": JULY, "reason": "More posts."} | rest
        return save_variation(
            variation=variation or Variation(award=award),
            values=values,
            cells=cells,
            by=by,
            at=NOON,
            reason=options.pop("why", ""),
            **options,
        )

    return changed


def faults_of(call, *args, **rest) -> dict[str, str]:
    with pytest.raises(Faults) as refused:
        call(*args, **rest)
    return refused.value.by_box


def new(**values) -> dict:
    return {"title": "CSP grant 2022/23: Northtown", "provider": ProviderFactory(), "kind": AwardKind.TRANSFER} | values


def pounds(amount: int | str | None, precision: str = Precision.EXACT) -> Amount:
    return Amount(None if amount is None else Decimal(amount), precision)


def money_of(award: Award, on: date = JULY) -> dict[str, Decimal]:
    return {
        year: Award.objects.with_total(year, on=on).get(pk=award.pk).total
        for year in set(award.splits.values_list("year_label", flat=True))
    }


def test_an_award_is_made_with_its_services_and_its_money_in_one_go(save, stream):
    one, other = ServiceFactory(), ServiceFactory()
    shares = {one.pk: Decimal(60), other.pk: Decimal(40)}
    cells = {(stream.pk, THIS): pounds(98_441), (stream.pk, NEXT): pounds(None)}
    kept = save(Award(), new(), shares=shares, cells=cells, key="form-1")
    award = kept.record
    assert (kept.made, award.code) == (True, "csp-grant-202223-northtown")
    assert shares_of(award) == shares
    assert cells_of(award) == cells
    assert save(Award(), new(), shares=shares, cells=cells, key="form-1").record == award
    assert Award.objects.count() == 1
    told = AuditEvent.objects.about(award).get(act="add").changes
    assert (told["CSP grant, 2022/23"], told["CSP grant, 2023/24"]) == (["", "£98,441"], ["", "not stated"])


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(save, stream):
    wrong = new(title="", starts_on=date(2023, 1, 1), ends_on=date(2022, 1, 1))
    shares = {ServiceFactory().pk: Decimal(60)}
    found = faults_of(save, Award(), wrong, shares=shares, cells={(stream.pk, "2022/24"): pounds(5)})
    assert set(found) >= {"title", SERVICES, f"split-{stream.pk}-2022-24"}
    assert "on or after the first day: change one" in " ".join(found.values())
    assert not Award.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.OFFICER, True), (Role.FINANCE, True), (Role.MANAGER, True), (Role.VIEWER, False), (Role.PROVIDER, False)],
)
def test_who_sets_up_money(save, person, role, may):
    if may:
        assert save(Award(), new(), by=person(role)).made
    else:
        with pytest.raises(NotYours):
            save(Award(), new(), by=person(role))


def test_services_that_are_left_out_are_taken_out_and_no_mention_leaves_them(save):
    award = AwardServiceFactory().award
    other = ServiceFactory()
    save(award, {"purpose": "Help"})
    assert len(shares_of(award)) == 1
    save(award, shares={other.pk: None})
    assert shares_of(award) == {other.pk: None}


def test_a_cell_not_named_stays_and_none_takes_one_out(save, stream):
    award = FundingSplitFactory(stream=stream, year_label=NEXT).award
    save(award, cells={(stream.pk, "2024/25"): pounds(7)})
    assert set(cells_of(award)) == {(stream.pk, NEXT), (stream.pk, "2024/25")}
    save(award, cells={(stream.pk, NEXT): None})
    assert set(cells_of(award)) == {(stream.pk, "2024/25")}


@pytest.mark.parametrize(
    ("year", "before", "after", "asks"),
    [
        (THIS, 100, 120, True),  # a year that has begun
        (THIS, 100, None, True),
        (NEXT, 100, 120, False),
        (THIS, None, 120, False),  # it was not stated before
        (THIS, 100, 100, False),
    ],
)
def test_money_of_a_year_that_has_begun_is_put_right_with_a_reason(save, stream, year, before, after, asks):
    award = FundingSplitFactory(stream=stream, year_label=year, amount=before).award
    cells = {(stream.pk, year): pounds(after)}
    if asks:
        assert "say why" in faults_of(save, award, cells=cells)[CORRECTION]
    save(award, cells=cells, reason="Typed from the wrong letter.")
    assert cells_of(award) == cells
    if before != after:
        event = AuditEvent.objects.get(act="change")
        assert event.reason == "Typed from the wrong letter."
        assert event.changes["CSP grant, " + year] == [pounds(before).words, pounds(after).words]


def test_two_people_in_one_award_keep_each_others_boxes(save, stream, manager):
    """Different boxes merge, in fields, services and money; one box changed by both comes back with both texts."""
    award = FundingSplitFactory(stream=stream, year_label=NEXT, amount=100).award
    first, second = ServiceFactory(), ServiceFactory()
    save(award, shares={first.pk: None})

    def base() -> Base:
        parts = texts_of(cells_of(award)) | began_with_shares(shares_of(award))
        return Base(0, {**began_from(award, ["purpose", "reference"]).marks, **Base.of(0, parts).marks})

    begun = base()
    later = (stream.pk, "2024/25")
    save(
        award,
        {"purpose": "Bob’s"},
        by=manager,
        shares={first.pk: None, second.pk: None},
        cells={later: pounds(5)},
    )
    save(
        award,
        {"purpose": "", "reference": "FM1"},
        shares={first.pk: None},
        cells={(stream.pk, NEXT): pounds(90)},
        base=begun,
    )
    award.refresh_from_db()
    assert (award.purpose, award.reference) == ("Bob’s", "FM1")
    assert set(shares_of(award)) == {first.pk, second.pk}
    assert {cell: each.pounds for cell, each in cells_of(award).items()} == {(stream.pk, NEXT): 90, later: 5}

    mine = {(stream.pk, NEXT): pounds(80)}
    with pytest.raises(Collision) as met:
        save(award, cells=mine, base=begun)
    clash = met.value.clashes[f"split-{stream.pk}-2023-24"]
    assert (clash.mine, clash.theirs) == ("£80", "£90")
    again = asked(begun, met.value)
    save(award, cells=mine, base=again, chosen={clash.box: THEIRS})
    assert cells_of(award)[stream.pk, NEXT].pounds == 90
    save(award, cells=mine, base=again, chosen={clash.box: MINE})
    assert cells_of(award)[stream.pk, NEXT].pounds == 80


def test_control_without_a_base_the_second_saver_wins(save, stream):
    award = FundingSplitFactory(stream=stream, year_label=NEXT, amount=100).award
    save(award, cells={(stream.pk, NEXT): pounds(90)})
    save(award, cells={(stream.pk, NEXT): pounds(80)})
    assert cells_of(award)[stream.pk, NEXT].pounds == 80


def test_a_stated_total_is_the_groups(save):
    first = save(Award(), new(group="CSP 2022", stated_group_total=Decimal(636_541))).record
    second = save(Award(), new(group="csp-2022")).record
    assert (second.group, second.stated_group_total) == ("csp-2022", 636_541)
    save(second, {"stated_group_total": Decimal(700_000)})
    first.refresh_from_db()
    assert first.stated_group_total == 700_000
    save(second, {"group": "", "stated_group_total": None})
    first.refresh_from_db()
    assert first.stated_group_total == 700_000


def test_a_change_counts_from_its_day_and_keeps_its_reason(save, change, stream):
    award = FundingSplitFactory(stream=stream, amount=100).award
    made = change(award, cells={(stream.pk, THIS): pounds(20)}, posts_created=1, posts_kept=2).record
    assert (made.posts_created, made.posts_kept, made.code != "") == (1, 2, True)
    assert money_of(award, date(2022, 6, 30)) == {THIS: 100}
    assert money_of(award, JULY) == {THIS: 120}
    change(award, variation=made, cells={(stream.pk, THIS): pounds(25)}, why="The letter says 25.")
    assert money_of(award, JULY) == {THIS: 125}


@pytest.mark.parametrize(
    ("said", "box"),
    [
        ({"kind": VariationKind.CUT}, MONEY_BOX),
        ({"kind": VariationKind.REPROFILE}, MONEY_BOX),
        ({"reason": ""}, "reason"),
        ({"effective_on": None}, "effective_on"),
        ({"posts": 4, "posts_created": 1, "posts_kept": 2}, "posts"),
        ({"ends_on": date(2020, 1, 1), "kind": VariationKind.EXTENSION}, "ends_on"),
    ],
)
def test_a_change_that_contradicts_itself_is_refused(change, stream, said, box):
    award = FundingSplitFactory(stream=stream, award__starts_on=date(2022, 4, 1)).award
    assert box in faults_of(change, award, cells={(stream.pk, THIS): pounds(20)}, **said)
    assert not Variation.objects.exists()


def test_no_change_takes_more_than_there_is(save, change, stream):
    award = FundingSplitFactory(stream=stream, amount=100).award
    cut = change(award, kind=VariationKind.CUT, cells={(stream.pk, THIS): pounds(-60)})
    assert "−£20" in faults_of(change, award, kind=VariationKind.CUT, cells={(stream.pk, THIS): pounds(-60)})[MONEY_BOX]
    assert "−£10" in faults_of(save, award, cells={(stream.pk, THIS): pounds(50)}, reason="Wrong.")[MONEY_BOX]
    assert cut.made


def test_an_extension_moves_the_last_day_and_knows_what_it_was(save, change):
    award = AwardFactory(starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31))
    first = change(award, kind=VariationKind.EXTENSION, ends_on=date(2024, 3, 31)).record
    second = change(
        award, kind=VariationKind.EXTENSION, effective_on=date(2023, 7, 1), ends_on=date(2025, 3, 31)
    ).record

    def days() -> tuple:
        rows = award.variations.order_by("effective_on").values_list("ended_before", "ends_on")
        award.refresh_from_db()
        return (award.ends_on.year, [(each and each.year, end and end.year) for each, end in rows])

    assert days() == (2025, [(2023, 2024), (2024, 2025)])
    assert "Change it there" in faults_of(save, award, {"ends_on": date(2026, 3, 31)})["ends_on"]
    change(award, variation=first, kind=VariationKind.EXTENSION, ends_on=None)
    assert days() == (2025, [(None, None), (2023, 2025)])
    take_back_variation(variation=second, by=None, at=NOON, reason="Never agreed.")
    assert days() == (2023, [(None, None)])


def test_a_change_entered_by_mistake_is_taken_back_for_a_reason_and_stays_in_the_history(change, stream, officer):
    award = FundingSplitFactory(stream=stream, amount=100).award
    made = change(award, cells={(stream.pk, THIS): pounds(20)}).record
    with pytest.raises(NeedsReason):
        take_back_variation(variation=made, by=officer, at=NOON, reason=" ")
    take_back_variation(variation=made, by=officer, at=NOON, reason="Another award’s.")
    assert money_of(award) == {THIS: 100}
    event = AuditEvent.objects.get(act="take-back")
    assert event.reason == "Another award’s."
    assert event.changes["CSP grant, 2022/23"] == ["£20", ""]
    assert event.changes["reason"] == ["More posts.", ""]


amounts = st.integers(0, 100_000)
changes = st.lists(
    st.tuples(st.sampled_from([THIS, NEXT]), amounts, st.dates(date(2022, 4, 1), date(2024, 3, 31))), max_size=4
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=st.tuples(amounts, amounts), more=changes, on=st.dates(date(2022, 4, 1), date(2024, 3, 31)))
def test_splits_over_changes_add_up_to_the_award_on_any_day(save, change, stream, own, more, on):
    """The database's sum by day and the pure rule's agree, year by year, whatever was changed when."""
    cells = {(stream.pk, year): pounds(amount) for year, amount in zip((THIS, NEXT), own, strict=True)}
    award = save(Award(), new(), cells=cells).record
    parts = [Part("CSP grant", year, amount.pounds) for (_, year), amount in cells.items()]
    for year, amount, effective in more:
        change(award, effective_on=effective, cells={(stream.pk, year): pounds(amount + 1)})
        parts.append(Part("CSP grant", year, Decimal(amount + 1), effective))
    for year, total in by_year(parts, on).items():
        assert Award.objects.with_total(year, on=on).get(pk=award.pk).total == together(total).amount


def test_one_amount_for_each_stream_and_year(stream):
    variation = VariationFactory()
    held = FundingSplitFactory(award=variation.award, stream=stream)
    FundingSplitFactory(award=variation.award, stream=stream, variation=variation)
    for twin in (None, variation):
        row = FundingSplit(award=held.award, stream=stream, year_label=THIS, variation=twin)
        with pytest.raises(Exception, match="already has an amount"):
            row.validate_constraints()
