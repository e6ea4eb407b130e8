"""The list that must be clear, or decided by somebody, before an update is signed off (publishing rules 1 to 4)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from commissioning.choices import CaseState
from commissioning.claims import Facts, Finding, exposures_in
from reports.builder.acronyms import unexplained
from reports.builder.build import build_undecided
from reports.builder.checks import DECIDES, Answer, Check, CheckKind, Clearance, Effect, Moved
from reports.builder.keys import in_words
from reports.builder.material import Material, gather
from reports.builder.public import Safety, keys_in, rows_of, safety_of
from reports.builder.releasing import shift
from reports.document import (
    Audience,
    Document,
    Entry,
    Text,
    Withheld,
    digest_of,
    for_the_public,
    marked_for,
    plainly_other,
    text_key,
    texts_in,
)
from reports.models import CheckAct, CheckAnswer, Update
from reports.suppression import Why
from tracker import formats
from tracker.models import Office

MOST_NAMED = 3  # hidden counts that one number equals
Labels = Mapping[str, tuple[str, str, str]]
AFTER = "(after the quarter)"
UNVERIFIED = "as reported; parts not given"
LAPSED = " It was to be printed; that would hide others by now, so it is asked anew."
CAUSES = {
    Why.SMALL: "a small number of people",
    Why.GIVES_AWAY: "a small number could be worked out from it",
    Why.EARLIER: "an earlier publication hid it",
}


def clearance(update: Update, *, office: Office, printing: str = "") -> Clearance:
    """All there is to look at in what the public would read, each with the answer that holds for it; with what
    `printing` a hidden count, by the key of its check, would do to others.

    Raises what the builder raises.
    """
    return clearance_of(gather(update, office=office, draft=False), printing)


def clearance_of(material: Material, printing: str = "") -> Clearance:
    """The same, from what has been read."""
    public = marked_for(build_undecided(material), Audience.PUBLIC)
    safety = safety_of(material, frozenset(keys_in(public)))
    withheld = for_the_public(public, safety.hidden.without_exceptions)[1]
    answers = {answer.key: answer for answer in material.decisions if answer.about not in safety.lapsed}
    groups = (
        [
            *_withheld(withheld, safety, public),
            *_worked_out(safety, material.reference.providers),
            *_texts(material, public, withheld),
            *_cases(material),
        ],
        [*_unverified(public), *_after(public), *_no_figure(public), *_acronyms(material, public)],
        _cells(safety, public),
    )
    must, asked, cells = (tuple(_answered(check, answers) for check in _once(group)) for group in groups)
    kind, _, about = printing.partition(":")
    effect = _effect(about, safety, public) if kind == CheckKind.CELL and about in safety.why else None
    return Clearance(must, asked, cells, effect)


def _once(checks: Iterable[Check]) -> list[Check]:
    """Each check once, by kind and then as it stands in the update."""
    order = list(CheckKind)
    return sorted({each.key: each for each in checks}.values(), key=lambda each: order.index(each.kind))


def _answered(check: Check, answers: dict[str, CheckAnswer]) -> Check:
    """With its answer, where that was given to these very facts and is one that may be given."""
    found = answers.get(check.key)
    if found is None or found.digest != check.digest or found.act not in check.acts:
        return check
    return check.answered(Answer(CheckAct(found.act), found.reason, found.by.name, found.at))


def _withheld(withheld: Iterable[Withheld], safety: Safety, public: Document) -> Iterator[Check]:
    """Texts with a hidden number of their service, or with a contact: they are not printed before somebody decides."""
    labels = _labels(public)
    for each in withheld:
        kind = CheckKind.CONTACT if each.contact else CheckKind.NUMBER
        sentence = (
            f"“{each.contact}” leads to a person, or to an address that is confidential: it is never published."
            if each.contact
            else " ".join(_equal(each, number, safety, labels) for number in each.numbers)
        )
        key, about = f"{kind}:{text_key(each.anchor, each.text)}", each.heading
        acts = (CheckAct.LEAVE_OUT, CheckAct.OFFICE_ONLY) if each.contact else DECIDES
        other = () if each.contact else plainly_other(each.text, each.numbers)
        yield Check(key, kind, sentence, about, each.anchor, each.facts, acts, each.text, other=other)


def _equal(text: Withheld, number: int, safety: Safety, labels: Labels) -> str:
    """Which hidden counts the number in a text equals, as they are called where they would stand."""
    found = [labels[key][0] for key in safety.hidden_of(text.services, number) if key in labels]
    which, more = list(dict.fromkeys(found))[:MOST_NAMED], len(set(found)) - MOST_NAMED
    called = formats.listing([*which, f"{formats.in_words(more)} more"] if more > 0 else which)
    named = f"as much as {called}, which {'is' if len(found) == 1 else 'are'} hidden" if found else "which is hidden"
    return f"The text says {formats.number(number)}, {named}: it would tell how few people there were."


def _worked_out(safety: Safety, providers: Mapping[int, str]) -> Iterator[Check]:
    """Small counts that follow from what earlier publications told: hiding more now doesn't help."""
    for key in safety.counts.solved.worked_out:
        named = in_words(key, providers)
        sentence = (
            f"A small count ({named}) can be worked out from what earlier publications told. Nothing hides it now."
        )
        facts = safety.counts.facts(key)
        yield Check(
            f"{CheckKind.WORKED_OUT}:{key}", CheckKind.WORKED_OUT, sentence, "", "", facts, (CheckAct.OVERRIDE,)
        )


def _texts(material: Material, public: Document, withheld: Iterable[Withheld]) -> Iterator[Check]:
    """What the words themselves give away. A small number that is withheld already is not asked about twice."""
    numbered = {(each.anchor, each.text) for each in withheld if each.numbers}
    quarter, below = material.quarter, material.office.small_number_below
    facts = Facts(quarter.start, quarter.end, small_below=below)
    for text in texts_in(public):
        by_kind: dict[str, list[Finding]] = {}
        for finding in exposures_in(text.words, facts):
            by_kind.setdefault(finding.code, []).append(finding)
        for code, found in by_kind.items():
            if code != CheckKind.SMALL or (text.anchor, text.words) not in numbered:
                yield _of_text(CheckKind(code), text, " ".join(each.sentence for each in found), found)


def _of_text(kind: CheckKind, text: Text, sentence: str, found: Iterable[Finding]) -> Check:
    facts = digest_of(text.words, *(each.quote for each in found))
    return Check(f"{kind}:{text.key}", kind, sentence, text.heading, text.anchor, facts, DECIDES, text.words)


def _cases(material: Material) -> Iterator[Check]:
    """Retold cases that are not approved for publication: they are left out, and somebody says that this is meant."""
    for (kind, pk), cases in material.cases.items():
        for case in (each for each in cases if each.state != CaseState.PUBLICATION):
            service = next((s for key, s in material.services.items() if (kind, pk) in material.records(key)), None)
            sentence = (
                f"The case “{case.title}” is {case.get_state_display().lower()}: anonymity and consent are to be "
                "checked for publication, else it is left out."
            )
            facts = digest_of(case.title, case.text, case.state)
            yield Check(
                f"{CheckKind.CASE}:{case.pk}",
                CheckKind.CASE,
                sentence,
                service.name if service else "The office",
                f"{kind}:{pk}",
                facts,
                (CheckAct.LEAVE_OUT,),
            )


def _asked(kind: CheckKind, about: str, sentence: str, heading: str, anchor: str, *facts: str) -> Check:
    return Check(f"{kind}:{about}", kind, sentence, heading, anchor, digest_of(*facts), (CheckAct.FINE,))


def _unverified(public: Document) -> Iterator[Check]:
    for row in (row for annex in public.annexes for row in annex.figures):
        if UNVERIFIED in row.notes:
            sentence = f"{row.label}, {row.period}: {row.words} has no parts and prints “({UNVERIFIED})”."
            about = f"{row.code}:{row.period}:{row.provider}"
            yield _asked(CheckKind.UNVERIFIED, about, sentence, row.service, row.anchor, row.words)


def _after(public: Document) -> Iterator[Check]:
    for text in texts_in(public):
        if AFTER in text.words:
            sentence = f"An event after the quarter: prints “{text.words}”."
            yield _asked(CheckKind.AFTER, text.key, sentence, text.heading, text.anchor, text.words)


def _no_figure(public: Document) -> Iterator[Check]:
    names = [entry.heading for entry in public.entries if entry.no_figure]
    if names:
        few = f"{formats.in_words(len(names)).capitalize()} paragraph{'s have' if len(names) > 1 else ' has'} no figure"
        sentence = f"{few}: {formats.listing(names)}. The summary says so."
        yield _asked(CheckKind.NO_FIGURE, "update", sentence, "", "", *names)


def _acronyms(material: Material, public: Document) -> Iterator[Check]:
    """Short forms in paragraphs that neither the glossary nor the text itself explains."""
    known = {each.short for each in material.acronyms}
    known |= {word for each in public.entries for word in re.findall(r"\w+", f"{each.heading} {each.who}")}
    for entry in public.entries:
        words = " ".join(passage.text for passage in entry.passages)
        for short in unexplained(words, known):
            sentence = f"“{short}” is not explained. Write it out, or add it to the list of acronyms."
            yield _asked(CheckKind.ACRONYM, f"{entry.code}:{short}", sentence, entry.heading, entry.code, short)


def _cells(safety: Safety, public: Document) -> list[Check]:
    """The counts that are hidden, each of which a manager can release."""
    labels = {key: told for key, told in _labels(public).items() if key in safety.asked}
    first = {safety.counts.same(key): key for key in reversed(labels)}
    return [
        Check(
            f"{CheckKind.CELL}:{key}",
            CheckKind.CELL,
            f"{label} ({formats.number(safety.counts.cells[key].value)}): {CAUSES[safety.asked[key]]}."
            + (LAPSED if key in safety.lapsed else ""),
            heading,
            anchor,
            safety.counts.facts(key),
            (CheckAct.OVERRIDE,),
        )
        for key, (label, heading, anchor) in labels.items()
        if first[safety.counts.same(key)] == key
    ]


def _effect(key: str, safety: Safety, public: Document) -> Effect:
    """What printing a hidden count would do to others, each number named once."""
    counts, labels, found = safety.counts, _labels(public), shift(safety.counts, key)

    def named(keys: Iterable[str]) -> dict[str, str]:
        """Each number by the name under which it is told, for those that are told anywhere."""
        by_number: dict[str, str] = {}
        for each in keys:
            label, heading, _ = labels.get(each, (each, "", ""))
            by_number.setdefault(counts.same(each), f"{heading}: {label}" if heading else label)
        return by_number

    def moved(keys: Iterable[str], printed: bool) -> list[Moved]:
        return [Moved(name, formats.number(counts.cells[of].value), printed) for of, name in named(keys).items()]

    changed = [*moved([key], True), *moved(found.hides, False), *moved(found.shows, True)]
    return Effect(found.hides, found.digest, tuple(named(found.gives_away).values()), tuple(changed))


def _labels(public: Document) -> dict[str, tuple[str, str, str]]:
    """Where each count is told first: what it is called there, under which heading, in which paragraph."""
    found: dict[str, tuple[str, str, str]] = {}
    for entry in public.entries:
        for key, label in _of_entry(entry, public.period):
            found.setdefault(key, (label, entry.heading, entry.code))
    for row in rows_of(public):
        for key in row.counts:
            of = f"{row.label}, {row.category}" if row.category else row.label
            found.setdefault(key, (f"{of}, {row.provider}, {row.period}", row.service, row.anchor))
        for key in row.beside:
            found.setdefault(key, (f"{row.label}, compared ({key})", row.service, row.anchor))
    return found


def _of_entry(entry: Entry, period: str) -> Iterator[tuple[str, str]]:
    for figure in entry.figures:
        yield from ((key, f"{figure.label}, {period}") for key in figure.counts)
    for point in entry.chart.points if entry.chart else ():
        yield from ((key, f"{entry.chart.title}, {point.label}") for key in point.counts if entry.chart)
    for flag in entry.flags:
        yield from ((key, flag.title) for key in flag.counts)
