"""How an update stands now: what it would freeze, what is to be checked, what providers said. Kept until a change."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from commissioning.models import CaseStudy
from commissioning.views.quarters import Scene
from reports.builder.checked import CheckState, states
from reports.builder.checks import Check, CheckKind, Clearance
from reports.builder.clearance import clearance_of
from reports.builder.freezing import frozen_from
from reports.builder.material import gather
from reports.builder.references import UnknownReference
from reports.exports.frozen import texts_of
from reports.models import Entry, Update
from tracker.remembered import until_changed

REWORDED = frozenset(set(CheckKind) - {CheckKind.CASE, CheckKind.CELL, CheckKind.WORKED_OUT, CheckKind.NO_FIGURE})


class Places:
    """Where each check is put right: a paragraph's own page, or that of what it comes from. Two queries."""

    def __init__(self, stored: Update, checks: Iterable[Check]) -> None:
        self.quarter = stored.period.slug
        self.entries = dict(Entry.objects.filter(section__update=stored).values_list("code", "pk"))
        keys = [int(each.key.partition(":")[2]) for each in checks if each.kind == CheckKind.CASE]
        self.cases = {str(case.pk): case for case in CaseStudy.objects.filter(pk__in=keys)}

    def url(self, check: Check) -> str:
        if check.kind == CheckKind.CASE:
            return self._case(self.cases.get(check.key.partition(":")[2]))
        if check.kind not in REWORDED:
            return ""
        pk = self.entries.get(check.anchor)
        return (
            reverse("compose-entry", args=[self.quarter, pk])
            if pk
            else reverse("update", args=[self.quarter]) + "?for=public"
        )

    def _case(self, case: CaseStudy | None) -> str:
        if case is None:
            return ""
        if case.quarterly_return_id:
            return reverse("return", args=[case.quarterly_return_id])
        return reverse("item", args=[case.office_item_id])


@dataclass(frozen=True, slots=True)
class Standing:
    """The digest of what would be signed off and the checks; or why it can't be built, and neither."""

    digest: str
    fault: str
    clearance: Clearance | None
    places: Places | None
    checked: list[CheckState]

    @property
    def waiting(self) -> int:
        """How many checks stand in the way of signing off."""
        return len(self.clearance.open) if self.clearance else 0


def stands(scene: Scene, update: Update) -> Standing:
    """The same for everybody who looks, until anything is changed. The update is read and built once for all of it."""

    def made() -> Standing:
        checked = states(update)
        try:
            material = gather(update, office=scene.office, draft=False)
            found = clearance_of(material)
            digest = texts_of(frozen_from(material)).digest
        except UnknownReference as unknown:
            return Standing("", str(unknown), None, None, checked)
        return Standing(digest, "", found, Places(update, (*found.must, *found.asked)), checked)

    return until_changed(scene.office, f"standing:{update.pk}", made)
