"""Nothing typed is lost: each form carries a signed token, with which an expired page may still keep a draft."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account import app_settings as account
from allauth.account.forms import LoginForm
from allauth.utils import get_form_class
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from commissioning.choices import RecordKind
from commissioning.forms.typed import typed_of
from commissioning.models import Draft, ReturnLink
from commissioning.views.owed import person
from commissioning.workflow import Base, keep_draft
from commissioning.workflow.life import MODELS, Record, kind_of
from commissioning.workflow.sections import SECTIONS
from commissioning.workflow.subjects import SUBJECTS, Subject, subject_kind, subjects_seen
from tracker import views
from tracker.formats import clock
from tracker.models import User

SALT = "keep-what-is-typed"
ASK, REASONS, PASTE, MORE_TIME, GRID = "ask", "reasons", "paste", "more-time", "grid"
WORDS_IN = "words-in"
REPLY = re.compile(r"reply-(\d+)")
SORT = re.compile(r"sort-(\d+)")  # a text that is being sorted (imports.prose.filing.draft_section)
FURTHER: Mapping[str, set[str]] = {  # forms that are no page of the record's own
    RecordKind.RETURN: {REASONS, PASTE, GRID, WORDS_IN},
    RecordKind.PACK: {REASONS, MORE_TIME, GRID, WORDS_IN},
    RecordKind.ITEM: {REASONS},
}
LASTS = timedelta(hours=24)
KEPT = (
    "You were logged out while you were writing. Everything that you had typed is kept (at {}): log in and it will be "
    "there, not yet saved."
)

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Token:
    """Whose form of which page this is, and what it began from."""

    user: int
    kind: str
    record: int
    section: str
    base: Base

    @property
    def page(self) -> str:
        """Where what was kept is shown again."""
        if self.section == ASK:
            return ask_url(self.kind, self.record)
        if self.section in (PASTE, MORE_TIME, WORDS_IN):
            return reverse(f"{self.kind}-{self.section}", args=[self.record])
        if self.section == REASONS:
            return reverse(f"{self.kind}-check", args=[self.record])
        answers = REPLY.fullmatch(self.section)
        if answers:
            return reverse("question-reply", args=[int(answers[1])])
        sorts = SORT.fullmatch(self.section)
        if sorts:
            return reverse("source", args=[int(sorts[1])])
        return reverse(f"{self.kind}-section", args=[self.record, self.section])

    @property
    def is_known(self) -> bool:
        """Whether there is such a page."""
        plain = self.section == ASK or any(form.fullmatch(self.section) for form in (REPLY, SORT))
        further = FURTHER.get(self.kind, set())
        pages = {section.slug for section in SECTIONS.get(self.kind, ())} | further
        return self.kind in SUBJECTS and (plain or self.section in pages)


def ask_url(kind: str, key: int) -> str:
    """The form in which a question about this record is asked."""
    return reverse(f"{kind}-ask", args=[key]) if kind in MODELS else reverse("question-ask", args=[kind, key])


def token_for(user: User, record: Subject, section: str, base: Base) -> str:
    content = [
        user.pk,
        subject_kind(record).value,
        record.pk,
        section,
        base.version,
        dict(base.marks),
        sorted(base.asked),
    ]
    return signing.dumps(content, salt=SALT, compress=True)


def read_token(text: str, *, max_age: timedelta | None = None) -> Token | None:
    """The token, or None if it was altered or is older than asked."""
    try:
        user, kind, record, section, version, marks, asked = signing.loads(text, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError):
        return None
    return Token(user, kind, record, section, Base(version, marks, frozenset(asked)))


def plain_token(user: User, record: Subject, section: str) -> str:
    """The token of a form with one text that belongs to no page of the record: a question or an answer."""
    return token_for(user, record, section, Base())


def kept_text(user: User, record: Subject, section: str) -> dict[str, str]:
    """What such a form held when it expired."""
    rows = Draft.objects.filter(record_kind=subject_kind(record), record_id=record.pk, section=section, user=user)
    return rows.values_list("fields", flat=True).first() or {}


def keep_typed(
    request: HttpRequest,
    record: Record,
    section: str,
    fields: Mapping[str, str],
    base: Base,
    at: datetime | None = None,
) -> int:
    """Keep what this person typed as a draft of the page; answers the draft's revision."""
    return keep_draft(
        record_kind=kind_of(record),
        record_id=record.pk,
        section=section,
        user_id=person(request).pk,
        fields=fields,
        base=base,
        at=at or timezone.now(),
    )


def base_of(request: HttpRequest, record: Record, section: str) -> Base:
    """What this form began from; a form without a sound token of its own began from nothing."""
    token = read_token(request.POST.get("keep", ""))
    mine = token and (token.user, token.kind, token.record, token.section) == (
        request.user.pk,
        kind_of(record),
        record.pk,
        section,
    )
    return token.base if token and mine else Base()


def keeps_typed(view: View) -> View:
    """A form's own gate: closed like every other, but what an expired session posts is kept before asking to log in."""

    @login_not_required
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return kept_page(request) or redirect_to_login(request.get_full_path())

    return gate


def kept_page(request: HttpRequest) -> HttpResponse | None:
    """Keep what was posted as a draft of the token's user, and say so above the log-in; None without a good token."""
    texts = request.POST.getlist("keep") if request.method == "POST" else []
    tokens = [token for text in texts if (token := read_token(text, max_age=LASTS)) is not None and _sound(token)]
    if not tokens or len(tokens) != len(texts):
        return None
    at, typed = timezone.now(), typed_of(request.POST)
    for token in tokens:
        own = typed if len(tokens) == 1 else {name: text for name, text in typed.items() if name in token.base.marks}
        keep_draft(
            record_kind=token.kind,
            record_id=token.record,
            section=token.section,
            user_id=token.user,
            fields=own,
            base=token.base,
            at=at,
        )
    page = request.path if tokens[0].section == GRID else tokens[0].page  # a grid holds several records
    if request.user.pk == tokens[0].user:
        messages.warning(request, "This page had expired. What you typed is kept here, and not yet saved: save it now.")
        return redirect(page)
    if tokens[0].user in by_link(tokens[0]):
        return render(request, "commissioning/answering/kept.html", {"at": clock(at)})
    return log_in_page(request, KEPT.format(clock(at)), page)


def by_link(token: Token) -> set[int]:
    """Who answers the token's return by a personal link: they see nothing by logging in."""
    if token.kind != RecordKind.RETURN:
        return set()
    return set(ReturnLink.objects.filter(quarterly_return=token.record).values_list("user_id", flat=True))


def _sound(token: Token) -> bool:
    """Whether user and record are still there, and the user may still see the record."""
    user = User.objects.filter(pk=token.user, is_active=True).first()
    if user is None or not token.is_known:
        return False
    return subjects_seen(token.kind, user).filter(pk=token.record).exists() or user.pk in by_link(token)


def log_in_page(request: HttpRequest, kept: str, after: str) -> HttpResponse:
    context = {
        "form": get_form_class(account.FORMS, "login", LoginForm)(request=request),
        "kept": kept,
        "redirect_field": format_html('<input type="hidden" name="next" value="{}">', after),
    }
    return render(request, "account/login.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token has expired keeps its text if it can prove whose it is; else the site's own answer.

    A script gets 401: it keeps its page open, and the person sends the form itself.
    """
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "log-in"}, status=401)
    return kept_page(request) or views.csrf_failure(request, reason)
