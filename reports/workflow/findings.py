"""What the editor makes of the findings: leaves them out, puts them back, orders them, says them in other words."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commissioning.figures import LiveFacts
from commissioning.parsing.references import PATTERN, read_reference
from reports.builder.chosen import LONGEST_KEY, MOST
from reports.models import FindingChoice, Update
from reports.workflow.composing.held import hold_update
from tracker import audit
from tracker.models import User
from tracker.refusals import Clash, Collision, Faults, NotNow

LIMIT = 400
MOST_KEYS = 80


@transaction.atomic
def leave_out(*, update: Update, key: str, by: User, at: datetime) -> FindingChoice:
    """Keep a finding off the front page."""
    return _choose(update, key, by, at, told=("on the front page", "left out"), left_out=True)


@transaction.atomic
def put_on(*, update: Update, key: str, keys: Sequence[str], by: User, at: datetime) -> FindingChoice:
    """Put a finding on the front page, in the last of its places. `keys`: the list as it stands there now."""
    choice = _choose(update, key, by, at, told=("not on the front page", "put on"), left_out=False)
    others = [each for each in keys if each != key]
    _order(update, [*others[: MOST - 1], key, *others[MOST - 1 :]], by, at)
    choice.refresh_from_db()
    return choice


@transaction.atomic
def move(*, update: Update, key: str, keys: Sequence[str], up: bool, by: User, at: datetime) -> None:
    """One place up or down among the findings of its list, which stand in the order of `keys`."""
    held = hold_update(update, by)
    listed = list(keys)
    if key not in listed:
        raise NotNow("This finding is not on the front page any more. Look at the list again.")
    here = listed.index(key)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    _order(held, listed, by, at)
    audit.record(act="order-findings", record=held, by=by, at=at, changes={key: (str(here + 1), str(there + 1))})


@transaction.atomic
def reword(
    *, update: Update, key: str, words: str, said: str, version: int, facts: LiveFacts, by: User, at: datetime
) -> FindingChoice:
    """Say a finding in other words; empty words let the rule speak again. `said` is what the rule says now.

    Collision where somebody else chose other words since `version`, with both texts.
    """
    words = " ".join(words.split())
    if len(words) > LIMIT:
        raise Faults({key: f"This is {len(words):,} characters long, and {LIMIT:,} can be kept. Shorten it."})
    for match in PATTERN.finditer(words):
        reference = read_reference(match["inside"])
        if reference is None or facts.found(reference) is None:
            raise Faults({key: f"{match[0]} names nothing that is stored. Put it right or take it away."})
    hold_update(update, by)
    stands = FindingChoice.objects.filter(update=update, key=key).first()
    if stands is not None and stands.version != version and stands.words != words:
        raise Collision([Clash(key, words, stands.words)], stands.version, {key: stands.words})
    before = stands.words if stands else ""
    return _choose(update, key, by, at, told=(before, words), words=words, said=said[:1000] if words else "")


def _choose(
    update: Update, key: str, by: User, at: datetime, *, told: tuple[str, str], **fields: object
) -> FindingChoice:
    held = hold_update(update, by)
    if not key or len(key) > LONGEST_KEY:
        raise NotNow("There is no such finding. Look at the list again.")
    choice = FindingChoice.objects.select_for_update().filter(update=held, key=key).first()
    choice = choice or FindingChoice(update=held, key=key, version=0)
    for name, value in fields.items():
        setattr(choice, name, value)
    choice.by, choice.at, choice.version = by, at, choice.version + 1
    choice.save()
    audit.record(act="choose-finding", record=held, by=by, at=at, changes={key: told})
    return choice


def _order(update: Update, keys: Sequence[str], by: User, at: datetime) -> None:
    """Each finding of a list at its place; in two statements, however many there are."""
    wanted = [key for key in dict.fromkeys(keys) if key and len(key) <= LONGEST_KEY][:MOST_KEYS]
    stored = {row.key: row for row in FindingChoice.objects.filter(update=update, key__in=wanted)}
    made = [FindingChoice(update=update, key=key, by=by, at=at) for key in wanted if key not in stored]
    for place, key in enumerate(wanted, start=1):
        row = stored.get(key) or next(each for each in made if each.key == key)
        row.place = place
    FindingChoice.objects.bulk_update(stored.values(), ["place"])
    FindingChoice.objects.bulk_create(made)
