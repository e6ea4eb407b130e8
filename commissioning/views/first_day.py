"""The first day: from an empty database to a quarter that can be opened, step by step, each with its link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.models import Objective, ReportingPeriod, Service
from tracker.models import Office, User
from tracker.roles import Role, allows

Step = dict[str, Any]
NOT_YOURS = "An administrator does this."
OR_FILE = "An administrator does this, or the spreadsheet with which an officer loads the portfolio brings it."
OFFICERS = "An officer or a manager does this, after logging in."


def first_day(request: HttpRequest, user: User, office: Office | None) -> HttpResponse:
    """What is set up and what is still to do. Whoever may not do a step reads who may."""
    request.__dict__["quarter_in_hand"] = None  # the menu leads to no quarter yet
    if user.is_provider:
        return render(request, "commissioning/home/administrator.html", {"title": "Nothing is asked of you yet"})
    steps = [
        _step(user, "The office: its names and thresholds", "office", office is not None, "tracker.administer"),
        _step(
            user,
            "The plan, with its objectives",
            "plans",
            Objective.objects.exists(),
            "commissioning.set_up_plan",
            refused=OR_FILE,
            hint="Open the plan after adding it, and add its objectives there.",
        ),
        _step(
            user,
            "A calendar with its quarters",
            "calendars",
            ReportingPeriod.objects.exists(),
            "commissioning.set_up_plan",
            refused=OR_FILE,
        ),
        _step(
            user,
            "People: at least one officer or manager",
            "people",
            User.objects.filter(is_active=True, role__in=[Role.OFFICER, Role.MANAGER]).exists(),
            "tracker.administer",
        ),
        _step(
            user,
            "Services and providers",
            "services",
            Service.objects.exists(),
            "commissioning.set_up",
            refused=OFFICERS,
            hint="From the spreadsheet that you have, together with the plan and this year’s quarters; or one by one, "
            "under Set up.",
            page="portfolio-load" if office and allows(user.role, "commissioning.load_portfolio") else "",
        ),
    ]
    left = sum(not step["done"] for step in steps)
    title = "Set up the office" if left else "Everything is set up"
    context = {"steps": steps, "left": left, "done": len(steps) - left, "title": title}
    return render(request, "commissioning/home/administrator.html", context)


def _step(
    user: User,
    label: str,
    kind: str,
    done: bool,
    permission: str,
    *,
    refused: str = NOT_YOURS,
    hint: str = "",
    page: str = "",
) -> Step:
    """A line of the list: to the list of its kind where there is one, else to a new one or to a page of its own."""
    may = allows(user.role, permission)
    state = {"tone": "none", "state_label": "Done"} if done else {"tone": "act", "state_label": "To do"}
    first = "set-up-list" if done or kind == "plans" else "set-up-add"
    own = reverse(page) if page and not done else reverse(first, args=[kind])
    url = own if may else None
    return {
        "label": label,
        "url": url,
        "hint": "" if done else hint if may else refused,
        "done": done,
    } | state
