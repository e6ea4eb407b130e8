"""A paragraph held for a change: who may make it, and that nobody else does at the same time."""

from reports.models import Entry, SectionKind, Update, UpdateState
from reports.workflow.publishing.life import needs_draft
from tracker.models import User
from tracker.refusals import NotNow, NotYours
from tracker.roles import Role

PERMISSION = "reports.compose_update"
MONEY = (SectionKind.NEW_FUNDING, SectionKind.PORTFOLIO)


def may_write(user: User, entry: Entry, *, rests_on_award: bool | None = None) -> bool:
    """Whether the person writes this paragraph: finance officers write what is about money, and what is given to them.

    `rests_on_award` spares the question where the sources were read.
    """
    if not user.has_perm(PERMISSION):
        return False
    if user.role != Role.FINANCE or entry.writer_id == user.pk or entry.section.kind in MONEY:
        return True
    return entry.sources.filter(award__isnull=False).exists() if rests_on_award is None else rests_on_award


def may_arrange(user: User) -> bool:
    """Whether the person changes the outline, and what stands on the front page."""
    return user.has_perm(PERMISSION) and user.role != Role.FINANCE


def may_arrange_now(user: User, update: Update) -> bool:
    """The same of this update, as it stood when it was read: it is a draft. Nothing is held, so a page may ask."""
    return may_arrange(user) and update.state == UpdateState.DRAFT


def hold_update(update: Update, by: User) -> Update:
    """The update as it is now, for a change of its outline; other changes of its paragraphs wait."""
    if not may_arrange(by):
        raise NotYours("The outline is changed by officers and managers. Ask one of them.")
    return needs_draft(update)


def hold(entry: Entry, by: User) -> Entry:
    """The paragraph as it is now, with its section and update; other changes of the update's paragraphs wait."""
    held = needs_draft(entry.section.update)
    found = Entry.objects.select_related("section__objective", "theme", "writer").filter(pk=entry.pk).first()
    if found is None:
        raise NotNow("Somebody else has just deleted this paragraph. Nothing was saved.")
    found.section.update = held
    if not may_write(by, found):
        raise NotYours("This paragraph is not yours to write. An officer or a manager can give it to you.")
    return found
