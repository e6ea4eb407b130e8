"""Who was reminded, when and how, in words: on the page of reminders, and on what is owed."""

from collections.abc import Iterable
from typing import Any

from commissioning.models import Reminder
from tracker import formats
from tracker.models import Outbox

Row = dict[str, Any]
State = Outbox.State
SHOWN = 3  # on what is owed: the newest; the page of reminders has them all

UNANSWERED = "A question without an answer in time"

OUTCOMES = {
    State.WAITING: ("act", "On its way"),
    State.SENDING: ("act", "On its way"),
    State.SENT: ("quiet", "Sent"),
    State.FAILED: ("late", "Not sent"),
    State.UNKNOWN: ("question", "Not known"),
}


def outcome(reminder: Reminder) -> tuple[str, str]:
    """Tone and word for how it went."""
    if reminder.copied:
        return "quiet", "Sent by hand"
    if reminder.mail is None:
        return "quiet", "Sent"
    return OUTCOMES[State(reminder.mail.state)]


def standing_row(reminders: Iterable[Reminder]) -> list[Row]:
    """The line among the facts of what is owed: "14 October 2022 to Helen Marsh"; none where nobody was reminded."""
    lines = [_line(when, rows) for when, rows in _by_moment(reminders).items()]
    if not lines:
        return []
    more = [f"and {len(lines) - SHOWN} times before"] if len(lines) > SHOWN else []
    return [{"key": "Reminder sent", "value": lines[0], "sub": "; ".join([*lines[1:SHOWN], *more])}]


def _by_moment(reminders: Iterable[Reminder]) -> dict[Any, list[Reminder]]:
    found: dict[Any, list[Reminder]] = {}
    for each in reminders:
        found.setdefault(each.at, []).append(each)
    return found


def _line(when: Any, rows: list[Reminder]) -> str:
    failed = [each for each in rows if outcome(each)[1] in ("Not sent", "Not known")]
    to = formats.listing(sorted({_named(each, each in failed) for each in rows}))
    by = f", by {rows[0].by}" if rows[0].by else ""
    return f"{formats.day(when)} to {to}{by}"


def _named(reminder: Reminder, failed: bool) -> str:
    return f"{reminder.to} ({outcome(reminder)[1].lower()})" if failed else str(reminder.to)


def sent_rows(reminders: Iterable[Reminder]) -> list[Row]:
    """One row for each letter, the newest first, with how many things it named."""
    letters: dict[tuple[Any, Any, Any, Any], list[Reminder]] = {}
    for each in reminders:
        letters.setdefault((each.at, each.contact_id, each.user_id, each.mail_id), []).append(each)
    return [_sent_row(rows) for rows in letters.values()]


def _sent_row(rows: list[Reminder]) -> Row:
    first, rule = rows[0], next((each.rule for each in rows if each.rule), None)
    tone, word = outcome(first)
    mail = first.mail
    return {
        "when": formats.moment(first.at),
        "to": str(first.to),
        "of": first.contact.provider.brief_name if first.contact else "",
        "things": len(rows),
        "why": f"By rule: {rule.when.lower()}" if rule else f"By {first.by}" if first.by else UNANSWERED,
        "tone": tone,
        "word": word,
        "error": mail.error if mail and mail.state != State.SENT else "",
    }
