"""Reading by programs: tokens, and lists as JSON. The rows are those of the pages; nothing is computed here."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.text import slugify

from tracker.audit import record
from tracker.exports import About, Cell
from tracker.models import ApiToken, User
from tracker.periods import london_date
from tracker.refusals import Faults

NAME_LIMIT = 80
LASTS = timedelta(days=365)
PER_PAGE = 500
SCHEME = "Bearer "

View = Callable[..., HttpResponseBase]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(*, by: User, at: datetime, name: str) -> tuple[ApiToken, str]:
    """A token with the rights of who makes it, for a year; and its text, which is told this once."""
    name = name.strip()
    if not name:
        raise Faults({"name": "Enter what the token is for."})
    if len(name) > NAME_LIMIT:
        raise Faults({"name": f"This is {len(name)} characters long, and {NAME_LIMIT} can be kept. Shorten it."})
    text = secrets.token_urlsafe(32)
    kept = ApiToken.objects.create(
        owner=by, name=name, digest=digest_of(text), made_at=at, expires_on=london_date(at) + LASTS
    )
    record(act="make-token", record=kept, by=by, at=at, changes={"name": ("", name)})
    return kept, text


@transaction.atomic
def end_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """The token opens nothing any more. Ended twice, it stays ended as it was."""
    if ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=at):
        record(act="end-token", record=token, by=by, at=at)


def bearer(request: HttpRequest) -> User | None:
    """Whose rights the request's token has; None where it has none that works."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        return None
    rows = ApiToken.objects.working(london_date(timezone.now())).select_related("owner")
    token = rows.filter(digest=digest_of(header.removeprefix(SCHEME).strip())).first()
    return token.owner if token else None


def for_programs(view: View) -> View:
    """A page of data: opened by a token or by being logged in, read-only, and refused in JSON."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            owner = bearer(request)
            if owner is None:
                answer = refused(401, "Send a token that works: Authorization: Bearer TOKEN.")
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            request.user = owner
        if request.method not in ("GET", "HEAD"):
            return refused(405, "Data can be read here, and not changed.")
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            return refused(403, "The role of the token’s owner doesn’t allow this.")
        except Http404:
            return refused(404, "There is nothing at this address.")

    return page


def refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def key_of(heading: str) -> str:
    """A column's key: "Change in per cent" is change_in_per_cent."""
    return slugify(heading).replace("-", "_")


def plain(cell: Cell) -> Any:
    """A cell as JSON has it: numbers as numbers with the decimals that they have, days as 2022-09-30, gaps as null."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def as_json(
    request: HttpRequest, about: About, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, page: int, count: int
) -> JsonResponse:
    """One page of a list: what it is, how it was filtered, its columns, its rows, and the address of the next page."""
    keys = [key_of(heading) for heading in header]
    more = request.GET.copy()
    more["page"] = str(page + 1)
    return JsonResponse(
        {
            "list": about.title,
            "about": {key_of(name): said for name, said in about.lines},
            "count": count,
            "page": page,
            "next": request.build_absolute_uri(f"?{more.urlencode()}") if page * PER_PAGE < count else None,
            "columns": [{"key": key, "label": label} for key, label in zip(keys, header, strict=True)],
            "rows": [dict(zip(keys, (plain(cell) for cell in row), strict=True)) for row in rows],
        }
    )
