"""Whoever reads all that is printed of two quarters, page, PDF and Word, works no hidden count out of it.

A made-up portfolio with figures by category. The controls plant one hidden count, in one place of one file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from django.db import transaction

from commissioning import figures
from commissioning.models import ReportingPeriod
from reports import exports, pdf, suppression
from reports.builder import build_public
from reports.document import Chart, Document, Entry
from reports.management.portfolio.portfolio import generate
from reports.models import Update
from reports.suppression import Why
from reports.word import word_file
from reports.workflow.outline import ensure_outline
from reports.workflow.released import keep_released
from tests.reports.attacker import Key, Known, Share, Sum, known, solved
from tests.reports.listening import Listener
from tests.reports.spoken import spoken
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
BEFORE, QUARTER = "Q2 2025/26", "Q3 2025/26"
MEDIA = ("update.html", "update.docx", "update.pdf")
Read = list[Sum | Share]


@dataclass(frozen=True)
class Printed:
    """Two quarters as the public has them, the second also with small counts alone hidden, and who reads them."""

    before: Document
    now: Document
    careless: Document
    known: Known
    listeners: dict[str, Listener]
    heard: dict[str, Read]

    def read(self, document: Document, *names: str) -> Read:
        listener = self.listeners[document.period]
        return [each for name in names for each in listener.sums(spoken(name, made(name, document)))]

    def read_now(self, name: str) -> Read:
        """One file of the later quarter, made once: a PDF takes its time."""
        if name not in self.heard:
            self.heard[name] = self.read(self.now, name)
        return self.heard[name]


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Printed]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield two_quarters()
        transaction.set_rollback(True)
    figures.forget()


def two_quarters() -> Printed:
    """The earlier one is released first: what it hid and told is held against the later one."""
    figures.forget()
    generate(services=9, years=2, seed=4, password="a password for tests")
    by, office = User.objects.filter(role=Role.MANAGER).earliest("pk"), Office.objects.get()
    periods = {each.label: each for each in ReportingPeriod.objects.filter(label__in=(BEFORE, QUARTER))}
    updates: dict[str, Update] = {}
    for label, period in sorted(periods.items()):
        updates[label] = ensure_outline(period=period, by=by, at=datetime(2026, 4, 1, tzinfo=UTC))
    before = build_public(updates[BEFORE], office=office).document
    keep_released(updates[BEFORE], office=office)
    now = build_public(updates[QUARTER], office=office).document
    found = known(office.small_number_below)
    listeners = {label: Listener(found, period) for label, period in periods.items()}
    return Printed(before, now, careless(updates[QUARTER], office), found, listeners, {})


def careless(update: Update, office: Office) -> Document:
    """Nothing is hidden but the small counts themselves."""
    whole = suppression.solve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "solve", lambda *a, **k: replace(s := whole(*a, **k), why=_small(s.why)))
        return build_public(update, office=office).document


def _small(why: dict[str, Why]) -> dict[str, Why]:
    return {key: each for key, each in why.items() if each is Why.SMALL}


def made(name: str, document: Document) -> bytes:
    if name.endswith(".pdf"):
        return pdf.render_pdf(
            exports.paper_html(document), files=exports.paper_files(), titles=exports.titles(document), signed_at=0
        )
    return word_file(document) if name.endswith(".docx") else exports.standalone_html(document).encode()


@pytest.mark.parametrize("name", MEDIA)
def test_of_one_file_he_reads_every_kind_of_number_and_works_out_none(printed: Printed, name: str) -> None:
    read = printed.read_now(name)
    assert solved(printed.known, read) == {}
    told = set(read)
    assert len(told) > 100
    assert any(isinstance(each, Share) for each in told)
    sums = [each for each in told if isinstance(each, Sum)]
    assert any(each.most for each in sums)  # projections
    assert any(len({key[1] for key in each.keys}) > 1 for each in sums)  # the year so far
    assert any(key[3] for each in sums for key in each.keys)  # categories


def test_of_two_quarters_and_all_files_together_he_works_out_none(printed: Printed) -> None:
    assert len(printed.known.secret) > 100
    later = [each for name in MEDIA for each in printed.read_now(name)]
    read = [*printed.read(printed.before, *MEDIA[:2]), *later]
    assert solved(printed.known, read) == {}


@pytest.mark.parametrize("name", MEDIA)
def test_he_does_where_small_counts_alone_are_hidden(printed: Printed, name: str) -> None:
    categories = tuple(each for each in printed.careless.annexes if each.broken_down)
    found = solved(printed.known, printed.read(replace(printed.careless, sections=(), annexes=categories), name))
    assert found
    assert found.items() <= printed.known.secret.items()


# One hidden count, told in one place ------------------------------------------------------------------------------


def told_beside(entry: Entry, hidden: Key, number: int) -> Entry:
    of = tuple(replace(each, value=str(number)) if each.code == hidden[0] else each for each in entry.figures)
    return replace(entry, figures=of)


def told_by_comparison(entry: Entry, hidden: Key, number: int) -> Entry:
    words = f"{number} in {hidden[1]}, no change"
    return replace(
        entry, figures=tuple(replace(e, comparator=words) if e.code == hidden[0] else e for e in entry.figures)
    )


def told_instead_of_the_chart(entry: Entry, hidden: Key, number: int) -> Entry:
    """Its alternative text alone: the bar is hidden."""
    chart = drawn(entry)
    words = chart.description.replace(f"{hidden[1]} not shown", f"{hidden[1]} {number}")
    return replace(entry, chart=replace(chart, description=words))


def told_by_a_bar(entry: Entry, hidden: Key, number: int) -> Entry:
    """Its length alone, beside bars that say their number: the words beside its own are hidden."""
    chart = drawn(entry)
    points = tuple(replace(each, value=str(number)) if each.label == hidden[1] else each for each in chart.points)
    return replace(entry, chart=replace(chart, points=points))


def drawn(entry: Entry) -> Chart:
    """The chart with bars enough to be drawn."""
    chart = chart_of(entry)
    shown = tuple(replace(each, value="40", words="40") for each in chart.points[:3])
    return replace(chart, points=(*shown, *chart.points[3:]))


def chart_of(entry: Entry) -> Chart:
    assert entry.chart is not None
    return entry.chart


PLANTED = [
    *((name, tell) for name in MEDIA for tell in (told_beside, told_by_comparison, told_instead_of_the_chart)),
    (MEDIA[0], told_by_a_bar),
]


@pytest.mark.parametrize(("name", "tell"), PLANTED, ids=lambda each: getattr(each, "__name__", each))
def test_he_finds_what_one_place_of_one_file_tells(
    printed: Printed, name: str, tell: Callable[[Entry, Key, int], Entry]
) -> None:
    entry, hidden = charted(printed)
    alone = only(printed.now, entry)
    assert solved(printed.known, printed.read(alone, name)) == {}
    number = printed.known.secret[hidden]
    told = only(printed.now, tell(entry, hidden, number))
    assert solved(printed.known, printed.read(told, name)).get(hidden) == number


def charted(printed: Printed) -> tuple[Entry, Key]:
    """A paragraph that hides a secret count of this quarter, beside it and in its chart."""
    for entry in printed.now.entries:
        for point in entry.chart.points if entry.chart else ():
            keys = printed.known.reporters.get((chart_of(entry).code, point.label), [])
            if (point.label, point.words, len(keys)) == (QUARTER, "not shown", 1) and keys[0] in printed.known.secret:
                return entry, keys[0]
    raise AssertionError("No chart hides its last bar: another seed is needed.")


def only(document: Document, entry: Entry) -> Document:
    """The document with this paragraph alone."""
    section = next(s for s in document.sections if any(e.code == entry.code for g in s.groups for e in g.entries))
    group = replace(next(g for g in section.groups if entry.code in [e.code for e in g.entries]), entries=(entry,))
    return replace(document, sections=(replace(section, groups=(group,)),), annexes=())
