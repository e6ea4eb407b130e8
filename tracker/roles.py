"""Who may do what: the whole policy, on this page. One role a person; rows are narrowed by `visible_to(user)`."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.db.models import TextChoices


class Role(TextChoices):
    VIEWER = "viewer", "Viewer"
    OFFICER = "officer", "Commissioning officer"
    FINANCE = "finance", "Finance officer"
    MANAGER = "manager", "Manager"
    ADMINISTRATOR = "administrator", "Administrator"
    PROVIDER = "provider", "Provider's own staff"


VIEWER = frozenset(
    {
        "commissioning.view_portfolio",
        "commissioning.view_returns",
        "commissioning.ask_questions",
        "reports.view_update",
        "reports.agree_update",  # to an update, when named in its chain and in turn
    }
)
FINANCE = VIEWER | {
    "commissioning.read_history",  # every change to a record by field, also to what is not approved
    "tracker.set_up",  # the page that leads to what one may set up
    "reports.view_internal_update",
    "reports.compose_update",  # the paragraphs about money alone
    "commissioning.enter_money",
    "commissioning.fill_grids",
    "commissioning.approve_money",
    "commissioning.set_up_money",
    "commissioning.keep_payments",  # what the ledger says that the office paid
    "commissioning.make_funder_returns",  # read, make, and say that they were sent
    "commissioning.keep_documents",
    "tracker.arrange_cover",
    "commissioning.import_files",
}
OFFICER = (VIEWER - {"reports.agree_update"}) | {
    "commissioning.read_history",
    "tracker.set_up",
    "commissioning.open_period",
    "commissioning.enter_returns",
    "commissioning.take_over_figures",  # an earlier figure counts at once, so it is the office's to add
    "commissioning.enter_money",
    "commissioning.fill_grids",  # the money of several providers, side by side
    "commissioning.submit_returns",
    "commissioning.write_items",
    "commissioning.import_files",  # and what is in them only where one may write it by hand
    "commissioning.excuse_returns",
    "commissioning.chase_returns",
    "tracker.arrange_cover",
    "commissioning.answer_as_provider",
    "commissioning.approve_returns",
    "commissioning.approve_money",
    "commissioning.set_up",
    "commissioning.set_up_money",
    "commissioning.make_funder_returns",
    "commissioning.set_up_measures",
    "commissioning.keep_documents",  # of providers, awards and services
    "commissioning.load_portfolio",  # the office's spreadsheet: all of these at once, and a first plan
    "reports.build_update",  # as a whole: its files, its checks, and who agrees to it in review
    "reports.compose_update",  # the words of the update and their order
    "reports.view_internal_update",  # what the board does not see, and what is not approved yet
}
MANAGER = OFFICER | {
    "commissioning.approve_exceptions",  # above the award value, or with an open warning
    "commissioning.reopen_returns",
    "commissioning.keep_payments",
    "commissioning.close_periods",
    "reports.agree_update",
    "reports.override_checks",  # prints what a rule about publishing would hide, with a reason
    "reports.sign_off_update",
    "reports.publish_update",  # and begin the correction of what is published
    "commissioning.hold_files",  # evidence that may have to be shown is kept beyond its day
    "tracker.set_reminders",
    "tracker.set_public",
    "reports.publish_open_data",
}
ADMINISTRATOR = frozenset(
    {
        "tracker.set_up",
        "tracker.administer",
        "tracker.set_reminders",
        "tracker.set_public",  # whether there are public pages, and how the public reaches the office
        "tracker.arrange_cover",
        "commissioning.set_up_plan",
        "commissioning.set_up_measures",
    }
)
PROVIDER = frozenset(
    {
        "commissioning.view_returns",
        "commissioning.enter_returns",
        "commissioning.enter_money",
        "commissioning.import_files",
        "commissioning.read_own",  # all that the provider ever sent
        "commissioning.submit_returns",  # the membership says whether as editor or as authoriser
        "commissioning.answer_as_provider",
        "commissioning.ask_for_more_time",  # the office agrees a later date itself
        "reports.check_own_part",  # what the office is about to publish of the provider
    }
)

POLICY: dict[str, frozenset[str]] = {
    Role.VIEWER: VIEWER,
    Role.OFFICER: OFFICER,
    Role.FINANCE: FINANCE,
    Role.MANAGER: MANAGER,
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.PROVIDER: PROVIDER,
}
PERMISSIONS = frozenset().union(*POLICY.values())


def allows(role: str, permission: str) -> bool:
    """Whether the role may. An unknown role or permission may nothing."""
    return permission in POLICY.get(role, frozenset())


def needs(permission: str) -> Callable:
    """Guard a view with one permission; without it the answer is 403. A permission not on this page is refused."""
    if permission not in PERMISSIONS:
        raise ValueError(f"No role has the permission {permission!r}: see tracker/roles.py.")
    return permission_required(permission, raise_exception=True)
