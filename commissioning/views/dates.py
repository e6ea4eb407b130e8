"""What falls on which day: a list for the coming months, and an address from which one's own calendar reads it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commissioning.choices import DateKind
from commissioning.exports.dates import CALENDAR, DATES, calendar_of, date_line
from commissioning.figures import Reference, reference_for
from commissioning.figures.dates import DatedThing, Kept, dated_things
from commissioning.figures.funder_returns import unsent
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.filters.dates import DateFilter
from commissioning.models import Commitment, ContractReview, Document, ReviewAction
from commissioning.models.seeing import audiences, told
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.funder_returns import MAKES
from tracker import formats
from tracker.api import make_token
from tracker.context import office_of
from tracker.entrance import leak_nothing
from tracker.exports import About
from tracker.models import ApiToken, User
from tracker.periods import london_date
from tracker.roles import needs
from tracker.together import together
from tracker.views import asked_format, downloads, export_notes, list_file

PORTFOLIO = "commissioning.view_portfolio"
SECRET = "calendar of dates"
TOKEN_NAME = "Calendar of dates"
BACK, AHEAD = timedelta(days=92), timedelta(days=3 * 365)  # what a calendar is given: a quarter back, three years on
MOST = 100  # on a page; the others when the filter is narrowed, or in the file

Row = dict[str, Any]


@with_quarter(PORTFOLIO)
def dates(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The dates after the quarter's end, or after today where that is earlier, as far as is asked for."""
    chosen = DateFilter(request.GET, queryset=Commitment.objects.none(), scene=scene)
    first = scene.ahead_from
    things = things_for(scene.user, scene.reference, scene.portfolio, first=first, last=chosen.last(first))
    shown = [each for each in things if not chosen.kinds or each.kind in chosen.kinds]
    if format_ := asked_format(request):
        about = About("Dates", export_notes(scene, chosen))
        return list_file(format_, f"dates-{scene.quarter.slug}", DATES, (date_line(each) for each in shown), about)
    context = {
        "filter": chosen,
        "span": formats.date_range(first, chosen.last(first)),
        "columns": [{"label": "What"}, {"label": "Day"}, {"label": "Kind"}],
        "rows": [{"cells": cells(scene, each)} for each in shown[:MOST]],
        "total": len(shown),
        "downloads": list(downloads(request)),
        "back": {"url": reverse("registers", args=[scene.quarter.slug]), "label": "Registers"},
        "clear": reverse("dates", args=[scene.quarter.slug]),
        "address": address_of(request, scene.user),
    }
    return render(request, "commissioning/registers/dates.html", context)


def cells(scene: Scene, thing: DatedThing) -> list[Row]:
    return [
        {"text": thing.title, "url": page_of(thing, scene.quarter.slug), "sub": thing.about},
        {"text": formats.short_day(thing.on)},
        {"text": DateKind(thing.kind).label},
    ]


def page_of(thing: DatedThing, quarter: str) -> str:
    """Where the thing is looked at: in its own quarter, or in the one at hand."""
    if thing.quarter:
        return reverse(thing.page, args=[thing.quarter, thing.key])
    if thing.page == "award":
        return reverse("award", args=[quarter, thing.key])
    if thing.page == "register":
        return reverse("register", args=[quarter, thing.key])
    return reverse(thing.page, args=[thing.key])


def things_for(user: User, reference: Reference, portfolio: Portfolio, *, first: date, last: date) -> list[DatedThing]:
    """The dates that this person may see. One query, for what is not set up."""
    days = (first, last)
    promises = Commitment.objects.open().filter(told(user), audience__in=audiences(user), due_on__range=days)
    actions = ReviewAction.objects.visible_to(user).open().filter(due_on__range=days)
    reviews = ContractReview.objects.visible_to(user).filter(next_on__range=days)
    documents = Document.objects.current().visible_to(user).filter(expires_on__range=days)
    rows = together(
        promises.select_related("service"),
        actions.select_related("review__service", "review__award"),
        reviews.select_related("service", "award"),
        documents.with_holders(),
    )
    owed = unsent(reference, portfolio) if user.has_perm(MAKES) else []
    kept = Kept(rows[Commitment], rows[ReviewAction], rows[ContractReview], rows[Document], owed)
    return dated_things(reference, portfolio, kept, first=first, last=last)


def address_of(request: HttpRequest, user: User) -> str:
    """The address of one's own calendar; empty until it is asked for."""
    token = ApiToken.objects.working(london_date(timezone.now())).filter(owner=user, name=TOKEN_NAME).first()
    if token is None:
        return ""
    secret = signing.dumps(token.pk, salt=SECRET)
    return request.build_absolute_uri(reverse("calendar", args=[secret]))


@require_POST
@needs(PORTFOLIO)
def make_address(request: HttpRequest) -> HttpResponse:
    """Make the address of one's calendar, once; it stands among one's tokens and ends there."""
    user, at = person(request), timezone.now()
    if not address_of(request, user):
        make_token(by=user, at=at, name=TOKEN_NAME)
        messages.success(
            request, "Your calendar has an address. Whoever has it sees these dates, so keep it to yourself."
        )
    office = office_of(request)
    quarter = reference_for(office).quarter_at(london_date(at)) if office else None
    return redirect(reverse("dates", args=[quarter.slug]) if quarter else reverse("home"))


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates that the address's owner may see now; 404 for an address that never was, or works no more."""
    owner, office, at = owner_of(secret), office_of(request), timezone.now()
    if owner is None or office is None or not owner.has_perm(PORTFOLIO):
        raise Http404
    reference, on = reference_for(office), london_date(at)
    quarter = reference.quarter_at(on)
    if quarter is None:
        raise Http404
    things = things_for(owner, reference, portfolio_for(reference), first=on - BACK, last=on + AHEAD)
    found: Iterable[tuple[DatedThing, str]] = (
        (each, request.build_absolute_uri(page_of(each, quarter.slug))) for each in things
    )
    content = calendar_of(f"{office.name}: dates", found, host=request.get_host().partition(":")[0], at=at)
    answer = HttpResponse(content, content_type=CALENDAR)
    answer["Content-Disposition"] = 'inline; filename="dates.ics"'
    return leak_nothing(answer)


def owner_of(secret: str) -> User | None:
    try:
        key = signing.loads(secret, salt=SECRET)
    except signing.BadSignature:
        return None
    working = ApiToken.objects.working(london_date(timezone.now())).filter(name=TOKEN_NAME, pk=key)
    token = working.select_related("owner").first()
    return token.owner if token else None
