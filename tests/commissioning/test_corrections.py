"""An approved figure is put right in one act: both values are kept, and what was sent stays as it was sent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from commissioning.choices import NumberKind, Polarity, QuestionState, Rag, Standing, State, ValueSource
from commissioning.models import MeasureVersion, Observation, ObservationValue, Question, Submission
from commissioning.workflow import (
    Blocked,
    NeedsAnother,
    NeedsManager,
    NeedsReason,
    NewValue,
    NotNow,
    NotYours,
    add_earlier_figure,
    approve,
    close_period,
    reopen,
    submit,
)
from commissioning.workflow.corrections import (
    accept_correction,
    ask_correction,
    correct_figure,
    decline_correction,
    read_value,
)
from commissioning.workflow.sections import section_of
from tests.commissioning.factories import MembershipFactory, TargetFactory, UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, read, words
from tests.commissioning.return_forms import hidden, text_of
from tracker.models import AuditEvent, Office, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
TOLD = {"why": "Nine came in late.", "evidence": "Their data lead, 3 November 2022"}
TYPED = {"value": "501", "reason": TOLD["why"], "told_by": "Their data lead", "told_on_day": "3", "told_on_month": "11"}
TODAY = NOON + timedelta(days=20)


def approved(made: Idva) -> Idva:
    """Filled with 492 referrals and sent by Alice, approved by Maria."""
    made.fill()
    submit(record=made.now(), by=made.alice, at=NOON)
    approve(record=made.now(), by=made.maria, at=LATER)
    return made


@pytest.fixture
def found(db) -> Idva:
    return approved(idva())


@pytest.fixture
def rated(db) -> Idva:
    """492 referrals after 500: eight short of what a target of 2,000 for the year is by now."""
    made = idva()
    referrals = made.figures["referrals"].service_measure
    MeasureVersion.objects.filter(measure=referrals.measure).update(polarity=Polarity.HIGHER)
    TargetFactory(service_measure=referrals, value=Decimal(2000), year_label="2022/23")
    first = NewValue(value=Decimal(500), source=ValueSource.EARLIER_UPDATE)
    of = {"service_measure": referrals, "provider": made.provider, "period": made.periods[4]}
    add_earlier_figure(value=first, by=made.alice, at=NOON, **of)
    Office.objects.reference_changed()
    return approved(made)


def correct(found: Idva, value: str = "501", figure: str = "referrals", by: User | None = None, **rest):
    row = Observation.objects.select_related("version", "category", "service_measure").get(pk=found.figures[figure].pk)
    new, faults = read_value({"value": value}, row)
    assert not faults
    assert new is not None
    return correct_figure(observation=row, value=new, by=by or found.maria, at=TODAY, **TOLD | rest)


def in_force(found: Idva, figure: str = "referrals") -> Observation:
    return Observation.objects.get(pk=found.figures[figure].pk)


def test_both_values_are_kept_and_the_correction_counts(found):
    sent = Submission.objects.get()
    correct(found)
    row, last = in_force(found), ObservationValue.objects.order_by("-pk")[0]
    assert (row.value, row.standing, row.source) == (501, Standing.APPROVED, ValueSource.CORRECTION)
    assert [each.value for each in row.values.all()] == [492, 501]
    assert (last.why, last.evidence, last.by) == (TOLD["why"], TOLD["evidence"], found.maria)
    event = AuditEvent.objects.newest_first()[0]
    assert (event.act, event.reason) == ("correct", TOLD["why"])
    assert event.changes["Referrals received"] == ["492", "501"]
    assert (found.now().state, found.now().approved_at) == (State.APPROVED, LATER)
    again = Submission.objects.get()
    assert (again.content, again.sha256) == (sent.content, sent.sha256)


def test_an_open_warning_is_a_managers_to_decide_on(rated):
    row = Observation.objects.select_related("service_measure", "version", "category").get(
        pk=rated.figures["referrals"].pk
    )
    own = MembershipFactory(provider=rated.provider).user
    boxes = {"value": "501"}
    asked = ask_correction(observation=row, boxes=boxes, was="492", reason=TOLD["why"], by=own, at=TODAY)
    with pytest.raises(NeedsManager, match="A warning is open"):
        accept_correction(question=asked, by=rated.bob, at=TODAY)
    accept_correction(question=asked, by=rated.maria, at=TODAY)
    assert in_force(rated).value == 501


def test_who_told_us_is_no_part_of_what_leaves_the_office(found):
    correct(found)
    row, event = in_force(found), AuditEvent.objects.newest_first()[0]
    assert "data lead" not in row.source_detail + row.reason + event.reason + str(event.changes)


def test_a_form_sent_twice_corrects_once(found):
    correct(found, key="k1")
    assert correct(found, "502", key="k1") is None
    assert in_force(found).value == 501


@pytest.mark.parametrize(
    ("change", "value", "by", "refusal"),
    [
        ({}, "501", "bob", NeedsManager),
        ({}, "492", "maria", NotNow),
        ({"why": " "}, "501", "maria", NeedsReason),
        ({"evidence": ""}, "501", "maria", NeedsReason),
        ({}, "100", "maria", Blocked),  # fewer than the 101 from hospitals
    ],
)
def test_what_is_refused_changes_nothing(found, change, value, by, refusal):
    before = ObservationValue.objects.count(), AuditEvent.objects.count(), found.now().version
    with pytest.raises(refusal):
        correct(found, value, by=getattr(found, by), **change)
    assert (ObservationValue.objects.count(), AuditEvent.objects.count(), found.now().version) == before
    assert in_force(found).value == 492


def test_an_open_return_is_changed_in_itself(found):
    reopen(record=found.now(), by=found.maria, at=LATER, reason="More came in.")
    with pytest.raises(NotNow, match="changed in it"):
        correct(found)


def test_whoever_wrote_the_return_does_not_correct_it_unless_the_office_allows(found):
    other = UserFactory(role=Role.MANAGER)
    reopen(record=found.now(), by=other, at=LATER, reason="More came in.")
    found.save({found.box("referrals"): "493"}, by=other, at=LATER)
    submit(record=found.now(), by=found.alice, at=LATER)
    approve(record=found.now(), by=found.maria, at=LATER)
    with pytest.raises(NeedsAnother):
        correct(found, by=other)
    Office.objects.update(self_approval=True)
    correct(found, by=other)
    assert found.now().approval_reason == TOLD["why"]


def test_the_rating_is_proposed_anew_by_the_thresholds_of_the_approval(rated):
    assert rated.now().rag == Rag.AMBER
    correct(rated)
    assert (rated.now().rag, rated.now().proposed_rag) == (Rag.GREEN, Rag.GREEN)
    assert AuditEvent.objects.newest_first()[0].changes["Rating"] == ["Amber", "Green"]
    Office.objects.update(tolerance=Decimal(0))
    correct(rated, "495")
    assert rated.now().rag == Rag.AMBER  # red by today's tolerance
    assert rated.now().rag_thresholds == {"tolerance": "10.00", "pace_points": "20.00"}


def test_a_rating_that_somebody_chose_stays(rated):
    reopen(record=rated.now(), by=rated.maria, at=LATER, reason="Rated anew.")
    rated.save({rated.box("referrals", "reason"): "By hand."}, at=LATER)
    submit(record=rated.now(), by=rated.alice, at=LATER)
    approve(record=rated.now(), by=rated.maria, at=LATER, rag=Rag.RED, rag_reason="The worker has left.")
    correct(rated)
    row = rated.now()
    assert (row.proposed_rag, row.rag, row.rag_reason) == (Rag.GREEN, Rag.RED, "The worker has left.")


def test_a_percentage_is_corrected_by_its_parts(found):
    row = Observation.objects.select_related("version", "category").get(pk=found.figures["within-48"].pk)
    assert row.version.number_kind == NumberKind.PERCENTAGE
    value, faults = read_value({"numerator": "470", "denominator": "492", "value": "97"}, row)
    assert "value" in faults
    value, faults = read_value({"numerator": "470", "denominator": "492"}, row)
    assert value is not None
    correct_figure(observation=row, value=value, by=found.maria, at=TODAY, **TOLD)
    assert in_force(found, "within-48").numerator == 470


@pytest.mark.parametrize("boxes", [{}, {"value": "many"}, {"value": "501", "state": "not_counted"}])
def test_what_is_no_value_is_said_at_its_box(found, boxes):
    row = Observation.objects.select_related("version", "category").get(pk=found.figures["referrals"].pk)
    assert read_value(boxes, row)[1].keys() == {"value"}


def test_a_figure_that_was_taken_over_stays_one(found):
    values = (NewValue(value=Decimal(number), source=ValueSource.EARLIER_UPDATE) for number in (456, 465))
    measure = found.figures["referrals"].service_measure
    of = {"service_measure": measure, "provider": found.provider, "period": found.periods[1]}
    row = add_earlier_figure(value=next(values), by=found.alice, at=NOON, **of)
    correct_figure(observation=row, value=next(values), by=found.bob, at=TODAY, **TOLD)
    row.refresh_from_db()
    assert (row.value, row.standing) == (465, Standing.TAKEN_OVER)
    with pytest.raises(NotYours):
        correct_figure(
            observation=row, value=NewValue(value=Decimal(1)), by=UserFactory(role=Role.FINANCE), at=TODAY, **TOLD
        )


def test_a_return_that_is_reopened_holds_the_correction(found):
    correct(found)
    reopen(record=found.now(), by=found.maria, at=TODAY, reason="More came in.")
    page = section_of(found.now(), "figures", found.alice)
    assert page is not None
    assert page.current[found.box("referrals")] == "501"


@pytest.fixture
def asker(found) -> User:
    return MembershipFactory(provider=found.provider).user


@pytest.fixture
def asked(found, asker) -> Question:
    """The provider asks for 501."""
    row = Observation.objects.select_related("service_measure", "version", "category").get(
        pk=found.figures["referrals"].pk
    )
    return ask_correction(observation=row, boxes={"value": "501"}, was="492", reason=TOLD["why"], by=asker, at=TODAY)


def test_a_request_is_taken_over_with_itself_as_evidence(found, asked, asker):
    kept = accept_correction(question=asked, by=found.bob, at=TODAY)
    assert in_force(found).value == 501
    assert (kept.why, kept.evidence) == (TOLD["why"], f"{asker.name}, by request of 8 November 2022")
    asked.refresh_from_db()
    assert (asked.state, asked.replies.get().text) == (QuestionState.CLOSED, "Corrected: it is now 501.")
    with pytest.raises(NotNow, match="closed already"):
        accept_correction(question=asked, by=found.bob, at=TODAY)


def test_a_request_is_decided_by_whoever_may_approve(found, asked, asker):
    for by, refusal in [(found.alice, NeedsAnother), (asker, NotYours), (UserFactory(role=Role.FINANCE), NotYours)]:
        with pytest.raises(refusal):
            accept_correction(question=asked, by=by, at=TODAY)
    award_of(found, 150_000)
    Office.objects.reference_changed()
    with pytest.raises(NeedsManager, match="above"):
        accept_correction(question=asked, by=found.bob, at=TODAY)
    assert in_force(found).value == 492
    accept_correction(question=asked, by=found.maria, at=TODAY)
    assert in_force(found).value == 501


def test_in_a_closed_quarter_a_manager_decides(found, asked):
    close_period(period=found.quarter, by=found.maria, at=TODAY, reason="All in.")
    with pytest.raises(NeedsManager, match="closed"):
        accept_correction(question=asked, by=found.bob, at=TODAY)
    accept_correction(question=asked, by=found.maria, at=TODAY)
    assert in_force(found).value == 501


def test_a_request_is_declined_with_a_reason_that_the_provider_reads(found, asked, asker, client_of):
    with pytest.raises(NeedsReason):
        decline_correction(question=asked, reason=" ", by=found.bob, at=TODAY)
    page = reverse("correction", args=[asked.pk])
    assert client_of(found.bob).post(page, {"decision": "decline", "reason": ""}).status_code == 422
    client_of(found.bob).post(page, {"decision": "decline", "reason": "Nine are of the next quarter."})
    assert in_force(found).value == 492
    own = words(client_of(asker).get(reverse("return", args=[found.quarterly_return.pk])))
    assert "Nine are of the next quarter." in own


def test_one_press_on_the_return_takes_a_request_over(found, asked, client_of):
    bob = client_of(found.bob)
    home = reverse("return", args=[found.quarterly_return.pk])
    assert reverse("correction", args=[asked.pk]) in bob.get(home).content.decode()
    answer = bob.post(reverse("correction", args=[asked.pk]), {"decision": "accept"}, follow=True)
    assert "501 sent as 492, corrected" in text_of(answer)
    assert (
        client_of(found.alice).post(reverse("correction", args=[asked.pk]), {"decision": "accept"}).status_code == 409
    )


def test_a_manager_corrects_from_the_figures_page(found, client_of, asker):
    figure = reverse("figure", args=[found.quarter.slug, found.figures["referrals"].pk])
    page = reverse("figure-correct", args=[found.quarter.slug, found.figures["referrals"].pk])
    assert page in dict(read(client_of(found.maria).get(figure)).links)
    assert page not in dict(read(client_of(found.bob).get(figure)).links)
    assert "a manager corrects it" in words(client_of(found.bob).get(page))
    maria = client_of(found.maria)
    bad = maria.post(page, TYPED | {"told_on_year": "2122"})
    assert bad.status_code == 422
    assert 'value="501"' in bad.content.decode()
    answer = maria.post(page, hidden(maria.get(page)) | TYPED | {"told_on_year": "2022"}, follow=True)
    said = words(answer)
    assert said.index("501") < said.index("492")
    assert "Evidence: Their data lead, 3 November 2022" in said
    viewer = words(client_of(UserFactory(role=Role.VIEWER)).get(figure))
    assert TOLD["why"] in viewer
    assert "Their data lead" not in viewer
    own = words(client_of(asker).get(reverse("sent", args=[found.quarter.slug])))
    assert TOLD["why"] in own
    assert "Their data lead" not in own


def test_pages_with_corrections_hold_the_budget_of_queries(found, asked, client_of):
    correct(found, "502")
    maria, figure = client_of(found.maria), found.figures["referrals"].pk
    for page in (
        reverse("figure-correct", args=[found.quarter.slug, figure]),
        reverse("figure", args=[found.quarter.slug, figure]),
        reverse("correction", args=[asked.pk]),
        reverse("return", args=[found.quarterly_return.pk]),
        reverse("return-check", args=[found.quarterly_return.pk]),
    ):
        assert queries_of(maria, page) <= MOST_QUERIES, page
