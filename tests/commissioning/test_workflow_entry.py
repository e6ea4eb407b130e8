"""Saving a page of a return: merged box by box, read strictly, kept with what was typed, and never half."""

from decimal import Decimal

import pytest

from commissioning.choices import ObservationState, Precision, State
from commissioning.models import (
    Commitment,
    Draft,
    Narrative,
    NewsItem,
    Observation,
    ObservationValue,
    QuarterlyReturn,
    Risk,
    StatedComparison,
    WaitingListLine,
)
from commissioning.workflow import Base, Collision, Faults, NotNow, NotYours, keep_draft, submit
from commissioning.workflow.sections import section_of
from tests.commissioning.factories import MembershipFactory, ScopeNoteFactory, UserFactory
from tests.commissioning.idva import NOON, Idva, idva
from tracker.merging import MINE, THEIRS, merge
from tracker.models import AuditEvent
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def current(found: Idva, section: str) -> dict[str, str]:
    page = section_of(found.now(), section, found.alice)
    assert page is not None
    return page.current


def new(found: Idva, section: str, prefix: str, **boxes: str) -> None:
    found.save({f"{prefix}new-{name}": value for name, value in boxes.items()}, section=section)


def test_a_save_keeps_value_and_what_was_typed_and_raises_the_version(found):
    saved = found.save({found.box("referrals"): " 1,883 "})
    figure = Observation.objects.get(service_measure__code="referrals")
    assert (figure.value, figure.latest.raw["value"], figure.latest.by) == (1883, "1,883", found.alice)
    assert (saved.version, found.now().version, found.now().state) == (1, 1, State.IN_PROGRESS)
    assert found.now().entered_by == found.alice


def test_what_was_saved_comes_back_as_typed_and_saving_it_again_changes_nothing(found):
    found.fill()
    found.save(
        {
            found.box("referrals"): "about 1,883",
            found.box("hospital", "state"): "not_counted",
            found.box("hospital"): "",
        }
    )
    assert not found.save(current(found, "figures")).changed
    assert found.now().version == 2
    assert current(found, "figures")[found.box("referrals")] == "about 1,883"


def test_nought_blank_and_the_ways_of_not_having_a_number_are_told_apart(found):
    found.save({found.box("referrals"): "0", found.box("hospital", "state"): ObservationState.UNCOUNTED})
    rows = dict(Observation.objects.values_list("service_measure__code", "state"))
    assert rows["referrals"] == ObservationState.REPORTED
    assert rows["hospital"] == ObservationState.UNCOUNTED
    assert rows["within-48"] == ObservationState.NOT_ANSWERED
    assert Observation.objects.get(service_measure__code="referrals").value == 0


@pytest.mark.parametrize(
    ("typed", "box", "sentence"),
    [
        ({"referrals": "1,88"}, "referrals", "1.88"),
        ({"referrals": "many"}, "referrals", ""),
        ({"referrals": "-4"}, "referrals", ""),
        ({"referrals": "NaN"}, "referrals", ""),
        ({"referrals": "1e5"}, "referrals", "scientific"),
        ({"referrals": "n/a"}, "referrals", ""),
        ({"referrals": "5", "referrals:state": "not_counted"}, "referrals", "Keep one of the two"),
        (
            {"within-48": "95.83", "within-48:numerator": "471", "within-48:denominator": "492"},
            "within-48",
            "471 of 492 is 95.73%, not 95.83%",
        ),
        ({"within-48:numerator": "471"}, "within-48:denominator", "Give both numbers, or neither."),
        (
            {"within-48:numerator": "3", "within-48:denominator": "0"},
            "within-48:denominator",
            "Nothing can be a share of 0",
        ),
        (
            {"within-48:numerator": "500", "within-48:denominator": "492"},
            "within-48:numerator",
            "500 is more than the 492",
        ),
        ({"referrals": "about 5", "referrals:precision": "at_least"}, "referrals:precision", "about"),
        ({"referrals:state": "nonsense"}, "referrals:state", "Choose one of the list."),
        ({"referrals:reason": "x" * 301}, "referrals:reason", "301 characters long, and 300"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_box_and_nothing_is_saved(found, typed, box, sentence):
    with pytest.raises(Faults) as refused:
        found.save({found.box(*name.split(":")): value for name, value in (typed | {"hospital": "3"}).items()})
    assert sentence in refused.value.by_box[found.box(*box.split(":"))]
    assert not ObservationValue.objects.exists()
    assert found.now().version == 0


def test_a_percentage_is_kept_with_its_parts_or_marked_unverified(found):
    found.save(
        {
            found.box("within-48", "numerator"): "471",
            found.box("within-48", "denominator"): "492",
            found.box("within-48"): "95.73%",
            found.box("within-72"): "97.23",
        }
    )
    with_parts = Observation.objects.get(service_measure__code="within-48")
    alone = Observation.objects.get(service_measure__code="within-72")
    assert (with_parts.value, with_parts.decimals, with_parts.numerator) == (Decimal("95.73"), 2, 471)
    assert (alone.value, alone.numerator) == (Decimal("97.23"), None)


def test_precision_words_in_the_box_are_kept(found):
    found.save({found.box("referrals"): "at least 20"})
    assert Observation.objects.get(service_measure__code="referrals").precision == Precision.AT_LEAST


def test_two_people_in_different_boxes_both_keep_their_words(found):
    begun = found.base()
    found.save({found.box("referrals"): "492", found.box("hospital"): ""}, base=begun)
    found.save({found.box("referrals"): "", found.box("hospital"): "101"}, base=begun, by=found.bob)
    values = dict(Observation.objects.values_list("service_measure__code", "value"))
    assert (values["referrals"], values["hospital"]) == (492, 101)


def test_two_people_in_the_same_box_collide_and_the_loser_has_both_texts(found):
    begun = found.base("text")
    found.save({"went_well": "Demand grew.", "next_quarter": ""}, section="text", base=begun)
    with pytest.raises(Collision) as refused:
        found.save(
            {"went_well": "Demand fell.", "next_quarter": "Two posts."}, section="text", base=begun, by=found.bob
        )
    clash = refused.value.clashes["went_well"]
    assert (clash.mine, clash.theirs) == ("Demand fell.", "Demand grew.")
    assert Narrative.objects.get().text == "Demand grew."
    again = Base.of(refused.value.version, refused.value.current, asked=["went_well"])
    with pytest.raises(Collision):  # no choice made yet
        found.save({"went_well": "Demand fell."}, section="text", base=again, by=found.bob)
    found.save({"went_well": "Demand fell."}, section="text", base=again, by=found.bob, chosen={"went_well": MINE})
    assert Narrative.objects.get().text == "Demand fell."


def test_the_loser_may_take_the_others_text(found):
    begun = found.base("text")
    found.save({"went_well": "Demand grew."}, section="text", base=begun)
    again = Base.of(1, current(found, "text"), asked=["went_well"])
    found.save({"went_well": "Demand fell."}, section="text", base=again, by=found.bob, chosen={"went_well": THEIRS})
    assert Narrative.objects.get().text == "Demand grew."


@pytest.mark.parametrize(
    ("mine", "began", "theirs", "merged", "clashes"),
    [
        ("a", "a", "b", "b", 0),  # only they changed it
        ("b", "a", "a", "b", 0),  # only I did
        ("b", "a", "b", "b", 0),  # both the same
        ("b", "a", "c", "c", 1),
        ("", "a", "c", "c", 1),  # I emptied what they changed
        ("c", "a", "", "", 1),  # they emptied what I changed
    ],
)
def test_one_box_is_merged(mine, began, theirs, merged, clashes):
    result, found = merge({"box": mine}, Base.of(1, {"box": began}), {"box": theirs}, {})
    assert (result, len(found)) == ({"box": merged}, clashes)


def test_words_in_a_row_that_somebody_took_away_are_not_lost_unseen():
    _, clashes = merge({"news1-text": "mine"}, Base.of(1, {"news1-text": "began"}), {}, {})
    assert [(clash.mine, clash.gone) for clash in clashes] == [("mine", True)]
    assert merge({"news1-text": "began"}, Base.of(1, {"news1-text": "began"}), {}, {}) == ({}, [])


def test_a_double_click_saves_once(found):
    for _ in range(2):
        found.save(
            {"newsnew-text": "The service opened.", "newsnew-kind": "launch"},
            section="news",
            base=Base.of(0, {}),
            key="form-1",
        )
    assert NewsItem.objects.count() == 1
    assert AuditEvent.objects.filter(act="save").count() == 1


def test_saving_drops_ones_own_draft_alone(found):
    for user in (found.alice, found.bob):
        keep_draft(
            record_kind="return",
            record_id=found.quarterly_return.pk,
            section="text",
            user_id=user.pk,
            fields={"went_well": "x"},
            base=Base(),
            at=NOON,
        )
    found.save({"went_well": "Demand grew."}, section="text")
    assert Draft.objects.get().user == found.bob


def test_text_over_its_limit_is_refused_and_never_cut(found):
    with pytest.raises(Faults) as refused:
        found.save({"update_words": "x" * 4_001}, section="words")
    assert "4,001 characters long, and 4,000 can be kept" in refused.value.by_box["update_words"]
    assert not Narrative.objects.exists()


def test_a_line_end_counts_as_one_character(found):
    found.save({"update_words": "x" * 3_998 + "\r\ny"}, section="words")
    assert len(Narrative.objects.get().text) == 4_000


def test_a_sent_return_takes_no_more_words(found):
    found.fill()
    begun = found.base()
    submit(record=found.now(), by=found.alice, at=NOON)
    with pytest.raises(NotNow, match="What you typed is kept"):
        found.save({found.box("referrals"): "1"}, base=begun)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.ADMINISTRATOR])
def test_roles_that_do_not_write_are_refused(found, role):
    with pytest.raises(NotYours):
        found.save({found.box("referrals"): "1"}, by=UserFactory(role=role))


def test_a_providers_person_neither_sees_nor_writes_the_offices_note(found):
    charlie = MembershipFactory(provider=found.provider).user
    found.save({"our_note": "Watch this one."}, section="text")
    page = section_of(found.now(), "text", charlie)
    assert page is not None
    assert "our_note" not in page.current
    found.save({"our_note": "Overwritten", "went_well": "Fine."}, section="text", by=charlie)
    assert Narrative.objects.get(prompt="our_note").text == "Watch this one."


def test_emptied_words_go_from_the_return_and_stay_in_the_trail(found):
    found.save({"went_well": "Demand grew."}, section="text")
    found.save({"went_well": ""}, section="text")
    assert not Narrative.objects.exists()
    changes = AuditEvent.objects.filter(act="save").values_list("changes", flat=True)
    assert [change["What went well"] for change in changes] == [["", "Demand grew."], ["Demand grew.", ""]]


def test_causes_are_chosen_from_the_list(found):
    found.save({"challenges": "Two posts stood empty.", "causes": "funding,recruitment"}, section="text")
    assert Narrative.objects.get().causes == ["funding", "recruitment"]
    with pytest.raises(Faults):
        found.save({"causes": "weather"}, section="text")


@pytest.mark.parametrize(
    ("boxes", "stored"),
    [
        ({"answer": "number", "waiting": "12"}, (ObservationState.REPORTED, 12)),
        ({"waiting": "12"}, (ObservationState.REPORTED, 12)),
        ({"answer": "none"}, (ObservationState.REPORTED, 0)),
        ({"answer": "uncounted"}, (ObservationState.UNCOUNTED, None)),
        ({"answer": "does_not_apply"}, (ObservationState.DOES_NOT_APPLY, None)),
    ],
)
def test_waiting_lists_tell_none_from_not_counted(found, boxes, stored):
    new(found, "waiting-list", "waiting", **boxes)
    line = WaitingListLine.objects.get()
    assert (line.state, line.waiting) == stored


@pytest.mark.parametrize(
    "boxes",
    [
        {"name": "Only a name"},
        {"answer": "number"},
        {"answer": "none", "waiting": "3"},
        {"answer": "number", "waiting": "about 3"},
    ],
)
def test_waiting_lists_that_say_two_things_are_refused(found, boxes):
    with pytest.raises(Faults):
        new(found, "waiting-list", "waiting", **boxes)


def test_risks_promises_and_news_are_added_changed_and_taken_away(found):
    new(found, "risks-and-promises", "risk", title="No successor for the manager", likelihood="3")
    new(found, "risks-and-promises", "promise", text="A coordinator in post", due="2022-12-24")
    new(found, "news", "news", text="The new office opened.", kind="launch", on="2022-9-1")
    risk, promise, item = Risk.objects.get(), Commitment.objects.get(), NewsItem.objects.get()
    assert (risk.reviews.get().likelihood, promise.by_whom, item.precision) == (3, "provider", "day")
    found.save(
        {f"risk{risk.pk}-closed": "on", f"promise{promise.pk}-text": "Two coordinators"}, section="risks-and-promises"
    )
    found.save({f"news{item.pk}-remove": "on"}, section="news")
    promise.refresh_from_db()
    risk.refresh_from_db()
    assert (promise.text, risk.closed_on, NewsItem.objects.count()) == ("Two coordinators", found.quarter.end, 0)


@pytest.mark.parametrize("typed", ["2022-2-30", "2022-9", "1999-1-1", "2050-1-1", "x-y-z"])
def test_a_date_that_is_none_or_out_of_range_is_refused(found, typed):
    with pytest.raises(Faults) as refused:
        new(found, "news", "news", text="Something.", kind="event", on=typed)
    assert list(refused.value.by_box) == ["newsnew-on"]


def test_the_fate_of_an_earlier_promise_is_asked_and_needs_a_reason_when_it_slipped(found):
    earlier = Commitment.objects.create(
        service=found.service,
        text="A coordinator in post",
        by_whom="provider",
        quarterly_return=QuarterlyReturn.objects.create(
            pack=found.quarterly_return.pack, service=found.service, provider=found.provider, period=found.periods[4]
        ),
    )
    with pytest.raises(Faults, match="can’t be read"):
        found.save({f"earlier{earlier.pk}-state": "slipped"}, section="risks-and-promises")
    found.save(
        {f"earlier{earlier.pk}-state": "slipped", f"earlier{earlier.pk}-note": "No applicants."},
        section="risks-and-promises",
    )
    earlier.refresh_from_db()
    assert (earlier.state, earlier.state_note) == ("slipped", "No applicants.")


def test_a_scope_note_is_answered_for_each_compared_period(found):
    note = ScopeNoteFactory(service_measure=found.figures["referrals"].service_measure)
    last_year = found.periods[1]
    assert current(found, "figures")[f"s{note.pk}-{last_year.pk}"] == "unknown"
    found.save({f"s{note.pk}-{last_year.pk}": "yes"})
    assert note.answers.get().held == "yes"


def test_a_comparison_without_a_number_is_kept_as_a_statement(found):
    name = f"c{found.figures['hospital'].pk}"
    found.save({name: "lower:previous"})
    said = StatedComparison.objects.get()
    assert (said.direction, said.against, said.value, said.quarterly_return) == (
        "lower",
        "previous",
        None,
        found.quarterly_return,
    )
    assert not ObservationValue.objects.exists()
    assert current(found, "figures")[name] == "lower:previous"
    found.save({name: ""})
    assert not StatedComparison.objects.exists()


def test_unknown_boxes_are_left_alone(found):
    assert not found.save({"is_superuser": "on", "o0-value": "5"}).changed
