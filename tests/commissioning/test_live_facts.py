"""Live references: put into a text while it is written, and read as the stored facts everywhere a return is read."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from commissioning import models
from commissioning.choices import Audience, State, Template
from commissioning.figures import LiveFacts, reference_for
from commissioning.figures.references import NOT_SHOWN
from commissioning.parsing.references import FORM_LABELS, FORMS, LiveReference, references_in
from commissioning.workflow import add_earlier_figure
from commissioning.workflow.live_references import reference_fault
from commissioning.workflow.material import Material
from commissioning.workflow.standing import NewValue
from commissioning.workflow.told import live_facts
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import client_of, hidden, url
from tracker.models import Office
from tracker.periods import quarter_of_run
from tracker.roles import Role

REFERRALS = "[[figure referrals | same-quarter-last-year]]"


@pytest.fixture
def found(db: None) -> Idva:
    return idva()


def facts(found: Idva, user=None, **material) -> LiveFacts:
    office = Office.objects.current()
    record = found.now()
    return live_facts(
        record,
        found.quarter,
        user or found.alice,
        reference=reference_for(office),
        material=Material(record),
    )


def last_year(found: Idva, value: str = "465") -> None:
    measure = models.ServiceMeasure.objects.get(code="referrals")
    new = NewValue(value=Decimal(value), source="earlier_update")
    add_earlier_figure(
        service_measure=measure, provider=found.provider, period=found.periods[1], value=new, by=found.alice, at=NOON
    )


@pytest.mark.parametrize(
    ("text", "prints"),
    [
        ("[[figure referrals]]", "492"),
        ("[[figure referrals | same-quarter-last-year]]", "492 (465 in Q2 2021/22, up 27, 5.8%)"),
        ("[[figure referrals | previous-quarter]]", "492"),
        ("[[figure referrals | change]]", "up 27, 5.8%"),
        ("[[figure within-48]]", "471 of 492, 95.7%"),
        ("[[figure within-48 | change]]", "change not held"),
        ("[[figure within-48 | words]]", "471 of 492, 95.7%"),
    ],
)
def test_a_figure_reads_as_it_is_typed_in_its_own_open_return(found, text, prints):
    found.fill()
    last_year(found)
    assert facts(found).text(f"There were {text}.") == f"There were {prints}."


def test_numbers_below_ten_are_written_out(found):
    found.save({found.box("referrals"): "7", found.box("hospital"): "12"})
    assert facts(found).text("[[figure referrals | words]] and [[figure hospital | words]]") == "seven and 12"


def test_a_draft_counts_nowhere_outside_its_own_return(found):
    found.fill()
    office = Office.objects.current()
    assert LiveFacts(found.quarter, reference=reference_for(office)).text("[[figure referrals]]") == "no return"


def money(found: Idva) -> models.Award:
    award = award_of(found, 50_000)
    models.Award.objects.filter(pk=award.pk).update(
        code="idva-contract", group="contracts", starts_on=date(2022, 4, 1), length_years=3, decided_on=date(2022, 3, 1)
    )
    pack = found.now().pack
    make.SpendLineFactory(award=award, pack=pack, to_date=Decimal(20_000))
    models.Pack.objects.filter(pk=pack.pk).update(state=State.SUBMITTED, submitted_by=found.alice, submitted_at=NOON)
    post = models.StaffingLine.objects.create(pack=pack, role="Advocate", vacant=Decimal(3))
    post.services.set([found.service])
    make.KeyDateFactory(period=found.quarter, name="Position as at", on=date(2022, 11, 25))
    Office.objects.reference_changed()
    return award


@pytest.mark.parametrize(
    ("text", "prints"),
    [
        ("[[award idva-contract]]", "£50,000"),
        ("[[spend idva-contract]]", "£20,000"),
        ("[[used idva-contract]]", "40.0%"),
        ("[[total contracts]]", "£50,000"),
        ("[[spent contracts]]", "£20,000"),
        ("[[share contracts]]", "40.0%"),
        ("[[vacancy idva]]", "3"),
        ("[[vacancy idva | words]]", "three"),
        ("[[contract-quarter idva-contract]]", "quarter 2 of 12"),
        ("[[contract-quarter idva-contract | words]]", "quarter two of 12"),
        ("[[date idva-contract | starts]]", "1 April 2022"),
        ("[[date idva-contract | ends]]", "not stated"),
        ("[[date idva-contract | decided]]", "1 March 2022"),
        ("[[date position-as-at]]", "25 November 2022"),
    ],
)
def test_every_kind_of_stored_fact_can_be_pointed_at(found, text, prints):
    money(found)
    assert reference_fault(text, found.alice) == ""
    assert facts(found).text(text) == prints


def test_all_kinds_together_take_as_many_queries_however_often_they_are_pointed_at(found):
    found.fill()
    money(found)
    every = [f"[[{kind} {code} | {form}]]" for kind, code, form in codes()]

    def queries(text: str) -> int:
        live = facts(found)
        assert live.portfolio.awards
        with CaptureQueriesContext(connection) as counted:
            live.prepare(reference for _, reference in references_in(text) if reference)
            live.text(text)
        return len(counted)

    queries(" ".join(every))  # what is set up is read once
    assert queries(" ".join(every)) == queries(" ".join(every * 3)) <= 6


def codes():
    named = {"figure": "referrals", "vacancy": "idva", "total": "contracts", "spent": "contracts", "share": "contracts"}
    for kind, forms in FORMS.items():
        for form in forms:
            yield kind, named.get(kind, "idva-contract"), form


@pytest.mark.parametrize("written", ["[[figure no-such]]", "[[figure referrals | backwards]]", "[[award no-such]]"])
def test_what_names_nothing_stays_as_it_is_written(found, written):
    assert facts(found).text(f"Before {written} after") == f"Before {written} after"


def test_a_fact_that_a_reader_may_not_see_is_not_shown(found):
    models.ServiceMeasure.objects.filter(code="referrals").update(audience=Audience.INTERNAL)
    Office.objects.reference_changed()
    found.fill()
    live = facts(found)
    assert live.text("[[figure referrals]]") == "492"
    assert live.text("[[figure referrals]]", [Audience.BOARD, Audience.PUBLIC]) == NOT_SHOWN


# a provider's own people


@pytest.fixture
def charlie(found):
    user = make.UserFactory(role=Role.PROVIDER)
    make.MembershipFactory(user=user, provider=found.provider)
    return user


def elsewhere() -> models.Award:
    """Another provider's service, figure and award."""
    other = make.reporting_service(code="other")
    make.ServiceMeasureFactory(code="other-figure", service=other)
    award = make.AwardFactory(code="other-award", provider=other.service_providers.get().provider, group="contracts")
    make.AwardServiceFactory(award=award, service=other)
    make.FundingSplitFactory(award=award, amount=Decimal(70_000))
    Office.objects.reference_changed()
    return award


THEIRS = ["[[figure other-figure]]", "[[award other-award]]", "[[vacancy other]]", "[[date other-award | starts]]"]


@pytest.mark.parametrize("written", [*THEIRS, "[[total contracts]]", "[[date position-as-at]]"])
def test_a_providers_own_people_can_point_at_their_own_facts_alone(found, charlie, written):
    money(found)
    elsewhere()
    assert reference_fault(written, found.alice) == ""
    assert "names nothing" in reference_fault(written, charlie)
    assert facts(found, charlie).text(written) == NOT_SHOWN
    assert facts(found, charlie).text("[[award idva-contract]]") == "£50,000"


def test_what_an_officer_points_at_is_not_shown_to_the_provider(found, charlie):
    money(found)
    elsewhere()
    found.save({"went_well": "Of [[total contracts]] we have [[award idva-contract]]."}, "text")
    page = words(client_of(charlie).get(url(found, "check/")))
    assert f"Of {NOT_SHOWN} we have £50,000." in page
    assert "[[" not in page


# on the pages


def test_the_page_of_a_text_says_how_it_reads_now(found):
    found.fill()
    last_year(found)
    found.save({"went_well": f"There were {REFERRALS}."}, "text")
    page = client_of(found.alice).get(url(found, "text/"))
    assert "There were 492 (465 in Q2 2021/22, up 27, 5.8%)." in words(page)
    assert "[[figure referrals | same-quarter-last-year]]" in page.content.decode()


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED])
def test_check_and_record_show_the_text_as_it_reads(found, state):
    found.fill()
    last_year(found)
    found.save({"went_well": f"There were {REFERRALS}."}, "text")
    client = client_of(found.alice)
    if state == State.SUBMITTED:
        client.post(url(found, "act/submit/"))
    for page in ("check/", "") if state == State.SUBMITTED else ("check/",):
        assert "There were 492 (465 in Q2 2021/22, up 27, 5.8%)." in words(client.get(url(found, page)))
        assert queries_of(client, url(found, page)) <= MOST_QUERIES


def test_the_list_says_what_each_form_would_print(found):
    found.fill()
    last_year(found)
    money(found)
    page = words(client_of(found.alice).get(url(found, "facts/text/went_well/")))
    for label in ("Referrals received", "with the same quarter last year", "up 27, 5.8%", "£50,000", "Vacant posts"):
        assert label in page


def test_the_list_takes_few_queries(found):
    found.fill()
    money(found)
    assert queries_of(client_of(found.alice), url(found, "facts/text/went_well/")) <= MOST_QUERIES + 2


def test_without_script_what_was_typed_is_kept_and_the_fact_stands_at_its_end(found):
    client = client_of(found.alice)
    typed = hidden(client.get(url(found, "text/"))) | {"went_well": "Demand grew:", "do": "facts:went_well"}
    listed = client.post(url(found, "text/"), typed)
    assert listed.status_code == 302
    assert listed.headers["Location"] == url(found, "facts/text/went_well/")
    back = client.post(listed.headers["Location"], {"insert": "[[figure referrals]]"})
    assert back.status_code == 302
    page = client.get(back.headers["Location"].partition("#")[0])
    assert "Demand grew: [[figure referrals]]" in page.content.decode()
    assert not models.Narrative.objects.exists()


def test_only_a_reference_can_be_put_in(found):
    page = url(found, "facts/text/went_well/")
    assert client_of(found.alice).post(page, {"insert": "<b>Hello</b>"}).status_code == 404
    assert client_of(found.alice).get(url(found, "facts/text/causes/")).status_code == 404
    assert not models.Draft.objects.exists()


def test_an_item_of_the_office_can_point_at_any_service(found):
    found.fill()
    item = make.OfficeItemFactory(period=found.quarter, writer=found.alice, service=None)
    page = f"/items/{item.pk}/facts/words/update_words/"
    client = client_of(found.alice)
    assert "Choose a service" in words(client.get(page))
    assert "Referrals received" in words(client.get(f"{page}?service={found.service.pk}"))
    assert "Referrals received" not in words(client.get(f"{page}?service=999999"))


def test_a_provider_cannot_choose_another_service(found, charlie):
    other = models.Service.objects.get(pk=elsewhere().services.get().pk)
    page = client_of(charlie).get(url(found, f"facts/text/went_well/?service={other.pk}"))
    assert "other-figure" not in page.content.decode()
    assert "referrals" in page.content.decode()


def test_a_light_return_offers_facts_on_its_one_page(db):
    found = idva(Template.LIGHT)
    assert "Insert a stored fact" in words(client_of(found.alice).get(url(found)))


# pure


@pytest.mark.parametrize("kind", FORMS)
def test_each_form_has_a_label_and_is_read_back_as_written(kind):
    for form in FORMS[kind]:
        reference = LiveReference(kind, "some-code", form)
        assert references_in(reference.written) == [(reference.written, reference)]
        assert FORM_LABELS[form]


@pytest.mark.parametrize(
    ("start", "end", "on", "quarter"),
    [
        (date(2022, 4, 1), date(2025, 3, 31), date(2022, 9, 30), (2, 12)),
        (date(2022, 4, 1), date(2025, 3, 31), date(2025, 3, 31), (12, 12)),
        (date(2022, 8, 15), date(2023, 8, 14), date(2022, 9, 30), (1, 4)),
        (date(2022, 10, 1), date(2023, 3, 31), date(2022, 9, 30), None),
        (date(2021, 4, 1), date(2022, 3, 31), date(2022, 9, 30), None),
    ],
)
def test_the_quarter_of_a_run(start, end, on, quarter):
    assert quarter_of_run(start, end, on) == quarter


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(30, 4000), st.integers(0, 4000))
def test_a_run_has_no_quarter_beyond_its_last(start, days, after):
    end, on = date.fromordinal(start.toordinal() + days), date.fromordinal(start.toordinal() + after)
    found = quarter_of_run(start, end, on)
    assert (found is None) == (on > end)
    assert found is None or 1 <= found[0] <= found[1]
