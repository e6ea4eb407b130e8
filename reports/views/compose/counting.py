"""How many pages the draft has, and on which of them each paragraph begins: read from its last PDF, never guessed."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.models import ReportingPeriod
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.builder.outline import Outline
from reports.builder.references import UnknownReference
from reports.document import Audience
from reports.tasks import is_dead
from reports.tasks.update import KIND, Order
from reports.views.update import needed_update
from reports.workflow.composing.held import PERMISSION
from reports.workflow.files import ask_for_pdf
from tracker.models import Job
from tracker.remembered import stand_of

OPEN = (Job.State.QUEUED, Job.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was last counted, if anything was. `holds`: nothing was changed since; `under_way`: where one can look."""

    pages: int | None = None
    asked: int | None = None
    at: datetime | None = None
    holds: bool = False
    under_way: str = ""
    places: dict[str, int] | None = None

    @property
    def over(self) -> bool:
        return bool(self.pages and self.asked and self.pages > self.asked)

    def page_of(self, name: str) -> str:
        """On which page it begins, or began; that it was not there to be counted; nothing where nothing was."""
        if self.places is None:
            return ""
        number = self.places.get(name)
        if number is None:
            return "page not counted yet"
        return f"page {number}" if self.holds else f"was page {number}"


def counting_jobs(quarter: ReportingPeriod) -> QuerySet[Job]:
    """The newest count of the draft, and the one that is under way."""
    own = Job.objects.filter(kind=KIND, key__startswith=Order(quarter.slug, Audience.INTERNAL, True, "").key)
    newest = own.filter(pages__isnull=False, state=Job.State.DONE).order_by("-shown_at", "-pk")
    return own.filter(Q(pk__in=newest.values("pk")[:1]) | Q(state__in=OPEN))


def counted(scene: Scene, outline: Outline) -> Counted:
    jobs: list[Job] = outline.rows[Job]
    done = next((job for job in jobs if job.state == Job.State.DONE), None)
    waiting = next((job for job in jobs if job.state in OPEN and not is_dead(job, timezone.now())), None)
    under_way = f"{reverse('update-job', args=[scene.quarter.slug, waiting.pk])}?compose=1" if waiting else ""
    asked = outline.update.pages_asked
    if done is None:
        return Counted(asked=asked, under_way=under_way)
    holds = bool(done.shows) and done.shows == stand_of(scene.office)
    return Counted(done.pages, asked, done.shown_at or done.finished_at, holds, under_way, done.places)


@require_POST
@with_quarter(PERMISSION)
def count(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Make the draft's PDF, as it stands now, and read its pages."""
    update, by, at = needed_update(scene), person(request), timezone.now()
    try:
        job = ask_for_pdf(update, audience=Audience.INTERNAL, draft=True, by=by, at=at)
    except UnknownReference as unknown:
        messages.error(request, f"The pages can’t be counted. {unknown}")
        return redirect("compose", quarter=scene.quarter.slug)
    if job.state == Job.State.DONE:
        messages.success(request, "The pages are counted: nothing that prints has changed.")
        return redirect("compose", quarter=scene.quarter.slug)
    return redirect(f"{reverse('update-job', args=[scene.quarter.slug, job.pk])}?compose=1")
