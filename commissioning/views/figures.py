"""Where a figure comes from: every value it ever had, who entered it, which return it is from, who approved that."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import ObservationState, RecordKind, Standing
from commissioning.figures.observations import value_of
from commissioning.imports.prose.filing import PASSAGE
from commissioning.models import Observation, ObservationValue, Pack, QuarterlyReturn, SpendLine
from commissioning.models.seeing import audiences
from commissioning.ratings.comparators import written
from commissioning.ratings.values import State
from commissioning.views.corrections import why_not
from commissioning.views.keeping import ask_url
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from commissioning.workflow.answers import label_of
from commissioning.workflow.earlier import TAKES_OVER
from tracker import formats
from tracker.models import User
from tracker.roles import Role

Row = dict[str, Any]
COUNTED = {Standing.APPROVED, Standing.TAKEN_OVER}
RELATED = ("service_measure__service", "provider", "period", "category", "version__measure")
PEOPLE = ("quarterly_return__entered_by", "quarterly_return__submitted_by", "quarterly_return__approved_by")


@with_quarter("commissioning.view_portfolio")
def figure(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One observation with its past; 404 where this person may not see it."""
    rows = Observation.objects.visible_to(scene.user).select_related(*RELATED, *PEOPLE)
    found = rows.filter(pk=pk, service_measure__audience__in=audiences(scene.user)).first()
    if found is None or not may_see(scene.user, found.standing):
        raise Http404
    values = found.values.select_related("by", "quarterly_return__period").order_by("-number")
    shown = [row for row in values if may_see(scene.user, row.standing)]
    context = {
        "observation": found,
        "heading": label_of(found),
        "words": words(scene, found, found),
        "is_number": found.state == ObservationState.REPORTED,
        "facts": facts(scene, found, shown),
        "return_facts": return_facts(found),
        "values": [value_row(scene, found, row) for row in shown],
        "crumbs": crumbs(scene, found),
        "ask_url": ask_address(scene, found),
        "correct_url": correct_address(scene, found),
        "history_url": history_url(scene, "figures", pk),
    }
    return render(request, "commissioning/figure/page.html", context)


def may_see(user: User, standing: str) -> bool:
    """A viewer sees what is approved or taken over; others of the office see all."""
    return user.role != Role.VIEWER or standing in COUNTED


def ask_address(scene: Scene, found: Observation) -> str:
    """Where this figure is asked about: in its return, at the figure; one that was taken over with its service."""
    if not scene.user.has_perm("commissioning.ask_questions"):
        return ""
    if found.quarterly_return_id is None:
        return ask_url(RecordKind.SERVICE, found.service_measure.service_id)
    return f"{ask_url(RecordKind.RETURN, found.quarterly_return_id)}?about=figures:{found.service_measure_id}"


def correct_address(scene: Scene, found: Observation) -> str:
    """Where this person can correct the figure, if they can now."""
    offered = scene.user.has_perm(TAKES_OVER) and not why_not(found, scene.user)
    return reverse("figure-correct", args=[scene.quarter.slug, found.pk]) if offered else ""


def crumbs(scene: Scene, found: Observation) -> list[dict[str, str]]:
    service = found.service_measure.service
    figures = reverse("service-tab", args=[scene.quarter.slug, service.pk, "figures"])
    return [
        {"label": "Services", "url": reverse("services", args=[scene.quarter.slug])},
        {"label": service.name, "url": reverse("service", args=[scene.quarter.slug, service.pk])},
        {"label": "Figures", "url": f"{figures}#m{found.service_measure_id}"},
    ]


def words(scene: Scene, found: Observation, row: Any) -> str:
    """A stored value as it prints; one without a number says why there is none."""
    if row.state != ObservationState.REPORTED:
        return formats.state_words(State(row.state))
    definition = scene.reference.versions[found.version_id].definition
    value = value_of(row, definition)
    return written(definition, value, decimals=row.decimals if not value.has_parts else None)


def file_url(user: User, row: ObservationValue | SpendLine) -> str:
    """Where the file that a value or an amount was read from is answered; empty for one that was typed."""
    reads = row.import_run_id is not None and user.has_perm("commissioning.import_files")
    page = (
        "import" if row.source_detail.startswith(PASSAGE) else "import-file"
    )  # a text's page says where all of it went
    return reverse(page, args=[row.import_run_id]) if reads else ""


def source_words(row: Observation | ObservationValue) -> str:
    return ": ".join(filter(None, [row.get_source_display().capitalize(), row.source_detail]))


def facts(scene: Scene, found: Observation, values: list[ObservationValue]) -> list[Row]:
    version, provider = found.version, found.provider
    url = reverse("provider", args=[scene.quarter.slug, provider.pk])
    rows = [
        ("Service", found.service_measure.service.name, ""),
        ("Period", f"{found.period.label}, {found.period.words}", ""),
        ("What is counted", version.definition, "not known yet"),
        ("Definition", f"version {version.number} of “{version.measure}”", ""),
        ("How it is counted", version.get_basis_display().capitalize(), ""),
        ("Standing", str(Standing(found.standing).label), ""),
        ("Made of", made_of(found), ""),
        ("Sample", found.sample_size and formats.number(found.sample_size), ""),
        ("Source", source_words(found), ""),
        ("Remark", found.reason, ""),
    ]
    read = next((row for row in values if row.import_run_id and row.source_detail == found.source_detail), None)
    named = [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil]
    whose = {"key": "Whose figure", "value": provider.name if provider.stated else "Provider not stated", "url": url}
    for row in named:
        if row["key"] == "Source" and read is not None:
            row["url"] = file_url(scene.user, read)
        if row["key"] == "Definition":
            row["url"] = reverse("measure", args=[scene.quarter.slug, version.measure_id])
    return [named[0], whose, *named[1:]]


def made_of(found: Observation) -> str:
    """ "471 of 492", or that a percentage came without its parts."""
    if found.numerator is not None and found.denominator is not None:
        return f"{formats.number(found.numerator)} of {formats.number(found.denominator)}"
    is_share = found.version.number_kind in ("percentage", "rate") and found.state == ObservationState.REPORTED
    return "parts not given: unverified" if is_share else ""


def return_facts(found: Observation) -> list[Row]:
    """The return that it came in: who wrote, sent and approved it, and when. None for what was taken over."""
    row = found.quarterly_return
    if row is None:
        return []
    return sent_facts(row, f"{found.period.label} return", reverse("return", args=[row.pk]))


def sent_facts(row: QuarterlyReturn | Pack, words: str, url: str) -> list[Row]:
    """Who wrote, sent and approved a return or a pack, and when."""
    sent = f"{row.submitted_by}, {formats.moment(row.submitted_at)}" if row.submitted_at else ""
    approved = f"{row.approved_by}, {formats.moment(row.approved_at)}" if row.approved_at else ""
    return [
        {"key": "Return", "value": words, "url": url},
        {"key": "Entered by", "value": row.entered_by and row.entered_by.name, "nil": "not stated"},
        {"key": "Sent by", "value": sent, "nil": "not yet sent"},
        {"key": "Approved by", "value": approved, "nil": "not yet approved"},
    ]


def value_row(scene: Scene, found: Observation, row: ObservationValue) -> Row:
    raw = row.raw.get("value") if isinstance(row.raw, dict) else None
    home = row.quarterly_return
    return {
        "number": row.number,
        "words": words(scene, found, row),
        "typed": str(raw) if raw not in (None, "") else "",
        "standing": str(Standing(row.standing).label),
        "source": source_words(row),
        "file_url": file_url(scene.user, row),
        "reason": row.reason,
        "why": row.why,
        "evidence": row.evidence if scene.user.role != Role.VIEWER else "",
        "by": row.by.name if row.by else "the system",
        "at": formats.moment(row.at),
        "return": f"{home.period.label} return" if home else "",
        "url": reverse("return", args=[home.pk]) if home else None,
    }
