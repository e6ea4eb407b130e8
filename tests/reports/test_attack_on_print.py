"""Whoever reads all that is printed of two quarters, page, PDF and Word, works no hidden count out of it.

A made-up portfolio with figures by category and waiting lists; the later quarter is published twice, for a small count
was corrected. The controls plant one hidden count, in one place of one file, or forget what was told before.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.models import F, QuerySet

from commissioning import figures
from commissioning.models import Observation, QuarterlyReturn, ReportingPeriod, WaitingListLine
from reports import exports, pdf, suppression
from reports.builder import annexes, build_public, counts, entries, findings
from reports.document import Chart, Document, Entry, Flag, FlagKind
from reports.management.portfolio.portfolio import generate
from reports.models import ReleasedCell, Update
from reports.suppression import Why
from reports.word import word_file
from reports.workflow.outline import ensure_outline
from reports.workflow.released import keep_released
from tests.reports.attacker import Key, Known, Reporters, Share, Sum, known, solved
from tests.reports.listening import Listener
from tests.reports.spoken import spoken
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
BEFORE, QUARTER = "Q2 2025/26", "Q3 2025/26"
MEDIA = ("update.html", "update.docx", "update.pdf")
Read = list[Sum | Share]


@dataclass(frozen=True)
class Printed:
    """Two quarters as the public has them, the second also with small counts alone hidden, and who reads them.

    `corrected`: its next version, in which a small count is no longer one; `forgetful`: the same where nobody remembers
    what the first version hid. `by_line`: both quarters where a waiting list is known by its row.
    """

    before: Document
    now: Document
    careless: Document
    corrected: Document
    forgetful: Document
    by_line: tuple[Document, Document]
    known: Known
    since: Known
    listeners: dict[str, Listener]
    heard: dict[str, Read]

    def read(self, document: Document, *names: str) -> Read:
        listener = self.listeners[document.period]
        return [each for name in names for each in listener.sums(spoken(name, made(name, document)))]

    def read_corrected(self, document: Document, *names: str) -> Read:
        listener = Listener(self.since, self.listeners[QUARTER].quarter)
        return [each for name in names for each in listener.sums(spoken(name, made(name, document)))]

    @property
    def both(self) -> Known:
        """What is known of both versions: what was corrected is two counts."""
        then, since = self.known, self.since
        return replace(
            then,
            bounds=then.bounds | since.bounds,
            secret=then.secret | since.secret,
            less=list(dict.fromkeys([*then.less, *since.less])),
        )

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
    lists_that_add_up(periods)
    corrected = one_small_category(periods[QUARTER])
    updates: dict[str, Update] = {}
    for label, period in sorted(periods.items()):
        updates[label] = ensure_outline(period=period, by=by, at=datetime(2026, 4, 1, tzinfo=UTC))
    by_line = known_by_line(updates, office)
    before, now = one_after_the_other(updates, office)
    found, carelessly = known(office.small_number_below), careless(updates[QUARTER], office)
    listeners = {label: Listener(found, period) for label, period in periods.items()}
    keep_released(updates[QUARTER], office=office)
    since = correct(corrected, found, updates[QUARTER], office)
    second = build_public(updates[QUARTER], office=office).document
    ReleasedCell.objects.filter(update=updates[QUARTER]).delete()
    forgetful = build_public(updates[QUARTER], office=office).document
    return Printed(before, now, carelessly, second, forgetful, by_line, found, since, listeners, {})


def one_after_the_other(updates: dict[str, Update], office: Office) -> tuple[Document, Document]:
    before = build_public(updates[BEFORE], office=office).document
    keep_released(updates[BEFORE], office=office)
    return before, build_public(updates[QUARTER], office=office).document


def lists_that_add_up(periods: dict[str, ReportingPeriod]) -> None:
    """Four lists of one service, one of them all together; a quarter later one is said again as it was, and another is
    short.
    """
    own = QuarterlyReturn.objects.filter(period=periods[BEFORE], state="approved")
    then = next(each for each in own if later(each, periods[QUARTER]) is not None)
    now = later(then, periods[QUARTER])
    WaitingListLine.objects.filter(quarterly_return__in=[then, now]).delete()
    for name, number in (("", 60), ("Northtown", 3), ("Southtown", 20), ("Westtown", 37)):
        WaitingListLine.objects.create(quarterly_return=then, name=name, state="reported", waiting=number)
    WaitingListLine.objects.create(
        quarterly_return=now, name="Southtown", state="reported", waiting=20, unchanged_from=then.period
    )
    WaitingListLine.objects.create(quarterly_return=now, name="Easttown", state="reported", waiting=2)
    Office.objects.reference_changed()


def later(own: QuarterlyReturn, period: ReportingPeriod) -> QuarterlyReturn | None:
    rows = QuarterlyReturn.objects.filter(period=period, state="approved", service=own.service, provider=own.provider)
    alone = own.service.returns.filter(period=own.period).count() == 1
    return rows.first() if alone else None


def known_by_line(updates: dict[str, Update], office: Office) -> tuple[Document, Document]:
    """The control: each line is a count of its own, whatever it counts."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (counts, entries, annexes, findings):
            patch.setattr(module, "key_of_waiting", lambda line, end="": (f"waiting {line.pk}{end}",))
        found = one_after_the_other(updates, office)
    ReleasedCell.objects.all().delete()
    return found


def one_small_category(period: ReportingPeriod) -> tuple[Observation, Observation]:
    """Of a figure of one provider: a category that is small, its others being large, and the whole."""
    counted = Observation.objects.counted().filter(
        period=period, state="reported", version__number_kind="count", version__basis="in_period"
    )
    of_people = counted.filter(version__about_people=True).select_related("service_measure", "provider", "category")
    whole = next(
        each
        for each in of_people.whole().order_by("pk")
        if each.standing == "approved"
        and Observation.objects.whole().filter(service_measure=each.service_measure, period=period).count() == 1
        and split_of(each, of_people)
    )
    small, *others = split_of(whole, of_people)
    for place, (row, value) in enumerate([(small, 3), *((each, 20) for each in others)]):
        Observation.objects.filter(pk=row.pk).update(value=value + place)
    rest = 3 + sum(20 + place for place in range(1, len(others) + 1)) + 10
    Observation.objects.filter(pk=whole.pk).update(value=max(whole.value or 0, rest))
    Office.objects.reference_changed()
    return small, whole


def split_of(whole: Observation, rows: QuerySet[Observation]) -> list[Observation]:
    """Its categories of one breakdown, where all of them are counted."""
    parts = Observation.objects.exclude(category__breakdown=None).filter(
        service_measure=whole.service_measure, period=whole.period, provider=whole.provider
    )
    own = parts.order_by("category__breakdown", "pk").values_list("category__breakdown", flat=True).first()
    found = list(rows.filter(pk__in=parts.filter(category__breakdown=own)).order_by("pk"))
    return found if len(found) == parts.filter(category__breakdown=own).count() > 2 else []


def correct(rows: Iterable[Observation], found: Known, update: Update, office: Office) -> Known:
    """The small count and its whole become four more. What is known afterwards: they are other counts then."""
    for row in rows:
        Observation.objects.filter(pk=row.pk).update(value=F("value") + 4)
    Office.objects.reference_changed()
    figures.forget()
    office.refresh_from_db()
    Update.objects.filter(pk=update.pk).update(version=2)
    update.refresh_from_db()
    return called_otherwise(known(office.small_number_below), found)


def called_otherwise(now: Known, then: Known) -> Known:
    """Counts that were corrected are others than those of before."""

    def called(key: Key) -> Key:
        return (*key[:3], f"{key[3]}*") if now.numbers[key] != then.numbers.get(key) else key

    def keys(all_of: tuple[Key, ...]) -> tuple[Key, ...]:
        return tuple(map(called, all_of))

    reporters: Reporters = {place: list(keys(tuple(of))) for place, of in now.reporters.items()}
    return replace(
        now,
        reporters=reporters,
        bounds={called(key): of for key, of in now.bounds.items()},
        secret={called(key): of for key, of in now.secret.items()},
        less=[replace(each, keys=keys(each.keys), less=keys(each.less)) for each in now.less],
        shares={place: (called(part), called(of)) for place, (part, of) in now.shares.items()},
        waiting={place: called(key) for place, key in now.waiting.items()},
    )


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
def test_of_a_corrected_version_beside_the_first_he_works_out_none(printed: Printed, name: str) -> None:
    first = printed.read_now(name)
    assert solved(printed.both, [*first, *printed.read_corrected(printed.corrected, name)]) == {}
    found = solved(printed.both, [*first, *printed.read_corrected(printed.forgetful, name)])
    assert found  # the control: what the first version hid is forgotten
    assert found.items() <= printed.both.secret.items()


def test_of_a_waiting_list_that_is_said_again_he_works_out_none(printed: Printed) -> None:
    page = MEDIA[0]
    told = {key[3] for each in printed.read(printed.before, page) if isinstance(each, Sum) for key in each.keys}
    assert {"", "westtown"} <= told  # he reads those that are shown
    assert "southtown" not in told
    read = [*printed.read(printed.before, page), *printed.read_now(page)]
    assert not waiting_in(solved(printed.known, read))
    then, now = printed.by_line
    read = [*printed.read(then, page), *printed.read(now, page)]
    assert [(key[3], number) for key, number in waiting_in(solved(printed.known, read)).items()] == [("northtown", 3)]


def waiting_in(found: dict[Key, int]) -> dict[Key, int]:
    return {key: number for key, number in found.items() if key[0].startswith("waiting ")}


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
    (MEDIA[2], told_by_a_bar),
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


@pytest.mark.parametrize("name", MEDIA)
def test_he_finds_a_waiting_list_that_is_told(printed: Printed, name: str) -> None:
    entry, key = next(
        (entry, key)
        for entry in printed.now.entries
        for (service, label, which), key in printed.known.waiting.items()
        if (label, which, service) == (QUARTER, "easttown", entry.code)
    )
    assert solved(printed.known, printed.read(only(printed.now, entry), name)) == {}
    said = Flag(FlagKind.WATCH, "Waiting list", f"Easttown: {printed.known.secret[key]} waiting.")
    told = only(printed.now, replace(entry, flags=(*entry.flags, said)))
    assert solved(printed.known, printed.read(told, name)) == {key: printed.known.secret[key]}


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
