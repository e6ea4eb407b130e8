"""The closed lists of the field: each choice has its stored value, its label and, where a tag shows it, a tone."""

from django.db.models import TextChoices


class TonedChoices(TextChoices):
    """Choices whose third part is the tone of the tag that shows them (a class name suffix in the style sheet)."""

    tone: str

    def __new__(cls, value: str, tone: str = "") -> "TonedChoices":
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        return member


class Audience(TextChoices):
    """Who may see a text, figure, risk, line or item."""

    INTERNAL = "internal", "office only"
    BOARD = "board", "Commissioner and chief officers"
    PUBLIC = "public", "public"

    @property
    def rank(self):
        return list(Audience).index(self)


class Stage(TonedChoices):
    """Where a service stands in the commissioning cycle."""

    PIPELINE = "pipeline", "quiet", "Pipeline or bid"
    APPROVED = "approved", "quiet", "Approved"
    PROCUREMENT = "procurement", "quiet", "In procurement or grant round open"
    AWARDED = "awarded", "quiet", "Awarded"
    MOBILISING = "mobilising", "act", "Mobilising"
    LIVE = "live", "quiet", "Live"
    EXTENSION = "extension", "act", "In extension"
    ENDING = "ending", "act", "Ending"
    CLOSED = "closed", "quiet", "Closed"
    UNSUCCESSFUL = "unsuccessful", "quiet", "Unsuccessful"
    WITHDRAWN = "withdrawn", "quiet", "Withdrawn"
    TERMINATED = "terminated", "quiet", "Terminated"


class Template(TextChoices):
    """How much a return asks: a light one is a page, the others are a task list."""

    LIGHT = "light", "Light"
    STANDARD = "standard", "Standard"
    FULL = "full", "Full"


class Route(TextChoices):
    """How a service reports."""

    PROVIDER = "provider", "the provider sends a return"
    OFFICE = "office", "the office fills in a return"
    PARTNER = "partner", "a partner's or lead commissioner's report"
    NONE = "none", "no return: the office writes an item"


class DeliveryRole(TextChoices):
    LEAD = "lead", "lead"
    PARTNER = "partner", "delivery partner"


class ReportsFor(TextChoices):
    """Where several providers deliver one service, who sends its returns."""

    LEAD = "lead", "the lead reports for all"
    EACH = "each", "each provider reports"


class AwardKind(TextChoices):
    GRANT = "grant", "grant"
    CONTRACT = "contract", "contract"
    IN_HOUSE = "in_house", "in-house budget"
    TRANSFER = "transfer", "transfer (CSP)"
    CONTRIBUTION = "contribution", "contribution"


class Withheld(TextChoices):
    """Why an award is kept out of all that is published: the exemptions of the Specified Information Order."""

    SECURITY = "security", "national security"
    SAFETY = "safety", "the safety of a person"
    JUSTICE = "justice", "preventing crime, or the course of justice"
    LAW = "law", "publishing it is prohibited by law"


class DocumentState(TonedChoices):
    """Whether a document that is asked for is held, and holds."""

    MISSING = "missing", "late", "Missing"
    EXPIRED = "expired", "late", "Expired"
    SOON = "soon", "act", "Expires soon"
    HELD = "held", "quiet", "Held"


class AnnualOutcome(TextChoices):
    """What the yearly review of an award came to."""

    CONTINUE = "continue", "continue"
    DISCONTINUE = "discontinue", "discontinue"
    AMEND = "amend", "amend"


class SubsidyRoute(TextChoices):
    """Whether an award is a subsidy and, if it is, by which route it may be given."""

    NONE = "none", "not a subsidy"
    MINIMAL = "minimal", "minimal financial assistance"
    PUBLIC_INTEREST = "public_interest", "services of public economic interest"
    SCHEME = "scheme", "registered subsidy scheme"
    PRINCIPLES = "principles", "assessed against the principles"


class AllocationStage(TextChoices):
    BID = "bid", "bid"
    OFFERED = "offered", "offered"
    CONFIRMED = "confirmed", "confirmed"
    REFUSED = "refused", "refused"


class DateKind(TextChoices):
    """What falls on a day, in the list of dates and in people's calendars."""

    RETURNS = "returns", "returns due"
    KEY = "key", "key date of an update"
    END = "end", "award ends"
    NOTICE = "notice", "notice by"
    REVIEW_BY = "review_by", "review before a decision"
    PROMISE = "promise", "promise due"
    ACTION = "action", "action of a review due"
    MEETING = "meeting", "contract review meeting"
    EXPIRY = "expiry", "document expires"
    FUNDER = "funder", "return to a funder due"


class MatchedBy(TextChoices):
    """What told the award of a line of the ledger."""

    REFERENCE = "reference", "its reference"
    PAYEE = "payee", "its payee’s one award"
    PERSON = "person", "a person"


class VariationKind(TextChoices):
    UPLIFT = "uplift", "uplift"
    CUT = "cut", "cut"
    EXTENSION = "extension", "extension"
    CARRY_FORWARD = "carry_forward", "carry-forward"
    REPROFILE = "reprofile", "reprofile"
    CLAWBACK = "clawback", "clawback"


class Precision(TextChoices):
    """How exactly an amount or a figure was stated."""

    EXACT = "exact", "exact"
    ABOUT = "about", "about"
    JUST_OVER = "just_over", "just over"
    JUST_UNDER = "just_under", "just under"
    AT_LEAST = "at_least", "at least"
    AT_MOST = "at_most", "at most"
    ROUNDED = "rounded", "rounded"


class NumberKind(TextChoices):
    COUNT = "count", "whole number"
    PERCENTAGE = "percentage", "percentage (one number of another)"
    RATE = "rate", "rate (one number for each of another)"
    AVERAGE = "average", "average"
    MONEY = "money", "money in pounds"
    DURATION = "duration", "length of time"


class Basis(TextChoices):
    """How a measure is counted; values of different bases are never added together."""

    IN_PERIOD = "in_period", "this quarter"
    YEAR_TO_DATE = "year_to_date", "since April"
    SNAPSHOT = "snapshot", "at quarter end"
    PROGRAMME_TO_DATE = "programme_to_date", "since the start"
    CHANGE_ONLY = "change_only", "change only"


class Polarity(TextChoices):
    HIGHER = "higher", "up"
    LOWER = "lower", "down"
    CONTEXT = "context", "neither"


class ObservationState(TextChoices):
    """What was answered in a box: nought is a value, and none of the others is nought."""

    NOT_ANSWERED = "not_answered", "not answered"
    REPORTED = "reported", "a number"
    UNCOUNTED = "uncounted", "yes, not counted"
    NOT_COUNTED = "not_counted", "not counted"
    DOES_NOT_APPLY = "does_not_apply", "doesn't apply"


class Standing(TonedChoices):
    """How far a figure may be used."""

    APPROVED = "approved", "quiet", "Approved"
    TAKEN_OVER = "taken_over", "quiet", "Taken over, not approved"
    SUBMITTED = "submitted", "act", "Submitted, not yet approved"
    DRAFT = "draft", "quiet", "Draft"


class ValueSource(TextChoices):
    RETURN = "return", "typed in the return"
    FILE = "file", "read from a file"
    EARLIER_QUOTED = "earlier_quoted", "quoted in a later return"
    EARLIER_UPDATE = "earlier_update", "published update"
    EARLIER_SHEET = "earlier_sheet", "old spreadsheet"
    CORRECTION = "correction", "correction"


EARLIER_SOURCES = [ValueSource.EARLIER_QUOTED, ValueSource.EARLIER_UPDATE, ValueSource.EARLIER_SHEET]


class Direction(TextChoices):
    """What somebody said of a comparison without giving the numbers."""

    HIGHER = "higher", "higher"
    LOWER = "lower", "lower"
    SAME = "same", "about the same"
    TARGET_MET = "target_met", "target met"


class StatementState(TonedChoices):
    UNRESOLVED = "unresolved", "question", "Unresolved"
    CONFIRMED = "confirmed", "quiet", "Confirmed"
    REFUSED = "refused", "quiet", "Refused"


class Movement(TextChoices):
    """What became of a risk since the end of the period before."""

    UP = "up", "Up"
    DOWN = "down", "Down"
    NEW = "new", "New"
    CLOSED = "closed", "Closed"
    SAME = "same", "Unchanged"
    SILENT = "silent", "Not told of again"
    UNSTATED = "unstated", "Level not stated"


class Against(TextChoices):
    PREVIOUS = "previous", "the previous quarter"
    SAME_LAST_YEAR = "same_last_year", "the same quarter last year"
    TARGET = "target", "the target"
    UNSTATED = "unstated", "a period not stated"


class BreakKind(TextChoices):
    DEFINITION = "definition", "definition"
    BASIS = "basis", "basis"
    COVERAGE = "coverage", "coverage"
    METHOD = "method", "method"


class ScopeHeld(TextChoices):
    YES = "yes", "yes"
    NO = "no", "no"
    UNKNOWN = "unknown", "don't know"


class Rag(TonedChoices):
    RED = "red", "red", "Red"
    AMBER = "amber", "amber", "Amber"
    GREEN = "green", "green", "Green"
    NOT_RATED = "not_rated", "none", "Not rated"

    @property
    def letter(self):
        return self.label[0]


class State(TonedChoices):
    """The stored life of a return, a pack's money and people, or an office item."""

    NOT_STARTED = "not_started", "quiet", "Not started"
    IN_PROGRESS = "in_progress", "act", "In progress"
    SUBMITTED = "submitted", "check", "To check"
    QUERIED = "queried", "question", "Question asked"
    APPROVED = "approved", "quiet", "Approved"
    NOT_REQUIRED = "not_required", "quiet", "Not required"


class Status(TonedChoices):
    """How something owed stands on a day: its stored state, or late; in the order of what wants attention first."""

    LATE = "late", "late", "Late"
    QUERIED = "queried", "question", "Question asked"
    IN_PROGRESS = "in_progress", "act", "In progress"
    NOT_STARTED = "not_started", "quiet", "Not started"
    SUBMITTED = "submitted", "check", "To check"
    APPROVED = "approved", "quiet", "Approved"
    NOT_REQUIRED = "not_required", "quiet", "Not required"

    @classmethod
    def of(cls, state: str, days_late: int) -> "Status":
        return cls.LATE if days_late else cls(state)


class Gap(TonedChoices):
    """Why nothing is listed for a service and a quarter."""

    NOT_OPENED = "not_opened", "quiet", "Quarter not opened"
    NOTHING_DUE = "nothing_due", "quiet", "Nothing due"
    NOT_LISTED = "not_listed", "raise", "Due, not listed"
    NO_ROUTE = "no_route", "raise", "Nobody has said how it reports"


class Prompt(TextChoices):
    """What a narrative of a return answers."""

    WENT_WELL = "went_well", "What went well"
    CHALLENGES = "challenges", "Challenges"
    NEXT_QUARTER = "next_quarter", "Next quarter"
    CONTEXT = "context", "About the service and its quarter"
    OUR_NOTE = "our_note", "Our note"
    UPDATE_WORDS = "update_words", "Paragraph for the update"


class Cause(TextChoices):
    RECRUITMENT = "recruitment", "recruitment"
    WAITING_LIST = "waiting_list", "waiting list"
    COMPLEXITY = "complexity", "complexity"
    REFERRAL_ROUTES = "referral_routes", "referral routes"
    PARTNER = "partner", "partner"
    IT = "it", "computer systems"
    PROCUREMENT = "procurement", "procurement"
    SEASON = "season", "season"
    FUNDING = "funding", "funding"


class PassageKind(TextChoices):
    """What a passage of somebody's prose is: the letter that files it, and its label."""

    letter: str

    def __new__(cls, value: str, letter: str = "") -> "PassageKind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.letter = letter
        return member

    WENT_WELL = "went_well", "G", "Went well"
    CHALLENGE = "challenge", "C", "Challenge"
    STAFFING = "staffing", "S", "Staffing"
    WAITING = "waiting", "W", "Waiting list"
    RISK = "risk", "R", "Risk"
    PROMISE = "promise", "P", "Promise"
    NEWS = "news", "N", "News"
    CASE = "case", "K", "Case study"
    FIGURE = "figure", "F", "Figure"
    DECISION = "decision", "D", "Decision"
    OUR_NOTE = "our_note", "O", "Our note"
    NOT_NEEDED = "not_needed", "X", "Not needed"


OURS = [PassageKind.DECISION, PassageKind.OUR_NOTE]  # kept by the office alone: a provider neither files nor sees them


class CommitmentBy(TextChoices):
    PROVIDER = "provider", "the provider"
    OFFICE = "office", "the office"
    POLICE = "police", "the police"
    PARTNER = "partner", "a partner"


class CommitmentState(TonedChoices):
    OPEN = "open", "act", "Due"
    DONE = "done", "quiet", "Kept"
    SLIPPED = "slipped", "late", "Slipped"
    DROPPED = "dropped", "quiet", "Dropped"


class NewsKind(TextChoices):
    MILESTONE = "milestone", "milestone"
    EVENT = "event", "event"
    VISIT = "visit", "visit"
    LAUNCH = "launch", "launch"
    PRIZE = "prize", "prize"
    TRAINING = "training", "training"
    EQUIPMENT = "equipment", "equipment"
    PEOPLE = "people", "people"
    DECISION = "decision", "decision"


class DatePrecision(TextChoices):
    DAY = "day", "on a day"
    MONTH = "month", "in a month"
    PERIOD = "period", "in the quarter, day not stated"


class CaseState(TonedChoices):
    DRAFT = "draft", "check", "Not yet checked"
    ANONYMISED = "anonymised", "check", "Anonymised"
    BOARD = "board", "quiet", "Approved for board"
    PUBLICATION = "publication", "quiet", "Approved for publication"


class Asker(TextChoices):
    OFFICER = "officer", "an officer"
    COMMISSIONER = "commissioner", "the Commissioner"
    PANEL = "panel", "the Panel"
    MP = "mp", "an MP"
    PRESS = "press", "the press"
    FOI = "foi", "a freedom-of-information request"
    PROVIDER = "provider", "the provider"


BETWEEN_US = [Asker.OFFICER, Asker.PROVIDER]  # what the office and a provider ask each other


class QuestionState(TonedChoices):
    OPEN = "open", "question", "Question asked"
    ANSWERED = "answered", "act", "Answered"
    CLOSED = "closed", "quiet", "Closed"


class RecordKind(TextChoices):
    """What a question or a draft can be about; the first three are owed, and have the life of a return."""

    RETURN = "return", "return"
    PACK = "pack", "money and people"
    ITEM = "item", "item to write"
    ALLOCATION = "allocation", "allocation"
    AWARD = "award", "award"
    SERVICE = "service", "service"
    COMMITMENT = "commitment", "promise"
    PROVIDER = "provider", "provider"
    RISK = "risk", "risk"
    NEWS = "news", "news item"
    PERIOD = "period", "quarter"
    ENTRY = "entry", "paragraph of the update"


class ItemSection(TextChoices):
    """Sections of the update that no objective of the plan holds."""

    NEW_FUNDING = "new_funding", "New funding"
    OTHER = "other", "Other commissioning activities"
    PORTFOLIO = "portfolio", "All that is funded"


class ItemBy(TextChoices):
    OFFICE = "office", "the office"
    POLICE = "police", "the police"
    PARTNER = "partner", "a partner"


class CalendarKind(TextChoices):
    FINANCIAL_QUARTERS = "financial_quarters", "financial quarters"
    CONTRACT_QUARTERS = "contract_quarters", "contract year"
    HALF_YEARS = "half_years", "half-years"
    PROGRAMME_QUARTERS = "programme_quarters", "programme quarters"


class FunderSectionKind(TextChoices):
    """What a section of a return to a funder has a line for."""

    STREAM = "stream", "the money of the stream, in one line"
    FIGURES = "figures", "figures, by service"
    MONEY = "money", "money, by award"
    POSTS = "posts", "posts, by role"
    CATEGORY = "category", "figures, by category"
    WORDS = "words", "answers in words"


class FunderColumnKind(TextChoices):
    """What a column of such a section tells. Which suit which section: `suits`."""

    REFERENCE = "reference", "Our reference"
    PROVIDER = "provider", "Provider"
    SERVICE = "service", "Service"
    ALLOCATED = "allocated", "Allocated"
    AWARDED = "awarded", "Awarded"
    COMMITTED = "committed", "Committed"
    LEFT = "left", "Not yet awarded"
    PAID = "paid", "Paid by us"
    SPENT = "spent", "Spent by providers"
    FORECAST = "forecast", "Forecast to 31 March"
    DIFFERENCE = "difference", "Forecast less awarded"
    VALUE = "value", "Figure"
    UNIT = "unit", "Unit"
    COVERS = "covers", "What it covers"
    LAST_YEAR = "last_year", "The same part of last year"
    TARGET = "target", "Target for the year"
    FUNDED = "funded", "Posts funded"
    IN_POST = "in_post", "Posts filled"
    VACANT = "vacant", "Posts vacant"
    EXPECTED = "expected", "When vacancies are to be filled"
    ANSWER = "answer", "Answer"
    LENGTH = "length", "Words in it"
    SHARE = "share", "Share of the money from this stream, per cent"
    SHARE_POUNDS = "share_pounds", "Pounds of it from this stream"
    REMARK = "remark", "Remarks"


SUITING: dict[str, tuple[FunderColumnKind, ...]] = {
    FunderSectionKind.STREAM: (
        FunderColumnKind.ALLOCATED, FunderColumnKind.AWARDED, FunderColumnKind.COMMITTED, FunderColumnKind.LEFT,
        FunderColumnKind.PAID, FunderColumnKind.SPENT, FunderColumnKind.FORECAST, FunderColumnKind.REMARK,
    ),
    FunderSectionKind.FIGURES: (
        FunderColumnKind.SERVICE, FunderColumnKind.PROVIDER, FunderColumnKind.VALUE, FunderColumnKind.UNIT,
        FunderColumnKind.COVERS, FunderColumnKind.LAST_YEAR, FunderColumnKind.TARGET, FunderColumnKind.SHARE,
        FunderColumnKind.SHARE_POUNDS, FunderColumnKind.REMARK,
    ),
    FunderSectionKind.MONEY: (
        FunderColumnKind.REFERENCE, FunderColumnKind.PROVIDER, FunderColumnKind.SERVICE,
        FunderColumnKind.AWARDED, FunderColumnKind.COMMITTED, FunderColumnKind.PAID, FunderColumnKind.SPENT,
        FunderColumnKind.FORECAST, FunderColumnKind.DIFFERENCE, FunderColumnKind.SHARE, FunderColumnKind.REMARK,
    ),
    FunderSectionKind.POSTS: (
        FunderColumnKind.PROVIDER, FunderColumnKind.SERVICE, FunderColumnKind.FUNDED,
        FunderColumnKind.IN_POST, FunderColumnKind.VACANT, FunderColumnKind.EXPECTED, FunderColumnKind.SHARE,
        FunderColumnKind.SHARE_POUNDS, FunderColumnKind.REMARK,
    ),
    FunderSectionKind.CATEGORY: (
        FunderColumnKind.SERVICE, FunderColumnKind.PROVIDER, FunderColumnKind.VALUE, FunderColumnKind.UNIT,
        FunderColumnKind.COVERS, FunderColumnKind.LAST_YEAR, FunderColumnKind.SHARE,
        FunderColumnKind.SHARE_POUNDS, FunderColumnKind.REMARK,
    ),
    FunderSectionKind.WORDS: (FunderColumnKind.ANSWER, FunderColumnKind.LENGTH),
}  # fmt: skip


def suits(section: str) -> tuple[FunderColumnKind, ...]:
    """The columns that a section of this kind may have, in the order in which it has them without a choice."""
    return SUITING[section]
