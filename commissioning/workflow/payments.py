"""What the office paid: lines taken in from its ledger, and said to be for an award or for none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from commissioning.choices import MatchedBy
from commissioning.models import Award, Payment
from commissioning.workflow.refusals import NeedsReason, NotNow, NotYours
from tracker.audit import Told, record_all
from tracker.models import ImportRun, User

KEEPS = "commissioning.keep_payments"


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One line to be added, with what told its award (`award` None: nothing did). `digest` is unique to it."""

    day: date
    amount: Decimal
    payee: str
    reference: str
    cell: str
    digest: str
    award: int | None = None
    matched_by: str = ""


def add_payments(*, run: ImportRun, lines: Iterable[PaidLine], by: User) -> int:
    """Add the lines of an extract, inside the transaction that takes it in. NotYours without the permission.

    A line that is held already raises IntegrityError: the caller plans on what is held, and takes in all or nothing.
    """
    if not by.has_perm(KEEPS):
        raise NotYours("Only finance and managers take in payments. Ask one of them.")
    rows = [
        Payment(
            paid_on=each.day,
            amount=each.amount,
            payee=each.payee,
            reference=each.reference,
            line=each.digest,
            award_id=each.award,
            matched_by=each.matched_by,
            import_run=run,
            cell=each.cell,
        )
        for each in lines
    ]
    return len(Payment.objects.bulk_create(rows, batch_size=500))


@transaction.atomic
def match_payments(
    *, payments: Sequence[Payment], award: Award | None, aside: bool = False, by: User, at: datetime
) -> list[Payment]:
    """Say which award these payments were for, or (`aside`) that they were for none. Answers those that changed.

    What was said before gives way, and stays in the history. Said again, nothing changes.
    """
    if not by.has_perm(KEEPS):
        raise NotYours("Only finance and managers say what a payment was for. Ask one of them.")
    if (award is None) != aside:
        raise NeedsReason("Choose the award that it was paid for, or that it was for none.")
    keys = [each.pk for each in payments]
    stand = list(Payment.objects.select_for_update(of=("self",)).select_related("award").filter(pk__in=keys))
    if len(stand) < len(set(keys)):
        raise NotNow("One of these payments is no longer there. Open the list again.")
    changed = [each for each in stand if (each.award, each.aside) != (award, aside)]
    told = [Told("match-payment", each, changes={"award": (_said(each), _word(award))}) for each in changed]
    for each in changed:
        each.award, each.aside, each.said_by = award, aside, by
        each.matched_by = MatchedBy.PERSON if award is not None else ""
    Payment.objects.bulk_update(changed, ["award", "aside", "said_by", "matched_by"], batch_size=500)
    record_all(told, by=by, at=at)
    return changed


def _said(payment: Payment) -> str:
    return "" if payment.award is None and not payment.aside else _word(payment.award)


def _word(award: Award | None) -> str:
    return award.code if award is not None else "for no award"
