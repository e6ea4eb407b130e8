"""Every address of the site, and what it takes to pass: the door's permission, its methods, whose record it shows.

A page that isn't in this table fails the build. `record` names a key of `conftest.keys`; a provider's own people pass
with their own record and get 404 with another's.
"""

from dataclasses import dataclass
from hashlib import sha256

QUARTER = "2022-23-q2"


@dataclass(frozen=True)
class Door:
    permission: str | None = None  # None: everybody who is logged in
    record: str | None = None
    words: tuple[tuple[str, str], ...] = ()  # other parts of the address
    methods: tuple[str, ...] = ("GET",)
    query: str = ""
    hidden: tuple[str, ...] = ()  # roles that the door lets in, but not to this record: an internal file, say
    also: tuple[tuple[str, str], ...] = ()  # other keys in the address: part and key of `conftest.keys`

    def kwargs(self, keys: dict[str, int]) -> dict[str, object]:
        others = {part: keys[key] for part, key in self.also}
        return {**dict(self.words), **others, **({"pk": keys[self.record]} if self.record else {})}


def in_quarter(
    permission: str | None, *, record: str | None = None, methods: tuple[str, ...] = ("GET",), **words: str
) -> Door:
    return Door(permission, record, (("quarter", QUARTER), *words.items()), methods)


POST = ("POST",)
BOTH = ("GET", "POST")
OFFICE_PEOPLE = ("viewer", "officer", "finance", "manager")  # they see nothing that a provider's person keeps
NO_MANAGERS = ("viewer", "officer", "finance")
# records that no provider has
OFFICE_ONLY = {
    *("item", "person", "leaver", "award", "stream", "calendar", "portfolio", "ledger", "payment", "request"),
    *("spend-line", "funder", "allocation", "dashboard-job", "entry", "agreement", "publication", "release", "edits"),
    *("paragraph-job", "funder-return", "reported-stream"),
}
PORTFOLIO = "commissioning.view_portfolio"
RETURNS = "commissioning.view_returns"
FILES = "commissioning.import_files"
SET_UP = "commissioning.set_up"
FUNDER_RETURNS = "commissioning.make_funder_returns"
COMPOSE = "reports.compose_update"


def of_kind(*, record: str | None = None, methods: tuple[str, ...] = ("GET",), query: str = "") -> Door:
    """A set-up page of one kind; every kind's door is the same (tests/reports/test_set_up_kinds.py)."""
    return Door(SET_UP, record, (("kind", "providers"),), methods, query)


DOORS = {
    "portfolio-load": Door("commissioning.load_portfolio", methods=BOTH),
    "portfolio-workbook": Door("commissioning.load_portfolio"),
    "portfolio-file": Door("commissioning.load_portfolio", "portfolio", methods=BOTH),
    "portfolio-commented": Door("commissioning.load_portfolio", "portfolio"),
    "portfolio-changes": Door("commissioning.load_portfolio", "portfolio", (("kind", "services"),)),
    "set-up": Door("tracker.set_up"),
    "set-up-unknown": Door("tracker.set_up"),
    "set-up-list": of_kind(),
    "set-up-add": of_kind(methods=BOTH),
    "set-up-record": of_kind(record="provider", methods=BOTH),
    "set-up-end": of_kind(record="provider", methods=BOTH),
    "set-up-delete": of_kind(record="provider", methods=BOTH),
    "set-up-history": of_kind(record="provider"),
    "person-invite": Door("tracker.administer", "person", methods=BOTH),
    "person-second-factor": Door("tracker.administer", "person", methods=BOTH),
    "person-forget": Door("tracker.administer", "leaver", methods=BOTH),
    "second-factor": Door(),
    "second-factor-app": Door(methods=BOTH),
    "second-factor-passkey": Door(methods=BOTH),
    "second-factor-codes": Door(methods=BOTH),
    "second-factor-remove": Door(None, "second-factor", methods=BOTH, hidden=(*OFFICE_PEOPLE, "administrator")),
    "provider-twins": Door(SET_UP),
    "provider-merge": Door(SET_UP, "provider", methods=BOTH),
    "provider-apart": Door(SET_UP, "provider", methods=POST, also=(("other", "other-provider"),)),
    "contact-export": Door(SET_UP, "contact"),
    "contact-erase": Door(SET_UP, "contact", methods=BOTH),
    "contact-mails": Door(SET_UP, "contact"),
    "order-figures": Door(SET_UP, "service", methods=BOTH),
    "calendar-year": Door("commissioning.set_up_plan", "calendar", (("side", "later"),), BOTH),
    "kept-drop": Door(methods=POST),
    "words": Door(),
    "home": Door(),
    "choose-quarter": Door(RETURNS, query=f"?quarter={QUARTER}"),
    "quarter-home": in_quarter(RETURNS),
    "dashboard": in_quarter(PORTFOLIO),
    "dashboard-pdf": in_quarter(PORTFOLIO, methods=BOTH),
    # made for managers
    "dashboard-job": Door(PORTFOLIO, "dashboard-job", (("quarter", QUARTER),), hidden=NO_MANAGERS),
    "dashboard-file": Door(PORTFOLIO, "dashboard-job", (("quarter", QUARTER),), hidden=NO_MANAGERS),
    "returns": in_quarter(RETURNS),
    "tracker": in_quarter(PORTFOLIO),
    "service-handover": in_quarter("commissioning.approve_returns", record="service"),
    "service-meeting": in_quarter("commissioning.approve_returns", record="service"),
    "questions": in_quarter(PORTFOLIO),
    "review": in_quarter("commissioning.approve_returns"),
    "approve-clean": in_quarter("commissioning.approve_returns", methods=BOTH),
    "causes": in_quarter(PORTFOLIO),
    "question": Door(RETURNS, "question", hidden=("viewer",)),
    "question-ask": Door("commissioning.ask_questions", "award", (("kind", "award"),), BOTH),
    "sent": in_quarter("commissioning.read_own"),
    "provider-people": Door("commissioning.set_up", "provider", methods=BOTH),
    "correct": Door("commissioning.read_own", "figure", methods=BOTH),
    "figure-correct": in_quarter("commissioning.take_over_figures", record="figure", methods=BOTH),
    "correction": Door("commissioning.approve_returns", "correction", methods=BOTH),
    "reminders": in_quarter("commissioning.chase_returns", methods=BOTH),
    "chase": in_quarter("commissioning.chase_returns", methods=BOTH),
    "open-quarter": in_quarter("commissioning.open_period", methods=BOTH),
    "close-quarter": in_quarter("commissioning.close_periods", methods=BOTH),
    "reopen-quarter": in_quarter("commissioning.close_periods", methods=POST),
    "services": in_quarter(PORTFOLIO),
    "service": in_quarter(PORTFOLIO, record="service"),
    "service-tab": in_quarter(PORTFOLIO, record="service", tab="figures"),
    "provider": in_quarter(PORTFOLIO, record="provider"),
    "money": in_quarter(PORTFOLIO),
    "stream": in_quarter(PORTFOLIO, record="stream"),
    "funder": in_quarter(PORTFOLIO, record="funder"),
    "allocation": in_quarter(PORTFOLIO, record="allocation"),
    "money-by": in_quarter(PORTFOLIO, by="provider"),
    "money-changes": in_quarter(PORTFOLIO),
    "contracts-register": in_quarter(PORTFOLIO),
    "grants": in_quarter(PORTFOLIO),
    "grants-file": in_quarter(PORTFOLIO, kind="json"),
    "grants-publish": Door("reports.publish_open_data", methods=BOTH),
    "grants-withdraw": Door("reports.publish_open_data", "release", methods=BOTH),
    "funder-returns": in_quarter(FUNDER_RETURNS),
    "funder-return": in_quarter(FUNDER_RETURNS, record="reported-stream"),
    "funder-return-make": in_quarter(FUNDER_RETURNS, record="reported-stream", methods=POST),
    "funder-answer": Door(
        FUNDER_RETURNS,
        "reported-stream",
        (("quarter", QUARTER),),
        BOTH,
        also=(("question", "funder-question"),),
    ),
    "funder-return-file": Door(FUNDER_RETURNS, "funder-return"),
    "funder-return-sent": Door(FUNDER_RETURNS, "funder-return", methods=BOTH),
    "payments": in_quarter(PORTFOLIO),
    "ledger": Door("commissioning.keep_payments", methods=BOTH),
    "ledger-file": Door("commissioning.keep_payments", "ledger", methods=BOTH),
    "payment-match": Door("commissioning.keep_payments", "payment", methods=BOTH),
    "spend": in_quarter(PORTFOLIO, record="spend-line"),
    "awards": in_quarter(PORTFOLIO),
    "award": in_quarter(PORTFOLIO, record="award"),
    "figures": in_quarter(PORTFOLIO),
    "measures": in_quarter(PORTFOLIO),
    "measure": in_quarter(PORTFOLIO, record="counted"),
    "figure": in_quarter(PORTFOLIO, record="figure"),
    "registers": in_quarter(PORTFOLIO),
    "promises": in_quarter("commissioning.chase_returns", methods=BOTH),
    "register": in_quarter(PORTFOLIO, name="risks"),
    "information-request": Door(PORTFOLIO, "request"),
    "request-answer": Door(SET_UP, "request", methods=BOTH),
    "request-file": Door(SET_UP, "request"),
    "request-now": Door(SET_UP, "request"),
    "documents-wanted": in_quarter("commissioning.keep_documents"),
    "own-documents": in_quarter("commissioning.read_own"),
    "document-add": Door("commissioning.keep_documents", "provider", (("kind", "provider"),), BOTH),
    "document-file": Door(RETURNS, "document", hidden=("viewer",)),
    "dates": in_quarter(PORTFOLIO),
    "calendar-address": Door(PORTFOLIO, methods=POST),
    "api": Door(PORTFOLIO),
    "api-openapi": Door(PORTFOLIO),
    "api-list": Door(PORTFOLIO, words=(("quarter", QUARTER), ("name", "figures"))),
    "tokens": Door(PORTFOLIO, methods=BOTH),
    "token-end": Door(PORTFOLIO, "token", methods=POST, hidden=("viewer", "finance", "manager")),
    "history": in_quarter("commissioning.read_history", record="award", kind="awards"),
    "search": in_quarter(RETURNS),
    "saved-views": in_quarter(RETURNS),
    "save-view": Door(
        RETURNS, words=(("quarter", QUARTER),), methods=BOTH, query=f"?next=/quarters/{QUARTER}/returns/"
    ),
    "saved-view": Door(RETURNS, "view", (("quarter", QUARTER),), hidden=OFFICE_PEOPLE),
    "drop-view": Door(RETURNS, "view", (("quarter", QUARTER),), POST, hidden=OFFICE_PEOPLE),
    "update": in_quarter("reports.view_update"),
    "update-checks": in_quarter("reports.build_update", methods=BOTH),
    "update-outline": in_quarter("reports.build_update", methods=POST),
    "update-pdf": in_quarter("reports.build_update", methods=POST),
    "update-word": in_quarter("reports.view_update"),
    "update-summary": in_quarter("reports.view_update"),
    "update-website": in_quarter("reports.view_internal_update"),
    "update-job": in_quarter("reports.view_update", record="job"),
    "update-file": in_quarter("reports.view_update", record="job"),
    "sign-off": in_quarter("reports.view_update"),
    "sign-off-chain": in_quarter("reports.build_update", methods=BOTH),
    "sign-off-act": in_quarter("reports.view_update", methods=POST, act="send-for-review"),
    "agreement": in_quarter("reports.agree_update", record="agreement", methods=POST),
    "agreement-ask": in_quarter("reports.build_update", record="agreement", methods=POST),
    "agreement-record": in_quarter("reports.build_update", record="agreement", methods=BOTH),
    "agreement-file": in_quarter("reports.view_internal_update", record="agreement"),
    "signed-file": in_quarter("reports.view_update", record="publication", audience="board", kind="pdf"),
    "entry": Door("reports.view_update", "entry"),
    "entry-question": in_quarter("commissioning.ask_questions", code="idva"),
    "compose": in_quarter(COMPOSE),
    "compose-settings": in_quarter(COMPOSE, methods=BOTH),
    "compose-entry": in_quarter(COMPOSE, record="entry", methods=BOTH),
    "compose-add": in_quarter(COMPOSE, methods=BOTH),
    "compose-change": in_quarter(COMPOSE, record="entry", methods=BOTH),
    "compose-act": in_quarter(COMPOSE, record="entry", methods=POST, act="up"),
    "compose-draft": in_quarter(COMPOSE, record="entry", methods=POST),
    "compose-facts": in_quarter(COMPOSE, record="entry", methods=BOTH),
    "compose-history": in_quarter(COMPOSE),
    "compose-entry-history": in_quarter(COMPOSE, record="entry"),
    "compose-move": in_quarter(COMPOSE, methods=POST),
    "compose-count": in_quarter(COMPOSE, methods=POST),
    "compose-print": in_quarter(COMPOSE, record="entry", methods=POST),
    "compose-print-job": in_quarter(COMPOSE, record="paragraph-job"),
    "compose-print-file": in_quarter(COMPOSE, record="paragraph-job"),
    "compose-word": in_quarter(COMPOSE, methods=BOTH),
    "compose-word-file": in_quarter(COMPOSE),
    "compose-word-edits": in_quarter(COMPOSE, record="edits", methods=BOTH),
    "compose-findings": in_quarter(COMPOSE, methods=BOTH),
    "update-check": in_quarter("reports.build_update"),
    "update-check-send": in_quarter("reports.build_update", methods=BOTH),
    "update-check-provider": in_quarter("reports.build_update", record="check", methods=BOTH),
    "update-check-answer": in_quarter("reports.build_update", record="check", methods=BOTH),
    "own-check": in_quarter("reports.check_own_part", methods=BOTH),
    "return": Door(RETURNS, "return"),
    "return-links": Door("commissioning.chase_returns", "return", methods=BOTH),
    "return-mails": Door("commissioning.chase_returns", "return"),
    "return-check": Door(RETURNS, "return"),
    "return-ask": Door("commissioning.ask_questions", "return", methods=BOTH),
    "return-act": Door("commissioning.approve_returns", "return", (("act", "approve"),), POST),
    "return-acknowledge": Door("commissioning.enter_returns", "return", methods=POST),
    "return-paste": Door("commissioning.enter_returns", "return", methods=BOTH),
    "return-form": Door(FILES, "return"),
    "return-upload": Door(FILES, "return", methods=BOTH),
    "return-files": Door("commissioning.enter_returns", "return", methods=BOTH),
    "return-facts": Door("commissioning.enter_returns", "return", (("section", "text"), ("box", "went_well")), BOTH),
    "return-section": Door("commissioning.enter_returns", "return", (("section", "figures"),), BOTH),
    "return-draft": Door("commissioning.enter_returns", "return", (("section", "figures"),), POST),
    "return-file-hold": Door("commissioning.hold_files", "return", methods=BOTH, also=(("file", "return-file"),)),
    "return-file": Door(RETURNS, "return", hidden=("viewer",), also=(("file", "return-file"),)),
    "return-earlier": Door("commissioning.take_over_figures", "return", methods=BOTH, also=(("measure", "measure"),)),
    "pack": Door(RETURNS, "pack"),
    "grid": in_quarter("commissioning.fill_grids", methods=BOTH, group="csp-2022"),
    "grid-draft": in_quarter("commissioning.fill_grids", methods=POST, group="csp-2022"),
    "grid-same": in_quarter("commissioning.fill_grids", methods=BOTH, group="csp-2022"),
    "grid-send": in_quarter("commissioning.fill_grids", methods=BOTH, group="csp-2022"),
    "pack-send": Door("commissioning.enter_money", "pack", methods=BOTH),
    "pack-more-time": Door("commissioning.ask_for_more_time", "pack", methods=BOTH),
    "more-time-agree": Door("commissioning.excuse_returns", "more-time", methods=POST),
    "pack-check": Door(RETURNS, "pack"),
    "pack-mails": Door("commissioning.chase_returns", "pack"),
    "pack-ask": Door("commissioning.ask_questions", "pack", methods=BOTH),
    "pack-acknowledge": Door("commissioning.enter_money", "pack", methods=POST),
    "pack-act": Door("commissioning.approve_money", "pack", (("act", "approve"),), POST),
    "pack-form": Door(FILES, "pack"),
    "pack-upload": Door(FILES, "pack", methods=BOTH),
    "pack-section": Door("commissioning.enter_money", "pack", (("section", "money"),), BOTH),
    "pack-draft": Door("commissioning.enter_money", "pack", (("section", "money"),), POST),
    "item": Door(RETURNS, "item"),
    "item-check": Door(RETURNS, "item"),
    "item-mails": Door("commissioning.chase_returns", "item"),
    "item-ask": Door("commissioning.ask_questions", "item", methods=BOTH),
    "item-acknowledge": Door("commissioning.write_items", "item", methods=POST),
    "item-act": Door("commissioning.approve_returns", "item", (("act", "approve"),), POST),
    "item-files": Door("commissioning.write_items", "item", methods=BOTH),
    "item-new": in_quarter("commissioning.write_items", methods=BOTH),
    "item-file-hold": Door("commissioning.hold_files", "item", methods=BOTH, also=(("file", "item-file"),)),
    "item-file": Door(RETURNS, "item", hidden=("viewer",), also=(("file", "item-file"),)),
    "item-facts": Door("commissioning.write_items", "item", (("section", "words"), ("box", "update_words")), BOTH),
    "item-section": Door("commissioning.write_items", "item", (("section", "words"),), BOTH),
    "item-draft": Door("commissioning.write_items", "item", (("section", "words"),), POST),
    "return-words-in": Door(FILES, "return", methods=BOTH),
    "pack-words-in": Door(FILES, "pack", methods=BOTH),
    "words-in": in_quarter(FILES),
    "source": Door(FILES, "source", methods=BOTH),
    "source-draft": Door(FILES, "source", methods=POST),
    "import": Door(FILES, "import", methods=BOTH),
    "import-layout": Door(FILES, "import-workbook", methods=BOTH),
    "import-file": Door(FILES, "import"),
    "import-hold": Door("commissioning.hold_files", "import", methods=BOTH),
    "import-marked": Door(FILES, "import"),
    "import-drop": Door(FILES, "import", methods=POST),
    "case-clear": Door("commissioning.approve_returns", "case", methods=POST),
    "question-reply": Door("commissioning.answer_as_provider", "question", methods=BOTH),
    "question-close": Door("commissioning.ask_questions", "question", methods=POST, hidden=("viewer",)),
}
AWARD = "csp-2022-shropshire"
DIGEST = "9" * 64
# What anybody may read, with other parts of the address by name: tests/doors/test_public.py
PUBLISHED_PAGE = b"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Quarterly update</title></head>
<body><main><h1>Quarterly update</h1></main></body></html>
"""
PUBLIC: dict[str, dict[str, object]] = {
    "accessibility": {},
    "funding": {},
    "funding-file": {"kind": "csv"},
    "funding-award": {"code": AWARD},
    "public-register": {},
    "public-register-part": {"part": "contracts"},
    "public-register-file": {"part": "grants", "kind": "xlsx"},
    "register-document": {"sha256": DIGEST},
    "public-update": {"slug": QUARTER},
    "public-update-version": {"slug": QUARTER, "number": 1},
    "public-update-file": {"slug": QUARTER, "name": f"{sha256(PUBLISHED_PAGE).hexdigest()}.html"},
    "open-data": {},
    "open-data-file": {"number": "1", "kind": "json"},
    "updates": {},
    "updates-feed": {},
}
