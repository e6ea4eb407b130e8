"""Measures with their wordings, and how a service reports them, on their set-up pages."""

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import BreakKind, ScopeHeld
from commissioning.models import (
    MeasureVersion,
    Observation,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    ServiceMeasure,
    Target,
)
from tests.commissioning.factories import (
    MeasureVersionFactory,
    ScopeNoteFactory,
    SeriesBreakFactory,
    ServiceMeasureFactory,
    TargetFactory,
)
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pages import flat
from tests.reports.set_up_pages import address, boxes_of, hidden, opened, text

pytestmark = pytest.mark.django_db
WORDING = {
    "name": "Repeat referrals", "definition": "Referrals of people who were referred before.", "unit": "referrals",
    "number_kind": "count", "basis": "in_period", "polarity": "context", "about_people": "on",
}  # fmt: skip


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def client(found: Idva, client_of) -> Client:
    return client_of(found.alice)


@pytest.fixture
def administrator(person, client_of) -> Client:
    return client_of(person("administrator"))


def referrals() -> ServiceMeasure:
    return ServiceMeasure.objects.get(code="referrals")


def part_of(owner, slug: str, field: str) -> str:
    return f"{address('add', slug)}?{field}={owner.pk}"


class TestTheLibrary:
    def test_a_measure_is_made_with_its_definition(self, found, administrator):
        url = address("add", "measures")
        administrator.post(url, opened(administrator, url) | WORDING)
        version = MeasureVersion.objects.get(measure__name="Repeat referrals")
        assert (version.number, version.about_people, version.continues) == (1, True, False)

    def test_a_measure_that_counts_no_people_is_made_and_worded_anew(self, found, administrator):
        """A box that is not ticked is an answer, also on a record that is new."""
        url = address("add", "measures")
        sent = opened(administrator, url) | WORDING
        del sent["about_people"]
        assert administrator.post(url, sent).status_code == 302
        version = MeasureVersion.objects.get(measure__name="Repeat referrals")
        assert version.about_people is False

    def test_what_no_figure_uses_is_simply_changed(self, found, administrator):
        version = MeasureVersionFactory()
        url = address("record", "measures", version.measure)
        sent = opened(administrator, url)
        assert "continues" not in sent
        administrator.post(url, sent | {"unit": "people", "about_people": "on"})
        version.refresh_from_db()
        assert (version.unit, version.measure.versions.count()) == ("people", 1)

    def test_what_figures_use_makes_the_next_version_and_asks_whether_it_compares(self, found, administrator):
        measure = referrals().measure
        url = address("record", "measures", measure)
        sent = opened(administrator, url) | {"definition": "Clearer.", "about_people": "on"}
        answer = administrator.post(url, sent)
        assert "Say whether figures under the new wording compare with earlier ones." in text(answer)
        assert boxes_of(answer)["definition"] == "Clearer."
        administrator.post(url, sent | {"continues": "yes"})
        assert [(row.number, row.continues) for row in measure.versions.all()] == [(1, False), (2, True)]
        assert Observation.objects.get(service_measure=referrals()).version.number == 2, "nobody has answered yet"
        assert "Wordings so far" in text(administrator.get(url))

    def test_one_that_does_not_compare_says_why_and_from_when(self, found, administrator):
        url = address("record", "measures", referrals().measure)
        sent = opened(administrator, url) | {"definition": "Otherwise.", "continues": "no", "about_people": "on"}
        shown = text(administrator.post(url, sent))
        for sentence in ("Choose what changed.", "Say what changed.", "Choose the quarter."):
            assert sentence in shown
        quarter = str(found.periods[6].pk)
        why = {"break_kind": "definition", "break_text": "Repeats are left out", "break_period": quarter}
        administrator.post(url, sent | why)
        row = SeriesBreak.objects.get(service_measure=referrals())
        assert (row.kind, row.period, row.text) == (BreakKind.DEFINITION, found.periods[6], "Repeats are left out")

    def test_saved_unchanged_nothing_changes(self, found, administrator):
        measure = referrals().measure
        url = address("record", "measures", measure)
        administrator.post(url, opened(administrator, url) | {"about_people": "on"})
        assert measure.versions.count() == 1

    def test_two_who_word_it_at_once_see_both(self, found, client, administrator):
        url = address("record", "measures", referrals().measure)
        one, two = opened(client, url), opened(administrator, url)
        anew = {"continues": "yes", "about_people": "on"}
        client.post(url, one | anew | {"definition": "Hers."})
        answer = administrator.post(url, two | anew | {"definition": "His."})
        assert answer.status_code == 409
        assert "Hers." in text(answer)
        assert boxes_of(answer)["definition"] == "His."
        administrator.post(url, boxes_of(answer) | hidden(answer) | anew | {"choose:definition": "theirs"})
        assert list(referrals().measure.versions.values_list("definition", flat=True))[-1] == "Hers."


class TestFiguresOfAService:
    def test_a_figure_is_added_and_the_open_return_asks_for_it(self, found, client):
        version = MeasureVersionFactory()
        url = part_of(found.service, "service-measures", "service")
        typed = {"measure": str(version.measure_id), "label": "Repeat referrals", "audience": "public"}
        client.post(url, opened(client, url) | typed | {"whole": str(referrals().pk)})
        made = ServiceMeasure.objects.get(label="Repeat referrals")
        assert (made.whole, made.headline) == (referrals(), False)
        assert Observation.objects.get(service_measure=made).quarterly_return == found.quarterly_return
        form = client.get(reverse("return-section", args=[found.quarterly_return.pk, "figures"]))
        assert "Repeat referrals" in form.content.decode()

    def test_a_fourth_headline_is_refused_by_name(self, found, client):
        ServiceMeasureFactory(service=found.service, label="Third")
        url = part_of(found.service, "service-measures", "service")
        measure = MeasureVersionFactory().measure
        typed = {"measure": str(measure.pk), "label": "Fourth", "audience": "public", "headline": "on"}
        shown = text(client.post(url, opened(client, url) | typed))
        assert "at most three headline figures" in shown
        assert "Third" in shown

    def test_which_measure_it_is_stays(self, client, found):
        row = referrals()
        url = address("record", "service-measures", row)
        client.post(url, opened(client, url) | {"headline": "on", "measure": str(MeasureVersionFactory().measure_id)})
        assert referrals().measure == row.measure

    def test_the_order_is_typed_and_kept(self, found, client):
        url = reverse("order-figures", args=[found.service.pk])
        figures = list(found.service.measures.order_by("place"))
        typed = {f"figure-{row.pk}": str(9 - place) for place, row in enumerate(figures)}
        assert client.post(url, typed).url == address("record", "services", found.service)
        assert list(found.service.measures.order_by("place")) == figures[::-1]
        wrong = client.post(url, typed | {f"figure-{figures[0].pk}": "first"})
        assert wrong.status_code == 422
        assert 'value="first"' in wrong.content.decode()

    def test_pages_are_flat(self, found, client):
        row = referrals()

        def grow() -> None:
            TargetFactory(service_measure=row, year_label=f"{2030 + Target.objects.count()}/31")
            ScopeNoteFactory(service_measure=row)
            SeriesBreakFactory(service_measure=row, period=found.periods[SeriesBreak.objects.count()])
            ServiceMeasureFactory(service=found.service, measure=MeasureVersionFactory().measure)
            ServiceMeasureFactory(measure=row.measure)

        for url in (
            address("record", "service-measures", row),
            address("record", "measures", row.measure),
            address("list", "measures"),
            reverse("order-figures", args=[found.service.pk]),
        ):
            flat(client, url, grow)


class TestTargets:
    def test_a_target_with_its_profile_is_shown_by_period(self, found, client):
        url = part_of(referrals(), "targets", "service_measure")
        parts = {"part_1": "10", "part_2": "20", "part_3": "20", "part_4": "10"}
        client.post(url, opened(client, url) | {"year_label": "2022/23", "value": "60"} | parts)
        shown = text(client.get(address("record", "service-measures", referrals())))
        assert "2022/23 10 30 50 60" in shown
        url = address("record", "targets", Target.objects.get())
        sent = opened(client, url)
        assert [sent[name] for name in parts] == list(parts.values())
        client.post(url, sent | {"value": "about 60"})
        assert Target.objects.get().precision == "about"
        assert "2022/23 about 10 about 30" in text(client.get(address("record", "service-measures", referrals())))

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"value": ""}, "Enter the target for the year."),
            ({"value": "60", "part_1": "60"}, "Q2: Give what is expected of every period"),
            ({"value": "60", "part_1": "25%", "part_2": "25%", "part_3": "25%", "part_4": "25"}, "in the same way"),
            ({"value": "60", "part_1": "1", "part_2": "1", "part_3": "1", "part_4": "1"}, "Q1: The parts of the"),
            ({"value": "sixty"}, "Target for the year: "),
        ],
    )
    def test_what_is_wrong_stands_at_its_box(self, found, client, typed, sentence):
        url = part_of(referrals(), "targets", "service_measure")
        answer = client.post(url, opened(client, url) | {"year_label": "2022/23"} | typed)
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert typed.items() <= boxes_of(answer).items()

    def test_a_level_has_no_profile(self, found, client):
        share = ServiceMeasure.objects.get(code="within-48")
        url = part_of(share, "targets", "service_measure")
        assert "part_1" not in opened(client, url)
        client.post(url, opened(client, url) | {"year_label": "not stated", "value": "95.5%"})
        assert str(Target.objects.get().value) == "95.5000"


def test_breaks_and_scope_notes_are_added_to_a_figure(found, client):
    url = part_of(referrals(), "breaks", "service_measure")
    said = {"period": str(found.periods[5].pk), "kind": "coverage", "text": "Hospitals are counted as well"}
    client.post(url, opened(client, url) | said)
    assert SeriesBreak.objects.get().service_measure == referrals()
    assert "already recorded" in text(client.post(url, opened(client, url) | said))
    url = part_of(referrals(), "scope-notes", "service_measure")
    client.post(url, opened(client, url) | {"text": "includes hospital referrals"})
    note = ScopeNote.objects.get()
    url = part_of(note, "scope-answers", "note")
    client.post(url, opened(client, url) | {"period": str(found.periods[1].pk), "held": "no"})
    assert ScopeAnswer.objects.get().held == ScopeHeld.NO


def test_finance_has_no_business_with_measures(found, person, client_of):
    client = client_of(person("finance"))
    for url in (address("list", "measures"), address("record", "service-measures", referrals())):
        assert client.get(url).status_code == 403


class TestWithoutAName:
    def test_a_figure_that_a_service_calls_nothing_else_has_the_measures_own_name(self, found, client):
        measure = MeasureVersionFactory(measure__name="Repeat referrals").measure
        url = part_of(found.service, "service-measures", "service")
        sent = opened(client, url) | {"measure": str(measure.pk), "label": ""}
        assert client.post(url, sent).status_code == 302
        assert ServiceMeasure.objects.get(measure=measure).label == "Repeat referrals"
