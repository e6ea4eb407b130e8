"""Who may approve what, and the rating that an approval stores."""

from collections.abc import Iterable, Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, QuerySet

from commissioning.choices import Asker, QuestionState, Rag
from commissioning.figures import Reference, awards_of, proposed_rating, reference_for, total_of
from commissioning.models import QuarterlyReturn, Question
from commissioning.workflow.checks import open_warnings
from commissioning.workflow.entry import WRITES
from commissioning.workflow.life import MODELS, Record, kind_of, name_of
from commissioning.workflow.material import Material
from commissioning.workflow.refusals import NeedsAnother, NeedsManager, NeedsReason, Unanswered
from tracker import formats
from tracker.lookups import among
from tracker.models import AuditEvent, Office, User
from tracker.periods import financial_year_of

EXCEPTIONS = "commissioning.approve_exceptions"
WRITING = (*WRITES, "submit", "nothing-to-report")


def check_approval(record: Record, *, by: User, reason: str = "", material: Material | None = None) -> str:
    """Refuse an approval that a rule forbids; answers the reason to be kept where one's own entry is approved.

    `material`: what is read of the record already, with all its questions and the person's entries.
    """
    remark = check_own(record, by, reason, material)
    check_questions(record, material)
    if not by.has_perm(EXCEPTIONS):
        check_value(record, material or Material(record))
        check_warnings(record, material)
    return remark


def check_own(record: Record, by: User, reason: str, material: Material | None = None) -> str:
    """Refuse what is one's own, unless the office allows it; answers the reason to be kept then."""
    if not wrote(record, by, material):
        return ""
    office = material.office if material else Office.objects.current()
    if office is None or not office.self_approval:
        raise NeedsAnother(
            f"You entered or sent this {name_of(record)}, so somebody else approves it: any other officer or a manager."
        )
    if not reason.strip():
        raise NeedsReason(
            "You entered this yourself: give the reason why you approve it too. It stays visible for good."
        )
    return reason.strip()[:300]


def wrote(record: Record, user: User, material: Material | None = None) -> bool:
    """Whether the person ever wrote in the record or sent it."""
    if user.pk in (record.entered_by_id, record.submitted_by_id):
        return True
    return bool(material.rows[AuditEvent]) if material else entries_by(record, user).exists()


def entries_by(record: Record, user: User) -> QuerySet[AuditEvent]:
    """The first time that the person wrote in the record or sent it, if they did."""
    found = AuditEvent.objects.about(record).filter(by=user, act__in=WRITING).order_by("number")
    return AuditEvent.objects.filter(pk__in=found.values("pk")[:1])


def written_by(user: User, records: Mapping[str, Iterable[int]]) -> QuerySet[AuditEvent]:
    """The first event in which the person wrote in or sent each of these records, given as keys by kind."""
    wanted = Q(pk__in=[])
    for kind, keys in records.items():
        wanted |= Q(among(keys, "record_id"), model=MODELS[kind]._meta.label_lower)
    mine = AuditEvent.objects.filter(wanted, by=user, act__in=WRITING).order_by()
    first = mine.values("model", "record_id").annotate(first=Min("pk")).values("first")
    return AuditEvent.objects.filter(pk__in=first)


def check_questions(record: Record, material: Material | None = None) -> None:
    """Refuse while a question about it has no answer."""
    if material:
        count = sum(
            question.state == QuestionState.OPEN and question.asker != Asker.PROVIDER
            for question in material.rows[Question]
        )
    else:
        asked = Question.objects.about(kind_of(record), record.pk).unanswered()
        count = asked.exclude(asker=Asker.PROVIDER).count()
    if count:
        questions = "A question about it has" if count == 1 else f"{count} questions about it have"
        raise Unanswered(f"{questions} no answer yet. Whoever is asked answers, or the asker closes it.")


def check_value(record: Record, material: Material) -> None:
    """Above the office's award value a return is a manager's to approve; money and items are not bound to it."""
    office, reference = material.office, material.reference
    if office is None or reference is None or not isinstance(record, QuarterlyReturn):
        return
    value = award_value(record, reference)
    if value is not None and value > office.manager_above:
        raise NeedsManager(
            f"Its award is {formats.money(value)}, above {formats.money(office.manager_above)}: a manager approves it."
        )


def award_value(quarterly_return: QuarterlyReturn, reference: Reference) -> Decimal | None:
    """The largest award of its provider for its service in the financial year, None where none is stated."""
    end = quarterly_return.period.end
    totals = (total_of(award, financial_year_of(end), end) for award in awards_of(quarterly_return, reference))
    return max((total for total in totals if total is not None), default=None)


def check_warnings(record: Record, material: Material | None = None) -> None:
    """Refuse while a warning has no reason."""
    found = open_warnings(record, material)
    if found:
        warnings = "A warning is" if len(found) == 1 else f"{len(found)} warnings are"
        raise NeedsManager(f"{warnings} open: {found[0].sentence} Give a reason for each, or a manager approves it.")


def rating_fields(quarterly_return: QuarterlyReturn, *, rag: str, reason: str) -> dict[str, Any]:
    """Proposed and final rating with the thresholds in force, as approval stores them (rule 12)."""
    office = Office.objects.current()
    if office is None:
        proposed, why = Rag.NOT_RATED, ""
    else:
        rating = proposed_rating(quarterly_return, reference=reference_for(office), office=office)
        proposed, why = Rag(rating.rag), rating.reason
    final = Rag(rag) if rag else proposed
    if final != proposed and not reason.strip():
        raise NeedsReason(f"The rule proposes “{proposed.label}”. Give a reason for “{final.label}”.")
    return {
        "proposed_rag": proposed,
        "rag": final,
        "rag_why": why[:200],
        "rag_reason": reason.strip()[:200] if final != proposed else "",
        "rag_thresholds": _thresholds(office),
    }


def corrected_rating(quarterly_return: QuarterlyReturn) -> dict[str, Any]:
    """The rating of an approved return whose figure was corrected: proposed anew, by the thresholds of its approval.

    An officer's own rating stays, with its reason, until the rule proposes the same.
    """
    found, kept = Office.objects.current(), quarterly_return.rag_thresholds
    if found is None or not kept:
        return {}
    office = copy(found)
    office.tolerance, office.pace_points = Decimal(kept["tolerance"]), Decimal(kept["pace_points"])
    rating = proposed_rating(quarterly_return, reference=reference_for(office), office=office)
    overridden = bool(quarterly_return.rag_reason) and quarterly_return.rag != rating.rag
    return {
        "proposed_rag": Rag(rating.rag),
        "rag": Rag(quarterly_return.rag if overridden else rating.rag),
        "rag_why": rating.reason[:200],
        "rag_reason": quarterly_return.rag_reason if overridden else "",
    }


def _thresholds(office: Office | None) -> dict[str, str]:
    if office is None:
        return {}
    return {"tolerance": str(office.tolerance), "pace_points": str(office.pace_points)}
