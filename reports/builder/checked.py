"""How far the providers' check of an update is: whom it was sent to, what came back, what has changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commissioning.choices import QuestionState
from reports.builder.own_parts import OwnPart
from reports.models import CheckedEntry, PartAnswer, ProviderCheck, Update

PartsByProvider = Mapping[int, tuple[OwnPart, ...]]


@dataclass(frozen=True, slots=True)
class CheckState:
    """One provider's check; `changed` are the paragraphs whose words or figures are others than it was shown."""

    check: ProviderCheck
    rows: tuple[CheckedEntry, ...]
    changed: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return sum(bool(row.answer) for row in self.rows)

    @property
    def agreed(self) -> bool:
        return all(row.answer == PartAnswer.RIGHT for row in self.rows)

    @property
    def said(self) -> tuple[CheckedEntry, ...]:
        """What is not right, as the provider said it."""
        return tuple(row for row in self.rows if row.text)

    @property
    def open(self) -> tuple[CheckedEntry, ...]:
        return tuple(row for row in self.said if row.question and row.question.state != QuestionState.CLOSED)


def states(update: Update, *, current: PartsByProvider | None = None) -> list[CheckState]:
    """The checks that stand, by provider's name. Two queries. `current`: what would be shown now, where it is known."""
    checks = (
        ProviderCheck.objects.standing().filter(update=update).select_related("provider", "asked_by", "answered_by")
    )
    rows = CheckedEntry.objects.filter(check_of__update=update, check_of__ended_at=None).select_related("question")
    by_check: dict[int, list[CheckedEntry]] = {}
    for row in rows:
        by_check.setdefault(row.check_of_id, []).append(row)
    return [
        CheckState(check, tuple(by_check.get(check.pk, ())), _changed(by_check.get(check.pk, ()), check, current))
        for check in checks.order_by("provider__name", "pk")
    ]


def _changed(rows: Iterable[CheckedEntry], check: ProviderCheck, current: PartsByProvider | None) -> tuple[str, ...]:
    if current is None:
        return ()
    now = {part.code: part.digest for part in current.get(check.provider_id, ())}
    return tuple(row.code for row in rows if now.get(row.code) != row.digest)


def words_of_checks(found: Iterable[CheckState], *, on: date) -> str:
    """The line of the sign-off page: "29 asked, 26 agreed, 2 say something is not right (1 still open)"."""
    listed = list(found)
    if not listed:
        return "No provider has been asked to check its part."
    agreed = sum(each.agreed for each in listed)
    said = [each for each in listed if each.said]
    silent = [each for each in listed if each.answered < len(each.rows) and not each.said]
    parts = [f"{len(listed)} asked", f"{agreed} agreed"]
    if said:
        waiting = sum(bool(each.open) for each in said)
        verb = "says" if len(said) == 1 else "say"
        parts.append(f"{len(said)} {verb} something is not right" + (f" ({waiting} still open)" if waiting else ""))
    late = [each for each in silent if each.check.reply_by < on]
    if late:
        parts.append(f"{len(late)} gave no full reply by the day asked for")
    if len(silent) > len(late):
        parts.append(f"{len(silent) - len(late)} still have time to answer")
    return ", ".join(parts)
