"""The files of a publication are made in the background: asked for at sign-off, and again where that failed."""

from datetime import datetime

from reports.models import Publication
from reports.tasks.publication import KIND, key_of
from reports.workflow.files import asked_for
from tracker.models import Job, User


def ask_for_files(publication: Publication, *, by: User, at: datetime) -> Job:
    """The job that makes them; one that failed, or whose worker died, begins anew."""
    return asked_for(key_of(publication), kind=KIND, asked_by=by, asked_at=at)


def make_again(*, publication: Publication, by: User, at: datetime) -> Job:
    """The same, where what was made is gone or not as it was made: the job is done over."""
    Job.objects.filter(key=key_of(publication), state=Job.State.DONE).update(
        state=Job.State.FAILED, error="Its files are made again."
    )
    return ask_for_files(publication, by=by, at=at)
