"""The rules that stored data must keep, beyond what constraints can hold: each gives a sentence for each fault."""

from collections.abc import Callable, Iterator

from reports.management.checks import calendars, chain, figures, files, index, lives, money, publications, returns

Rule = Callable[[], Iterator[str]]

RULES: dict[str, Rule] = {
    "the audit trail is one chain": chain.chain,
    "what an event or a question is about exists": chain.records_exist,
    "a state is that of the last event": lives.states,
    "what was sent is kept whole": lives.submissions,
    "nobody approves what he or she sent without a reason": lives.approvals,
    "an approved return has its ratings": lives.ratings,
    "a return has its measures": returns.measures,
    "a return belongs to its pack": returns.packs,
    "a figure belongs to its return": figures.owners,
    "a figure in force is one of those kept": figures.kept,
    "a figure has the standing of its return": figures.standings,
    "a percentage is what its parts give": figures.shares,
    "a part is no larger than its whole": figures.parts,
    "a family does not fall": figures.families,
    "shares of an award come to at most 100 per cent": money.shares,
    "a profile comes to the whole year": money.profiles,
    "periods follow one another": calendars.periods,
    "a file has its row, and a row its file": files.files,
    "a finished job has its file": files.jobs,
    "what was published is as it was": publications.publications,
    "the evidence of an agreement is as it was sent": publications.evidence,
    "what is searched is in the index": index.texts,
}


def faults() -> Iterator[tuple[str, str]]:
    """Every fault there is: the rule, and a sentence that says where it is broken."""
    for name, rule in RULES.items():
        for sentence in rule():
            yield name, sentence
