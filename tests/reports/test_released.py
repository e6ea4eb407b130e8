"""What was published once is known for good: later versions and quarters are held against it."""

import re
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Observation, QuarterlyReturn, ReportingPeriod, WaitingListLine
from commissioning.workflow.set_up.provider_merging import merge_providers
from providers.models import Provider
from reports import suppression
from reports.builder import annexes, build_public, clearance, counts, entries, findings
from reports.builder.checks import CheckKind
from reports.builder.counts import key_of_waiting
from reports.builder.released import Release, releases, with_released
from reports.models import ReleasedCell, Update, UpdateState
from reports.suppression import Cell, Total, Why, solve
from reports.workflow.publishing import sign_off, undo_sign_off
from reports.workflow.released import forget_released, keep_released
from tests.reports import publishing
from tests.reports.test_suppression import tries, worked_out
from tracker.models import Office
from tracker.refusals import NotNow
from tracker.roles import Role


def people(**values: int) -> dict[str, Cell]:
    return {key: Cell(key, value, about_people=True) for key, value in values.items()}


def published(cells: dict[str, Cell], totals: list[Total]) -> tuple[list[Release], dict[str, Why]]:
    why = solve(cells.values(), totals, below=5).why
    told = frozenset(key for key, cell in cells.items() if cell.printed and key not in why)
    return list(releases(cells, totals, told=told, hidden=frozenset(why))), why


def hidden_now(cells: dict[str, Cell], totals: list[Total], earlier: list[Release]) -> suppression.Solved:
    merged, sums = with_released(cells, totals, earlier)
    return solve(merged.values(), sums, below=5)


class TestSeries:
    """Rules, on counts alone."""

    def test_a_later_total_that_would_tell_a_hidden_count_is_hidden(self):
        earlier, why = published(people(q1=3, q2=40), [])
        assert why == {"q1": Why.SMALL}
        cells = {**people(q3=50, year=93), "q1": replace(people(q1=3)["q1"], printed=False)}
        cells["q2"] = replace(people(q2=40)["q2"], printed=False)
        found = hidden_now(cells, [Total("year", ("q1", "q2", "q3"))], earlier)
        assert found.why.keys() & {"year", "q3"}
        assert not hidden_now(cells, [Total("year", ("q1", "q2", "q3"))], []).why.keys() & {"year", "q3"}

    def test_what_was_hidden_beside_a_small_count_stays_hidden(self):
        whole = [Total("all", ("a", "b", "c"))]
        earlier, why = published(people(all=60, a=3, b=20, c=37), whole)
        assert why == {"a": Why.SMALL, "b": Why.GIVES_AWAY}
        assert hidden_now(people(b=20, c=37), [], earlier).why == {"b": Why.EARLIER}

    def test_what_was_told_is_hidden_no_more_and_another_is_hidden_instead(self):
        earlier, _ = published(people(b=20), [])
        whole = [Total("all", ("a", "b", "c"))]
        assert hidden_now(people(all=60, a=3, b=20, c=37), whole, earlier).why == {
            "a": Why.SMALL,
            "c": Why.GIVES_AWAY,
        }

    def test_what_follows_from_earlier_publications_alone_is_said(self):
        told = [Release(key, value, True, False, True) for key, value in (("all", 60), ("b", 20), ("c", 37))]
        found = hidden_now(people(all=60, a=3, b=20, c=37), [Total("all", ("a", "b", "c"))], told)
        assert found.worked_out == ("a",)
        assert found.why == {"a": Why.SMALL}

    def test_a_corrected_count_does_not_tell_what_it_was(self):
        whole = [Total("all", ("a", "b"))]
        earlier, why = published(people(all=43, a=3, b=40), whole)
        assert set(why) == {"a", "b"}
        now = people(all=47, a=7, b=40)  # "a" was 7: nothing is small any more, but 43 - 40 tells what it was
        assert hidden_now(now, whole, []).why == {}
        assert "b" in hidden_now(now, whole, earlier).why

    def test_a_limit_that_is_lowered_shows_nothing_that_was_hidden(self):
        earlier, _ = published(people(a=4), [])
        cells, sums = with_released(people(a=4), [], earlier)
        assert solve(cells.values(), sums, below=3).why == {"a": Why.EARLIER}


@st.composite
def editions(draw: st.DrawFn) -> list[tuple[dict[str, Cell], list[Total]]]:
    """Two quarters by provider, each published with its year so far; the second time a count may be corrected."""
    counts = [[draw(st.integers(0, 9)) for _ in range(2)] for _ in range(2)]
    first = edition(counts[:1])
    if draw(st.booleans()):
        counts[0][draw(st.integers(0, 1))] = draw(st.integers(0, 9))
    return [first, edition(counts)]


def edition(counts: list[list[int]]) -> tuple[dict[str, Cell], list[Total]]:
    values = {f"q{q}p{p}": value for q, row in enumerate(counts) for p, value in enumerate(row)}
    values |= {f"q{q}": sum(row) for q, row in enumerate(counts)} | {f"year{len(counts)}": sum(map(sum, counts))}
    totals = [Total(f"q{q}", (f"q{q}p0", f"q{q}p1")) for q in range(len(counts))]
    return people(**values), [*totals, Total(f"year{len(counts)}", tuple(f"q{q}" for q in range(len(counts))))]


def publish_all(all_editions, *, remembering: bool):
    """Everything that is told of the editions, as somebody who kept them all reads it, and what he doesn't know."""
    earlier: list[Release] = []
    cells: dict[str, Cell] = {}
    totals: list[Total] = []
    for now, sums in all_editions:
        why = hidden_now(now, sums, earlier if remembering else []).why
        told = frozenset(now.keys() - why.keys())
        for key, cell in now.items():
            name = f"{key}={cell.value}"
            shown = key in told or (name in cells and cells[name].printed)
            cells[name] = Cell(name, cell.value, True, printed=shown)
        name_of = {key: f"{key}={cell.value}" for key, cell in now.items()}
        totals += [Total(name_of[each.whole], tuple(name_of[part] for part in each.parts)) for each in sums]
        earlier += releases(now, sums, told=told, hidden=frozenset(why))
    return list(cells.values()), totals


@given(editions())
def test_who_kept_every_edition_works_no_small_count_out(all_editions):
    cells, totals = publish_all(all_editions, remembering=True)
    if tries(cells, set(), most=20) < 20_000:
        assert worked_out(cells, totals, set(), most=20) == set()


def test_who_kept_every_edition_finds_small_counts_where_each_is_made_for_itself():
    """The control: nothing is remembered, and a correction tells what was hidden before."""
    editions = [edition([[3, 40]]), edition([[7, 40]])]
    cells, totals = publish_all(editions, remembering=False)
    assert worked_out(cells, totals, set(), most=50)
    cells, totals = publish_all(editions, remembering=True)
    assert not worked_out(cells, totals, set(), most=50)


@pytest.mark.usefixtures("demo")
class TestUpdates:
    @pytest.fixture
    def update(self) -> Update:
        return Update.objects.get(period__slug="2022-23-q2")

    @pytest.fixture
    def office(self) -> Office:
        return Office.objects.get()

    def test_every_count_of_a_version_is_kept_told_or_hidden(self, update, office):
        assert keep_released(update, office=office) == ReleasedCell.objects.count() > 50
        referrals = ReleasedCell.objects.get(key="idva-referrals 2022-23-q2")
        declined = ReleasedCell.objects.get(key="ypidva-declined 2022-23-q2")
        assert (referrals.value, referrals.told, referrals.hidden) == (492, True, False)
        assert (declined.value, declined.told, declined.hidden) == (1, False, True)

    def test_a_sign_off_that_is_done_twice_keeps_it_once(self, update, office):
        first = keep_released(update, office=office)
        assert keep_released(update, office=office) == first == ReleasedCell.objects.count()

    def test_what_is_published_already_is_not_written_again(self, update, office, person):
        keep_released(update, office=office)
        publish(update, person(Role.OFFICER))
        assert keep_released(update, office=office) == 0
        Observation.objects.filter(service_measure__code="idva-referrals", value=492).update(value=493)
        assert 0 < keep_released(update, office=office) < 20

    def test_a_sign_off_that_is_taken_back_told_nobody(self, update, office, person):
        keep_released(update, office=office)
        forget_released(update)
        assert not ReleasedCell.objects.exists()
        keep_released(update, office=office)
        publish(update, person(Role.OFFICER), next_version=False)
        with pytest.raises(NotNow):
            forget_released(update)

    def test_signing_off_keeps_it_and_taking_it_back_forgets_it(self):
        four = publishing.people()
        update = publishing.agreed(four)
        sign_off(update=update, by=four.manager, at=publishing.AT)
        assert ReleasedCell.objects.filter(update=update, version=1, told=True).exists()
        undo_sign_off(update=update, by=four.manager, at=publishing.AT, reason="A word is wrong.")
        assert not ReleasedCell.objects.exists()

    def test_a_correction_hides_what_the_version_before_hid(self, update, office, person):
        declined = Observation.objects.filter(service_measure__code="ypidva-declined", value=1)
        keep_released(update, office=office)
        publish(update, person(Role.OFFICER))
        assert row_of(update, office, "ypidva-declined").value is None
        office.small_number_below = 1
        office.save()
        assert declined.exists()
        assert row_of(update, office, "ypidva-declined").value is None
        ReleasedCell.objects.all().delete()
        assert row_of(update, office, "ypidva-declined").value == "1"

    @pytest.fixture
    def hidden(self, update, office, person) -> tuple[str, str]:
        """A large count that was hidden beside a small one, in a version that is published, and its part's key."""
        keep_released(update, office=office)
        provider = Observation.objects.get(service_measure__code="idva-referrals", value=492).provider
        keys = ("idva-referrals 2022-23-q2", f"idva-referrals 2022-23-q2 provider {provider.pk}")
        assert ReleasedCell.objects.filter(key__in=keys).update(told=False, hidden=True) == 2
        publish(update, person(Role.OFFICER))
        assert row_of(update, office, "idva-referrals").value is None
        return keys

    def test_a_provider_with_another_name_keeps_what_was_hidden_and_what_was_told(self, update, office, hidden):
        provider = Observation.objects.get(service_measure__code="idva-referrals", value=492).provider
        Provider.objects.filter(pk=provider.pk).update(name="The Harbour Trust", short_name="Harbour")
        Office.objects.reference_changed()
        office.refresh_from_db()
        assert row_of(update, office, "idva-referrals").provider == "Harbour"
        assert row_of(update, office, "idva-referrals").value is None
        assert keep_released(update, office=office) == 0

    def test_a_provider_that_is_merged_keeps_what_was_hidden_and_what_was_told(self, update, office, hidden, person):
        ReleasedCell.objects.filter(key=hidden[0]).delete()  # its part alone is remembered
        gone = Observation.objects.get(service_measure__code="idva-referrals", value=492).provider
        into = Provider.objects.create(code="harbour", name="The Harbour Trust", short_name="Harbour", kind="charity")
        merge_providers(gone=gone, into=into, by=person(Role.MANAGER), at=timezone.now())
        office.refresh_from_db()
        row = row_of(update, office, "idva-referrals")
        assert (row.provider, row.value) == ("Harbour", None)
        ReleasedCell.objects.filter(key=hidden[1]).delete()
        assert row_of(update, office, "idva-referrals").value == "492"

    def test_what_was_kept_under_a_name_is_found_under_the_providers_key(self, update):
        pk = Observation.objects.get(service_measure__code="idva-referrals", value=492).provider_id
        names = (
            "a b",
            "a b (part) WMWA",
            "a year to b",
            "a b (rest)",
            "a b (rest beside WMWA)",
            "a b Nobody",
            "waiting 3 WMWA",
        )
        for key in names:
            ReleasedCell.objects.create(
                update=update, version=1, key=key, value=3, told=False, sums=[[["a b WMWA", 3], [key, 0]]]
            )
        import_module("reports.migrations.0011_released_by_providers_key").by_key(apps, None)
        kept = [f"a b (part) provider {pk}" if key == "a b (part) WMWA" else key for key in names]
        cells = ReleasedCell.objects.order_by("pk")
        assert [cell.key for cell in cells] == kept
        assert [cell.sums for cell in cells] == [[[[f"a b provider {pk}", 3], [key, 0]]] for key in kept]

    @pytest.mark.parametrize(
        "known_by_line", [False, True], ids=["known by what it counts", "the control: by its line"]
    )
    def test_a_waiting_list_that_is_entered_anew_or_said_again_tells_nothing_that_was_hidden(
        self, update, office, person, monkeypatch, known_by_line
    ):
        if known_by_line:
            for module in (counts, entries, annexes, findings):
                monkeypatch.setattr(module, "key_of_waiting", lambda line, end="": (f"waiting {line.pk}{end}",))
        own = QuarterlyReturn.objects.get(service__code="drive", period=update.period)
        WaitingListLine.objects.filter(quarterly_return=own).delete()
        numbers = {"": 60, "Telford": 3, "Oswestry": 20, "Ludlow": 37}
        for name, number in numbers.items():
            listed(own, name, number)
        keep_released(update, office=office)
        told = waiting_told(update, office)
        assert told.keys() == {"", "Ludlow"}  # the smallest count beside it is hidden as well
        publish(update, person(Role.OFFICER))
        WaitingListLine.objects.filter(quarterly_return=own).delete()
        before = ReportingPeriod.objects.filter(calendar=own.period.calendar, end__lt=own.period.start).latest("end")
        listed(own, "  OSWESTRY", 20)
        listed(own, "Ludlow", 30, unchanged_from=before)  # said again as it was a quarter ago: another count
        told |= {name.strip().title(): number for name, number in waiting_told(update, office).items()}
        assert told["Ludlow"] == 30
        assert (numbers[""] - numbers["Ludlow"] - told.get("Oswestry", 0) == numbers["Telford"]) == known_by_line

    def test_a_later_return_that_says_a_list_again_tells_the_same_count(self, update):
        own = QuarterlyReturn.objects.get(service__code="drive", period=update.period)
        first = listed(own, "Telford", 20)
        later = ReportingPeriod.objects.filter(calendar=own.period.calendar, start__gt=own.period.end).earliest("end")
        then = QuarterlyReturn.objects.filter(service=own.service, provider=own.provider, period=later).first()
        then = then or QuarterlyReturn.objects.create(service=own.service, provider=own.provider, period=later)
        again, typed = listed(then, "Telford", 20, unchanged_from=own.period), listed(then, "Telford", 20)
        assert key_of_waiting(first) == key_of_waiting(again) != key_of_waiting(typed)
        assert (
            key_of_waiting(first) != key_of_waiting(listed(own, "Telford", 21)) != key_of_waiting(listed(own, "", 21))
        )

    def test_what_was_kept_of_a_line_is_found_under_what_it_counts(self, update):
        own = QuarterlyReturn.objects.get(service__code="drive", period=update.period)
        lines = [listed(own, "Telford  Town", 20), listed(own, "telford town", 20), listed(own, "", 3)]
        told = [(f"waiting {lines[0].pk}", 20), (f"waiting {lines[1].pk}", 20), (f"waiting {lines[2].pk}", 4)]
        for key, value in [*told, ("waiting 999999", 7), ("drive-referrals 2022-23-q2", 55)]:
            ReleasedCell.objects.create(
                update=update, version=1, key=key, value=value, told=key == told[1][0], hidden=key == told[0][0]
            )
        moved = import_module("reports.migrations.0015_waiting_lists_by_what_they_count").by_what_they_count
        moved(apps, None)
        moved(apps, None)
        kept = {row.key: (row.value, row.told, row.hidden) for row in ReleasedCell.objects.all()}
        (whole,) = key_of_waiting(lines[2])
        assert kept == {
            key_of_waiting(lines[0])[0]: (20, True, False),
            whole.replace("” 3 ", "” 4 "): (4, False, False),
            "waiting 999999": (7, False, False),
            "drive-referrals 2022-23-q2": (55, False, False),
        }

    def test_a_small_count_that_was_told_before_is_known_and_said(self, update, office, person):
        keep_released(update, office=office)
        ReleasedCell.objects.filter(key__startswith="ypidva-declined 2022-23-q2").update(told=True, hidden=False)
        publish(update, person(Role.OFFICER))
        assert row_of(update, office, "ypidva-declined").value == "1"
        assert not [each for each in clearance(update, office=office).hidden if each.kind == CheckKind.CELL]


def publish(update: Update, by, *, next_version: bool = True) -> None:
    """As if it had been published; then the next version of it is made."""
    state = UpdateState.DRAFT if next_version else UpdateState.PUBLISHED
    sent = {} if next_version else {"sent_by": by, "sent_at": timezone.now()}
    Update.objects.filter(pk=update.pk).update(state=state, version=update.version + next_version, **sent)
    update.refresh_from_db()


def listed(own: QuarterlyReturn, name: str, number: int, **more) -> WaitingListLine:
    return WaitingListLine.objects.create(
        quarterly_return=own, name=name, state="reported", waiting=number, audience="public", **more
    )


def waiting_told(update: Update, office: Office) -> dict[str, int]:
    """Of each of a service's lists how many wait, as the public reads it in the annex."""
    tables = [table for annex in build_public(update, office=office).document.annexes for table in annex.tables]
    words = [row.cells[-1] for table in tables if table.code == "waiting" for row in table.rows]
    found = [re.fullmatch(r"(?:(?P<name>[^:]*): )?(?P<number>\d+) waiting\.", each) for each in words]
    return {each["name"] or "": int(each["number"]) for each in found if each}


def row_of(update: Update, office: Office, code: str):
    annexes = build_public(update, office=office).document.annexes
    return next(row for annex in annexes for row in annex.figures if row.code == code and row.period == "Q2 2022/23")
