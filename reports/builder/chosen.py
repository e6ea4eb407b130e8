"""The front page's findings as the editor wants them: left out, put in another order, said in other words.

What is found, what it rests on and who may read it come from the data all the same. A finding in other words keeps its
source, and the counts that the rule told; with those that the words point at they decide what the public reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.builder.references import Resolver
from reports.document import Finding, narrowest
from reports.models import FindingChoice

MOST = 7
LONGEST_KEY = 160


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding of one list of the front page, with the editor's choice of it, where there is one."""

    key: str
    finding: Finding
    choice: FindingChoice | None

    @property
    def left_out(self) -> bool:
        return self.choice is not None and self.choice.left_out

    @property
    def words(self) -> str:
        return self.choice.words if self.choice else ""

    @property
    def changed(self) -> bool:
        """Whether the rule says something else now than when the editor chose other words."""
        return bool(self.choice and self.choice.words and self.choice.said != self.finding.text)


def key_of(kind: str, finding: Finding) -> str:
    """Which finding it is: its list, its rule and what it is about."""
    return f"{kind}:{finding.rule}:{finding.anchor or finding.lead}"[:LONGEST_KEY]


def candidates(kind: str, found: Iterable[Finding], choices: Mapping[str, FindingChoice]) -> list[Candidate]:
    """All findings of a list, one a paragraph and rule: those that the editor placed in that order, then as ranked."""
    kept: dict[str, Finding] = {}
    for finding in found:
        kept.setdefault(key_of(kind, finding), finding)
    listed = [Candidate(key, finding, choices.get(key)) for key, finding in kept.items()]
    return sorted(listed, key=_place)


def _place(candidate: Candidate) -> tuple[bool, int]:
    place = candidate.choice.place if candidate.choice else None
    return (place is None, place or 0)


def shown(listed: Sequence[Candidate]) -> list[Candidate]:
    """Those that the front page has room for."""
    return [each for each in listed if not each.left_out][:MOST]


def printed(listed: Sequence[Candidate], resolve: Resolver) -> tuple[Finding, ...]:
    """The findings as they print, in the editor's words where there are any. UnknownReference as of any text."""
    return tuple(_printed(each, resolve) for each in shown(listed))


def _printed(candidate: Candidate, resolve: Resolver) -> Finding:
    finding = candidate.finding
    if not candidate.words:
        return finding
    passage = resolve.passage(candidate.words, finding.audience)
    return replace(
        finding,
        text=passage.text,
        audience=narrowest(finding.audience, passage.audience),
        counts=finding.counts + passage.counts,
        reworded=True,
    )
