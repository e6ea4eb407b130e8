"""“Nothing changed since last quarter”: an empty part of a page says again what was said one period earlier."""

from datetime import datetime

from django.db import transaction

from commissioning.workflow.entry import Saved, done_before, lock, raise_version
from commissioning.workflow.life import Record, check_open
from commissioning.workflow.refusals import NotNow
from commissioning.workflow.sections import Section, parts_of, section_of
from commissioning.workflow.sections.boxes import Changes
from commissioning.workflow.sections.lines import Lines
from tracker.audit import KEY
from tracker.models import User


@transaction.atomic
def carry_forward(*, record: Record, section: str, part: str, by: User, at: datetime, key: str = "") -> Saved:
    """Take the words or lines of one period earlier into an empty part of a page, each marked “unchanged since”.

    `part` may name one line of a list: "risks:12". Refused where something is written there already: nothing that is
    there is replaced.
    """
    owner = lock(record)
    if done_before(owner, key):
        return Saved(owner.version, changed=False)
    check_open(owner, by)
    page = section_of(owner, section, by)
    slug, _, line = part.partition(":")
    found = next((each for each in parts_of(page) if each.slug == slug), None) if page else None
    if found is None:
        raise LookupError(f"There is no part {part!r} of a page {section!r}.")
    changes = _carried(found, line)
    if not changes:
        raise NotNow("Something is written here already, or nothing was said one quarter earlier. Nothing was changed.")
    said = {**changes, **({KEY: ("", key)} if key else {})}
    raise_version(owner, by, at, section, said, act="carry-forward", rows=found.told)
    return Saved(owner.version + 1, changed=True)


def _carried(part: Section, line: str) -> Changes:
    """The whole part, or one line of it, said again; empty where that can't be."""
    if line:
        return part.carry_line(line) if isinstance(part, Lines) else {}
    return part.carry() if part.can_carry else {}
