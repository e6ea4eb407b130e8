"""Findings in words: each rule speaks in some cases and is silent in others; none speaks of what isn't known."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings import findings as rules
from commissioning.ratings.comparators import Comparator, ComparatorKind, comparator_words, compare
from commissioning.ratings.findings.ranking import GOOD, HOW, MOST, WATCHING, chosen, foremost
from commissioning.ratings.pace import pace
from commissioning.ratings.projections import Gap, Outcome, Projection
from commissioning.ratings.rag import Rating
from commissioning.ratings.values import Basis, Definition, Polarity, Precision, Rag, State, Value

NO_RATING = Rating(Rag.NOT_RATED, "no target due")


@dataclass(frozen=True)
class Figure:
    """The plain facts that a rule asks of a figure."""

    now: int | None = 30
    then: int | None = 20
    polarity: Polarity = Polarity.HIGHER
    basis: Basis = Basis.IN_PERIOD
    is_current: bool = True
    series_break: str = ""
    precision: Precision = Precision.EXACT
    rating: Rating = NO_RATING
    projection: Projection | None = None
    target_condition: str = ""
    measure: Any = field(
        default_factory=lambda: SimpleNamespace(pk=7, service_id=3, label="Referrals", audience="board")
    )
    version: Any = field(default_factory=lambda: SimpleNamespace(unit="people"))
    decimals: int | None = None

    @property
    def definition(self) -> Definition:
        return Definition(polarity=self.polarity, basis=self.basis)

    @property
    def value(self) -> Value:
        return value(self.now, self.precision)

    @property
    def words(self) -> str:
        return "not held" if self.now is None else str(self.now)

    @property
    def comparator(self) -> Comparator:
        return compare(
            self.definition,
            self.value,
            value(self.then),
            kind=ComparatorKind.PREVIOUS_PERIOD,
            period="Q1",
            series_break=self.series_break,
        )

    @property
    def comparator_words(self) -> str:
        return comparator_words(self.definition, self.comparator)


def value(number: int | None, precision: Precision = Precision.EXACT) -> Value:
    return Value(State.NOT_HELD) if number is None else Value(State.REPORTED, Decimal(number), precision=precision)


def course(outcome: Outcome | None, percent: int = 110, *, gap: bool = False) -> Projection:
    return Projection(
        projected=Decimal(66),
        year_to_date=Decimal(33),
        share=Decimal("0.5"),
        target=Decimal(60),
        percent_of_target=Decimal(percent),
        outcome=outcome,
        like=("Q2",),
        gaps=(Gap("Q1", State.NOT_HELD),) if gap else (),
        approximate=False,
        straight=True,
    )


SHORT = Rating(Rag.RED, "20 against a target of 30, beyond 10% of it")
UNKNOWN = {
    "missing": Figure(now=None, rating=SHORT, projection=course(Outcome.MET)),
    "not of this period": Figure(is_current=False, rating=SHORT, projection=course(Outcome.MET)),
}
MOVED = {
    "nothing to compare with": Figure(then=None),
    "across a break": Figure(series_break="The definition changed in Q2"),
    "only a bound": Figure(precision=Precision.AT_LEAST),
    "context": Figure(polarity=Polarity.CONTEXT),
    "no change": Figure(then=30),
}
Rule = Callable[[Figure], rules.Finding | None]
SPEAKS: list[tuple[Rule, Figure, str]] = [
    (rules.figure_better, Figure(), "referrals 30 (20 in Q1, up 10, 50.0%)."),
    (rules.figure_better, Figure(now=10, polarity=Polarity.LOWER), "referrals 10 (20 in Q1, down 10, 50.0%)."),
    (rules.figure_worse, Figure(now=10), "referrals 10 (20 in Q1, down 10, 50.0%)."),
    (rules.figure_worse, Figure(polarity=Polarity.LOWER), "referrals 30 (20 in Q1, up 10, 50.0%)."),
    (rules.change_better, Figure(now=3, basis=Basis.CHANGE_ONLY), "referrals: up 3 (change only)."),
    (
        rules.change_better,
        Figure(now=-3, basis=Basis.CHANGE_ONLY, polarity=Polarity.LOWER),
        "referrals: down 3 (change only).",
    ),
    (
        rules.on_course,
        Figure(projection=course(Outcome.MET)),
        "referrals 30; 66 for the year at this rate (110% of target).",
    ),
    (
        rules.on_course_with_gaps,
        Figure(projection=course(None, gap=True)),
        "referrals 30; 66 if every quarter were like Q2; Q1 not stated (110% of target).",
    ),
    (rules.short_of_target, Figure(rating=SHORT), "referrals 20 against a target of 30, beyond 10% of it."),
]
SILENT: list[tuple[Rule, Figure]] = [
    *((rule, figure) for rule in (rules.figure_better, rules.figure_worse) for figure in MOVED.values()),
    *((rule, figure) for rule, _, _ in SPEAKS for figure in UNKNOWN.values()),
    (rules.figure_better, Figure(now=10)),
    (rules.figure_worse, Figure()),
    (rules.change_better, Figure(now=0, basis=Basis.CHANGE_ONLY)),
    (rules.change_better, Figure(now=-3, basis=Basis.CHANGE_ONLY)),
    (rules.change_better, Figure(now=3, basis=Basis.CHANGE_ONLY, polarity=Polarity.CONTEXT)),
    (rules.change_better, Figure()),
    (rules.on_course, Figure()),
    (rules.on_course, Figure(projection=course(Outcome.OFF_COURSE))),
    (rules.on_course, Figure(projection=course(None, gap=True))),
    (rules.on_course, Figure(projection=course(Outcome.MET), target_condition="once there is a worker")),
    (rules.on_course, Figure(projection=replace(course(Outcome.MET), target=None))),
    (rules.on_course_with_gaps, Figure(projection=course(Outcome.MET))),
    (rules.on_course_with_gaps, Figure(projection=course(None, 90, gap=True))),
    (rules.on_course_with_gaps, Figure(projection=course(None, gap=True), polarity=Polarity.CONTEXT)),
    (rules.short_of_target, Figure()),
    (rules.short_of_target, Figure(rating=Rating(Rag.GREEN, "30 against a target of 30"))),
]


@pytest.mark.parametrize(("rule", "figure", "text"), SPEAKS)
def test_where_a_rule_of_figures_speaks(rule, figure, text):
    found = rule(figure)
    assert (found.text, found.service, found.audience, found.about) == (text, 3, "board", ("measure", 7))


@pytest.mark.parametrize(("rule", "figure"), SILENT)
def test_where_a_rule_of_figures_is_silent(rule, figure):
    assert rule(figure) is None


@given(
    now=st.none() | st.integers(-50, 50),
    then=st.none() | st.integers(-50, 50),
    polarity=st.sampled_from(Polarity),
    broken=st.booleans(),
    current=st.booleans(),
)
def test_no_verdict_without_two_comparable_values_and_a_polarity(now, then, polarity, broken, current):
    figure = Figure(now=now, then=then, polarity=polarity, is_current=current, series_break="moved" if broken else "")
    better, worse = rules.figure_better(figure), rules.figure_worse(figure)
    assert not (better and worse)
    comparable = None not in (now, then) and now != then and not broken and current
    assert bool(better or worse) is (comparable and polarity != Polarity.CONTEXT)


@pytest.mark.parametrize(("then", "now", "weight"), [(20, 30, 50), (200, 300, 50), (1, 2, 0), (9, 90, 0), (10, 11, 10)])
def test_what_moved_from_a_few_weighs_least(then, now, weight):
    found = rules.figure_better(Figure(now=now, then=then))
    assert found is not None
    assert found.weight == weight


@pytest.mark.parametrize(
    ("part", "whole", "polarity", "speaks"),
    [
        (15, 20, Polarity.LOWER, True),
        (14, 20, Polarity.LOWER, False),
        (15, 20, Polarity.HIGHER, False),
        (None, 20, Polarity.LOWER, False),
        (15, None, Polarity.LOWER, False),
        (0, 0, Polarity.LOWER, False),
    ],
)
def test_most_of_a_whole(part, whole, polarity, speaks):
    found = rules.most_of_whole(Figure(now=part, polarity=polarity), Figure(now=whole))
    assert (found.text if found else "") == ("15 of 20 people: referrals." if speaks else "")
    assert rules.most_of_whole(Figure(now=15, polarity=Polarity.LOWER), None) is None


def used(name: str, spent: int | None, award: int | None = 100, gone: str = "0.5") -> rules.Used:
    amounts = (None if amount is None else Decimal(amount) for amount in (spent, award))
    return rules.Used(name, pace(*amounts, Decimal(gone)), "public")


@pytest.mark.parametrize(
    ("awards", "text"),
    [
        ([used("A", 88), used("B", 100), used("C", 51)], "B 100.0%; A 88.0%."),
        ([used("A", 110), used("B", 100)], "A 110.0%; B 100.0%."),
        ([used("A", 20)], "A 20.0%."),
        ([used("A", 51)], ""),
        ([used("A", None)], ""),
        ([used("A", 80, None)], ""),
        ([used("A", 100, gone="1")], ""),
        ([], ""),
    ],
)
def test_money_out_of_step_with_the_year(awards, text):
    found = rules.money_off_pace(3, awards)
    assert (found.text.split(": ")[1] if found else "") == text


def test_the_worst_money_weighs_most():
    worst, *others = (rules.money_off_pace(3, [used("A", spent)]) for spent in (101, 100, 95, 5))
    weights = [each.weight for each in (worst, *others)]
    assert weights == sorted(weights, reverse=True)


WAITS = rules.Waiting(3, "", "reported", 14, "Young people.", "public")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (WAITS, "waiting list. Young people. 14 waiting."),
        (replace(WAITS, state="uncounted", waiting=None, note=""), "waiting list. How many wait is not held."),
        (replace(WAITS, name="Telford", note=""), "waiting list. Telford: 14 waiting."),
        (replace(WAITS, waiting=0), ""),
        (replace(WAITS, state="does_not_apply", waiting=None), ""),
        (replace(WAITS, state="not_answered", waiting=None), ""),
        (replace(WAITS, state="not_counted", waiting=None), ""),
    ],
)
def test_waiting_lists(line, text):
    found = rules.waiting_list(line)
    assert (found.text if found else "") == text


POSTS = rules.Posts(3, "Case worker", Decimal(2), Decimal(3), "in Q3", "Two have begun.", "board")


@pytest.mark.parametrize(
    ("posts", "vacant", "filled"),
    [
        (POSTS, "Case worker, 3 vacant, expected in Q3.", ""),
        (replace(POSTS, vacant=Decimal(0)), "", "Case worker, two have begun."),
        (replace(POSTS, vacant=None), "", "Case worker, two have begun."),
        (replace(POSTS, vacant=None, note=""), "", ""),
        (replace(POSTS, vacant=None, in_post=None), "", ""),
    ],
)
def test_posts(posts, vacant, filled):
    found = (rules.posts_vacant(posts), rules.posts_filled(posts))
    assert tuple(each.text if each else "" for each in found) == (vacant, filled)


def test_a_role_is_not_said_twice():
    found = rules.posts_vacant(POSTS, heading="Case worker")
    assert found is not None
    assert found.text == "3 vacant, expected in Q3."


@pytest.mark.parametrize(
    ("state", "late", "kept"),
    [("open", False, False), ("slipped", True, False), ("done", False, True), ("dropped", False, False)],
)
def test_promises(state, late, kept):
    promise = rules.Promise(5, 3, "A guide for parents", state, "board")
    assert (bool(rules.promise_late(promise)), bool(rules.promise_kept(promise))) == (late, kept)


@pytest.mark.parametrize(("services", "speaks"), [([1, 2], False), ([1, 2, 2], False), ([1, 2, 3], True)])
def test_causes_recur_from_three_services_on(services, speaks):
    assert bool(rules.recurring(rules.Recurring("it", "computer systems", services, "board"))) is speaks


# which are printed


def said(rule: str, service: int | None, weight: int = 0) -> rules.Finding:
    return rules.Finding(rule, service, f"{rule} {service}", "public", Decimal(weight))


def kept(*findings: rules.Finding) -> list[tuple[str, int | None]]:
    return [(each.rule, each.service) for each in chosen([foremost(findings)])]


def test_what_needs_watching_comes_first_and_two_good_things_stay():
    many = [said("figure-worse", n) for n in range(3)] + [said("waiting-list", n) for n in range(10, 13)]
    found = kept(*[said("figure-better", n) for n in range(20, 24)], *many)
    assert found[:5] == [
        ("figure-worse", 0),
        ("figure-worse", 1),
        ("figure-worse", 2),
        ("waiting-list", 10),
        ("waiting-list", 11),
    ]
    assert found[5:] == [("figure-better", 20), ("figure-better", 21)]


def test_where_little_needs_watching_more_good_is_told_and_the_other_way_round():
    assert len(kept(said("recurring", None), *(said("figure-better", n) for n in range(9)))) == MOST
    assert len(kept(*(said("figure-worse", n) for n in range(9)))) == MOST


def test_a_third_of_a_kind_waits_for_others():
    found = kept(*(said("figure-worse", n, 9 - n) for n in range(6)), said("vacancies", 20), said("vacancies", 21))
    assert {("vacancies", 20), ("vacancies", 21)} < set(found)
    assert found[0] == ("figure-worse", 0)


def test_a_service_is_named_once_in_each_half():
    found = kept(said("figure-worse", 1), said("vacancies", 1), said("promise-kept", 1), said("figure-better", 1))
    assert found == [("figure-worse", 1), ("figure-better", 1)]


@given(
    st.lists(st.builds(said, st.sampled_from([*WATCHING, *GOOD]), st.none() | st.integers(1, 9), st.integers(0, 99)))
)
def test_never_more_than_seven_nor_fewer_than_there_are(findings):
    found = chosen([foremost(findings)])
    assert len(found) <= MOST
    assert set(found) <= set(findings)
    assert not findings or found


OF_FIGURES = ["figure-worse", "figure-better", "short-of-target"]


@given(
    st.lists(st.builds(said, st.sampled_from(OF_FIGURES), st.integers(1, 9), st.integers(0, 5)), max_size=60),
    st.lists(st.builds(said, st.sampled_from(["money-off-pace"]), st.integers(1, 9), st.integers(0, 5))),
    st.lists(st.builds(said, st.sampled_from(["vacancies", "promise-kept"]), st.none() | st.integers(1, 9))),
    st.integers(1, 9),
)
def test_of_several_lots_those_are_chosen_that_would_be_of_all_at_once(figures, money, told, cut):
    figures.sort(key=lambda each: each.service)  # in the plan's order, as lots of them stand
    lots = [[each for each in figures if each.service < cut], [each for each in figures if each.service >= cut]]
    every = [*figures, *money, *told]

    def rules_of(service: int) -> list[str]:
        return [each.rule for each in every if each.service == service]

    found = chosen([*map(foremost, lots), foremost(money), foremost(told)], rules_of)
    assert found == chosen([foremost(every)])


def test_every_rule_has_its_place_and_the_page_says_how():
    assert not set(WATCHING) & set(GOOD)
    assert str(MOST) in HOW
