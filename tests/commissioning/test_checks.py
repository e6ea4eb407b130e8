"""Rule 8 over returns, packs and items: each error and warning is found, explained, and let through for a reason."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning import models
from commissioning.choices import Audience, Direction, ObservationState, Prompt, State, Template
from commissioning.models import Acknowledgement, Pack
from commissioning.workflow import Base, acknowledge, open_warnings, problems_of, save_section, warnings_of
from commissioning.workflow.checks import AT_ONCE
from commissioning.workflow.refusals import NotYours
from commissioning.workflow.sections import section_of
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url
from tracker.models import Office
from tracker.roles import Role


@pytest.fixture
def found(db: None) -> Idva:
    found = idva()
    found.fill()
    return found


def codes(record) -> list[str]:
    return [warning.code for warning in warnings_of(record)]


def say(found: Idva, text: str, prompt: str = "went_well", section: str = "text") -> None:
    found.save({prompt: text}, section)


# words of a return


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Referrals rose sharply.", "comparison_without_figure"),
        ("We met all our targets.", "target_without_figure"),
        ("We received 429 referrals this quarter.", "number_unlike_figure"),
        ("97% were contacted within 48 hours.", "percentage_unlike_figure"),
        ("Write to jo.bloggs@example.org for a place.", "personal_detail"),
        ("The fair took place on 31 September 2022.", "impossible_date"),
        ("The team was let down by Northshire Council.", "third_party"),
    ],
)
def test_what_the_words_claim_is_asked_about_where_it_stands(found, text, code):
    say(found, f"All went well. {text}")
    (warning,) = warnings_of(found.now())
    assert warning.code == code
    assert (warning.section, warning.box) == ("text", "went_well")
    assert warning.quote in text
    assert warning.sentence.startswith("What went well: ")


def test_words_that_the_figures_bear_out_are_not(found):
    say(found, "We received 492 referrals this quarter, and 95.7% of people were contacted within 48 hours.")
    assert codes(found.now()) == []


def test_the_offices_own_note_is_not_read(found):
    say(found, "Referrals rose sharply. Call jo.bloggs@example.org.", "our_note")
    assert codes(found.now()) == []


def test_a_comparison_kept_as_their_statement_is_not_asked_about(found):
    say(found, "Referrals rose sharply.")
    measure = models.ServiceMeasure.objects.get(code="referrals")
    models.StatedComparison.objects.create(
        quarterly_return=found.now(),
        service_measure=measure,
        period=found.quarter,
        against="previous",
        direction=Direction.HIGHER,
    )
    assert codes(found.now()) == []


@pytest.mark.parametrize(("audience", "asked"), [(Audience.INTERNAL, []), (Audience.BOARD, ["small_number"])])
def test_small_counts_are_asked_about_where_others_than_the_office_read_them(found, audience, asked):
    say(found, "Two men left the course.")
    models.Narrative.objects.update(audience=audience)
    assert codes(found.now()) == asked


def test_the_update_is_for_everybody(found):
    say(found, "Two men left the course.", Prompt.UPDATE_WORDS, "words")
    assert codes(found.now()) == ["small_number"]


@pytest.mark.parametrize(
    ("make_line", "section"),
    [
        (lambda own: make.NewsItemFactory(text="Mrs Jane Bloggs opened it.", **own), "news"),
        (lambda own: make.CommitmentFactory(text="Mrs Jane Bloggs will write.", **own), "risks-and-promises"),
        (lambda own: make.WaitingListLineFactory(note="Ask Mrs Jane Bloggs.", **own), "waiting-list"),
        (lambda own: make.CaseStudyFactory(text="Mrs Jane Bloggs was helped.", **own), "cases"),
    ],
)
def test_personal_details_are_found_in_every_line(found, make_line, section):
    make_line({"quarterly_return": found.now()})
    (warning,) = warnings_of(found.now())
    assert (warning.code, warning.section) == ("personal_detail", section)


def test_the_same_words_in_two_places_are_asked_about_once(found):
    say(found, "Write to jo.bloggs@example.org.")
    say(found, "Write to jo.bloggs@example.org.", "challenges")
    assert codes(found.now()) == ["personal_detail"]


# reasons


def reason_for(record, warning, by, text="It was so agreed.") -> None:
    acknowledge(record=record, warning=warning, reason=text, by=by, at=NOON)


def test_a_reason_lasts_until_the_words_or_their_facts_change(found):
    say(found, "Referrals rose. All is well.")
    reason_for(found.now(), warnings_of(found.now())[0], found.alice)
    assert open_warnings(found.now()) == []
    say(found, "All is well. Referrals rose. So it goes.")
    assert open_warnings(found.now()) == []
    say(found, "Referrals have risen.")
    assert len(open_warnings(found.now())) == 1


def test_a_reason_for_one_record_is_none_for_another(found):
    item = make.OfficeItemFactory(pk=found.quarterly_return.pk, period=found.quarter)
    for record, section, box in ((found.now(), "text", "went_well"), (item, "words", "update_words")):
        write(record, section, found.alice, **{box: "Write to jo.bloggs@example.org."})
    reason_for(found.now(), warnings_of(found.now())[0], found.alice)
    assert open_warnings(found.now()) == []
    assert len(open_warnings(item)) == 1
    reason_for(item, warnings_of(item)[0], found.alice)
    assert open_warnings(item) == []
    assert Acknowledgement.objects.count() == 2


def write(record, section: str, by, **typed: str) -> None:
    record.refresh_from_db()
    page = section_of(record, section, by)
    assert page is not None
    base = Base.of(record.version, page.current)
    save_section(record=record, section=section, typed=typed, base=base, by=by, at=NOON)


@pytest.mark.parametrize(("role", "may"), [(Role.FINANCE, True), (Role.VIEWER, False)])
def test_whoever_writes_in_a_record_gives_reasons_in_it(found, role, may):
    award = award_of(found, 10_000)
    spend(found, award, to_date=12_000)
    person, warning = make.UserFactory(role=role), warnings_of(Pack.objects.get())[0]
    if may:
        reason_for(Pack.objects.get(), warning, person)
    else:
        with pytest.raises(NotYours):
            reason_for(Pack.objects.get(), warning, person)


# money of a pack


def spend(found: Idva, award: models.Award, *, note: str = "", **amounts: int | None) -> None:
    pack = Pack.objects.get(period=found.quarter)
    models.SpendLine.objects.update_or_create(
        pack=pack,
        award=award,
        defaults={name: value and Decimal(value) for name, value in amounts.items()} | {"note": note},
    )


def earlier(found: Idva, award: models.Award, in_quarter: int) -> None:
    """What was spent in the quarter before, approved."""
    pack = make.pack_of(found.provider, found.periods[4])
    models.Pack.objects.filter(pk=pack.pk).update(state=State.APPROVED, approved_by=found.bob, approved_at=NOON)
    make.SpendLineFactory(award=award, pack=pack, in_quarter=Decimal(in_quarter))


@pytest.mark.parametrize(
    ("amounts", "before", "found_codes"),
    [
        ({"to_date": 9_000}, None, []),
        ({"to_date": 10_001}, None, ["spend_over_award"]),
        ({"to_date": 10_000}, None, ["all_spent_early"]),
        ({"to_date": 9_000, "in_quarter": 4_000}, 5_000, []),
        ({"to_date": 8_000, "in_quarter": 4_000}, 5_000, ["spend_unlike_quarters"]),
        ({"in_quarter": 5_000}, 5_000, ["all_spent_early"]),
        ({"in_quarter": 5_000}, None, []),
    ],
)
def test_money_is_asked_about(found, amounts, before, found_codes):
    award = award_of(found, 10_000)
    if before is not None:
        earlier(found, award, before)
    spend(found, award, **amounts)
    assert codes(Pack.objects.get(period=found.quarter)) == found_codes


def test_an_award_that_ends_now_may_be_spent(found):
    award = award_of(found, 10_000)
    models.Award.objects.update(ends_on=date(2022, 9, 30))
    spend(found, award, to_date=10_000)
    assert codes(Pack.objects.get()) == []


def test_the_note_beside_an_award_is_offered_as_the_reason_and_holds_once_it_is_kept(found):
    award = award_of(found, 10_000)
    spend(found, award, to_date=12_000, note="Paid in advance.")
    pack = Pack.objects.get()
    client = client_of(found.alice)
    page = client.get(f"/packs/{pack.pk}/check/")
    assert 'value="Paid in advance."' in page.content.decode()
    assert len(open_warnings(pack)) == 1
    name = page.content.decode().partition('name="why:')[2].partition('"')[0]
    client.post(f"/packs/{pack.pk}/acknowledge/", hidden(page) | {f"why:{name}": "Paid in advance."})
    assert open_warnings(pack) == []
    spend(found, award, to_date=12_500, note="Paid in advance.")
    assert len(open_warnings(pack)) == 1


# errors


def test_a_stored_percentage_that_its_parts_cannot_give_is_not_sent(found):
    figure = found.figures["within-48"]
    models.ObservationValue.objects.filter(observation=figure).update(value=Decimal("99.90"), decimals=1)
    (problem,) = problems_of(found.now())
    assert problem.sentence == "Contacted within 48 hours: 471 of 492 is 95.73%, not 99.9%."


# the check page


def test_a_warning_leads_to_its_words_and_to_where_they_are_changed(found):
    say(found, "All is well. Referrals rose.")
    page = client_of(found.alice).get(url(found, "check/")).content.decode()
    place = page.partition('<mark class="ct-asked" id="')[2].partition('"')[0]
    assert f'href="#{place}"' in page
    assert f'id="{place}">rose</mark>' in page
    assert f'href="{url(found, "text/")}#id_went_well"' in page


def test_a_light_return_leads_to_its_one_page(db):
    found = idva(Template.LIGHT)
    found.save({"went_well": "Referrals rose."}, "page")
    page = client_of(found.alice).get(url(found, "check/")).content.decode()
    assert f'href="{url(found, "page/")}#id_went_well"' in page
    assert f'href="{url(found, "page/")}">Change' in page


def test_only_pages_that_a_record_has_are_offered_for_changing(found):
    """Of an item and of a pack, in which nothing stands yet."""
    alice = client_of(found.alice)
    item = make.OfficeItemFactory(period=found.quarter, writer=found.alice)
    for page, parts in (
        (f"/items/{item.pk}/", ["Text"]),
        (f"/packs/{Pack.objects.get(period=found.quarter).pk}/", ["Money", "People"]),
    ):
        offered = alice.get(f"{page}check/").context["parts"]
        assert [part["label"] for part in offered] == parts
        assert [alice.get(part["change"]).status_code for part in offered] == [200] * len(parts)


def test_at_most_five_are_shown_at_once_errors_first(found):
    found.save(
        {found.box("referrals"): "", found.box("hospital"): "", found.box("within-48", "numerator"): ""}
        | {found.box("within-48", "denominator"): ""}
    )
    for number, prompt in enumerate(("went_well", "challenges", "next_quarter", "context")):
        say(found, f"Write to jo{number}@example.org or Mrs Bloggs{'abcd'[number]} there.", prompt)
    problems, warnings = problems_of(found.now()), warnings_of(found.now())
    assert len(problems) == 2
    assert len(warnings) > AT_ONCE
    page = client_of(found.alice).get(url(found, "check/")).content.decode()
    head, _, more = page.partition("more to look at")
    assert head.count("Why this is right") == AT_ONCE - len(problems)
    assert more.count("Why this is right") == len(warnings) - (AT_ONCE - len(problems))


def test_reasons_are_given_for_items_too(found):
    item = make.OfficeItemFactory(period=found.quarter, writer=found.alice)
    client = client_of(found.alice)
    post(client, f"/items/{item.pk}/words/", {"update_words": "Two men came."})
    page = client.get(f"/items/{item.pk}/check/")
    assert "counts fewer than 5 people" in text_of(page)
    name = page.content.decode().partition('name="why:')[2].partition('"')[0]
    answer = client.post(f"/items/{item.pk}/acknowledge/", hidden(page) | {f"why:{name}": "They agreed."})
    assert answer.status_code == 302
    assert "They agreed." in text_of(client.get(f"/items/{item.pk}/check/"))


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED])
def test_the_check_page_of_a_return_with_awards_and_words_is_within_the_budget(found, state):
    say(found, "Referrals rose, and we have spent £20,000 of our award. [[figure referrals]]")
    award = award_of(found, 50_000)
    make.SpendLineFactory(award=award, pack=found.now().pack, to_date=Decimal(20_000))
    Office.objects.reference_changed()
    models.QuarterlyReturn.objects.filter(pk=found.now().pk).update(
        state=state, submitted_by=found.alice, submitted_at=NOON
    )
    for person in (found.alice, found.bob, found.maria):
        client = client_of(person)
        client.get(url(found, "check/"))
        assert queries_of(client, url(found, "check/")) <= MOST_QUERIES


@pytest.mark.parametrize("awards", [1, 3])
def test_the_check_page_of_a_pack_is_within_the_budget(found, awards):
    for _ in range(awards):
        award = award_of(found, 10_000)
        spend(found, award, to_date=12_000)
    client, page = client_of(found.alice), f"/packs/{Pack.objects.get().pk}/check/"
    client.get(page)
    assert queries_of(client, page) <= MOST_QUERIES + 2


def test_a_return_that_says_nothing_is_asked_nothing(found):
    models.QuarterlyReturn.objects.update(nothing_to_report=True)
    say(found, "Referrals rose.")
    assert warnings_of(found.now()) == []


def test_a_blank_is_still_a_blank(db):
    found = idva()
    found.save({found.box("referrals"): "492", found.box("within-48", "state"): ObservationState.NOT_COUNTED})
    assert codes(found.now()) == ["blank", "blank"]
