"""The records of commissioning, by part: plan and place, time, delivery, money, measures, returns, figures, words."""

from commissioning.models.calendars import KeyDate, PeriodNote, ReportingCalendar, ReportingPeriod
from commissioning.models.contracts import DecisionNotice, SubsidyAssessment
from commissioning.models.delivery import ReportingRoute, Service, ServiceCalendar, ServiceProvider
from commissioning.models.documents import Document, DocumentKind, DocumentRequirement
from commissioning.models.events import CaseStudy, Commitment, NewsItem, Risk, RiskReview
from commissioning.models.evidence import Acknowledgement, Attachment, Draft, LegalHold, Submission
from commissioning.models.funder_returns import (
    FunderAnswer,
    FunderColumn,
    FunderQuestion,
    FunderReturn,
    FunderRow,
    FunderSection,
    FunderTemplate,
)
from commissioning.models.lines import Narrative, SpendLine, StaffingLine, WaitingListLine
from commissioning.models.links import ReturnLink
from commissioning.models.measures import (
    Breakdown,
    Category,
    Measure,
    MeasureVersion,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    ServiceMeasure,
    Target,
)
from commissioning.models.money import Allocation, Award, AwardService, Funder, FundingSplit, FundingStream, Variation
from commissioning.models.observations import Observation, ObservationValue, StatedComparison
from commissioning.models.owed import Owed
from commissioning.models.payments import Payment
from commissioning.models.plan import Area, AreaScheme, Objective, Plan, Theme
from commissioning.models.projects import FundedProject
from commissioning.models.questions import Question, QuestionReply
from commissioning.models.reminders import Reminder
from commissioning.models.requests import InformationRequest
from commissioning.models.returns import OfficeItem, Pack, QuarterlyReturn, UnderSomethingOwed
from commissioning.models.reviews import AnnualReview, ContractReview, ReviewAction
from commissioning.models.sources import Passage, SourceText

__all__ = [
    "Acknowledgement",
    "Allocation",
    "AnnualReview",
    "Area",
    "AreaScheme",
    "Attachment",
    "Award",
    "AwardService",
    "Breakdown",
    "CaseStudy",
    "Category",
    "Commitment",
    "ContractReview",
    "DecisionNotice",
    "Document",
    "DocumentKind",
    "DocumentRequirement",
    "Draft",
    "FundedProject",
    "Funder",
    "FunderAnswer",
    "FunderColumn",
    "FunderQuestion",
    "FunderReturn",
    "FunderRow",
    "FunderSection",
    "FunderTemplate",
    "FundingSplit",
    "FundingStream",
    "InformationRequest",
    "KeyDate",
    "LegalHold",
    "Measure",
    "MeasureVersion",
    "Narrative",
    "NewsItem",
    "Objective",
    "Observation",
    "ObservationValue",
    "OfficeItem",
    "Owed",
    "Pack",
    "Passage",
    "Payment",
    "PeriodNote",
    "Plan",
    "QuarterlyReturn",
    "Question",
    "QuestionReply",
    "Reminder",
    "ReportingCalendar",
    "ReportingPeriod",
    "ReportingRoute",
    "ReturnLink",
    "ReviewAction",
    "Risk",
    "RiskReview",
    "ScopeAnswer",
    "ScopeNote",
    "SeriesBreak",
    "Service",
    "ServiceCalendar",
    "ServiceMeasure",
    "ServiceProvider",
    "SourceText",
    "SpendLine",
    "StaffingLine",
    "StatedComparison",
    "Submission",
    "SubsidyAssessment",
    "Target",
    "Theme",
    "UnderSomethingOwed",
    "Variation",
    "WaitingListLine",
]
