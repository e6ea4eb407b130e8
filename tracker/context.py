"""What every page's frame knows: the office, the chosen quarter and the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tracker import formats
from tracker.models import Office
from tracker.periods import london_date


@dataclass(frozen=True)
class Entry:
    """A menu entry; `pages` are the beginnings of the URL names that lie under it."""

    label: str
    page: str
    permission: str
    pages: tuple[str, ...]


HOME_PAGES = {"home", "quarter-home", "dashboard"}
RETURNS_PAGES = (
    *("return", "pack", "item", "import", "question", "open-quarter", "close-quarter", "reopen-quarter"),
    *("tracker", "review", "approve-clean", "causes", "words-in", "source"),
)
MENU = (
    Entry("Returns", "returns", "commissioning.view_returns", RETURNS_PAGES),
    Entry("Services", "services", "commissioning.view_portfolio", ("service", "provider", "figure")),
    Entry("Money", "money", "commissioning.view_portfolio", ("money", "stream", "award", "grid", "payment", "ledger")),
    Entry("Registers", "registers", "commissioning.view_portfolio", ("register", "dates")),
    Entry("Quarterly update", "update", "reports.view_update", ("update", "compose", "sign-off", "agreement", "entry")),
    Entry("Check the update", "own-check", "reports.check_own_part", ("own-check",)),
)

_begun_by: list[Callable[[HttpRequest], None]] = []


def begun_by(begin: Callable[[HttpRequest], None]) -> None:
    """Have a page of no quarter begun by this: it puts the quarter in hand on the request, which is kept elsewhere."""
    _begun_by[:] = [begin]


def office_of(request: HttpRequest) -> Office | None:
    """The one row, or None before set-up; read once a request."""
    if not hasattr(request, "office"):
        request.office = Office.objects.current()  # type: ignore[attr-defined]
    return request.office  # type: ignore[attr-defined]


def office(request: HttpRequest) -> dict[str, Any]:
    """`office`: the one row, or None before set-up; `demo`: whether every page must say that its data are not real;
    `demo_day`: the day on which a demonstration's clock stands, where it is set back; `mail_on`: whether this site
    sends mail; `by_link`: whether a personal link opened this page, which has no menu;
    `identity`: the name of the directory through which one may log in, where there is one.
    """
    row = SimpleLazyObject(lambda: office_of(request))
    demo = SimpleLazyObject(lambda: bool(row) and row.demo)
    by_link = hasattr(request, "opened_by_link")
    set_back = formats.day(london_date(timezone.now())) if settings.DEMO_DAYS_BACK else ""
    return {
        "office": row,
        "demo": demo,
        "demo_day": set_back,
        "mail_on": settings.MAIL_ON,
        "by_link": by_link,
        "identity": settings.OIDC_NAME if settings.OIDC_SERVER else "",
    }


def quarter(request: HttpRequest) -> dict[str, Any]:
    """`quarter`, `quarters` and `quarter_dates`, as the view put them on the request; other pages have none.
    `menu_quarter`: the one to whose pages the frame leads.
    """
    return {
        "quarter": getattr(request, "quarter", None),
        "quarters": getattr(request, "quarters", ()),
        "quarter_dates": getattr(request, "quarter_dates", ()),
        "menu_quarter": SimpleLazyObject(lambda: menu_quarter(request)),
    }


def navigation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """`navigation`: the entries this person may open, each with label, url and whether the page lies under it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or hasattr(request, "opened_by_link"):
        return {"navigation": []}
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    try:
        home = {"label": "Home", "url": reverse("home"), "current": name in HOME_PAGES}
        return {"navigation": [home, *quarter_entries(request, name)]}
    except NoReverseMatch:
        return {"navigation": []}


def menu_quarter(request: HttpRequest) -> Any:
    """The page's quarter; of a page of none the quarter in hand."""
    if getattr(request, "quarter", None) is not None:
        return request.quarter  # type: ignore[attr-defined]
    if not hasattr(request, "quarter_in_hand"):
        for begin in _begun_by:
            begin(request)
    return getattr(request, "quarter_in_hand", None)


def quarter_entries(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The entries lead to the page's quarter; from a page of none to the quarter in hand."""
    chosen = menu_quarter(request)
    if chosen is None:
        return []
    return [
        {"label": entry.label, "url": reverse(entry.page, args=[chosen.slug]), "current": name.startswith(entry.pages)}
        for entry in MENU
        if request.user.has_perm(entry.permission)
    ]
