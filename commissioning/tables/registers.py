"""The registers as lists: risks, promises, staffing, waiting lists, news."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from commissioning.choices import CommitmentState, Status
from commissioning.figures.registers import assessment_of, extension_words, until_words, when_words
from commissioning.figures.risks import Said, movement_of, movement_words
from commissioning.models import Award, Commitment, NewsItem, Risk, StaffingLine, WaitingListLine
from commissioning.models.events import RiskQuerySet
from commissioning.ratings.risks import grade
from commissioning.tables.cells import LINK_WITH_SUB, UNBROKEN, WIDE, WITH_SUB, nowrap, with_history, with_mark
from tracker import formats
from tracker.lookups import among
from tracker.roles import Role
from tracker.tables import NUMERIC, DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil, tag


class RegisterTable(Table):
    """What the registers have in common. `scene`: the quarter that is looked at, for the way to other pages."""

    scene: Any

    def service_page(self, service: int, tab: str) -> str:
        return reverse("service-tab", args=[self.scene.quarter.slug, service, tab])

    def owner_page(self, record: Any) -> str:
        """The return or item under which a line hangs."""
        if record.quarterly_return_id:
            return reverse("return", args=[record.quarterly_return_id])
        return reverse("item", args=[record.office_item_id])


class RiskTable(RegisterTable):
    """Rows of `Risk.objects.standing()`, of the quarter that is looked at."""

    row_header = "title"
    title = tables.Column("Risk", order_by=("title", "pk"))
    owner = tables.Column("Owner", default="not stated", attrs=WIDE)
    then = tables.Column("Quarter before", attrs=NUMERIC, empty_values=())
    now = tables.Column("Now", attrs=NUMERIC, empty_values=())
    moved = tables.Column("Since then", empty_values=(), orderable=False)
    mitigation = tables.Column("What is done", default="not stated", orderable=False)

    class Meta(Table.Meta):
        model = Risk
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Risks"}
        order_by = "-now"

    def render_title(self, record: Risk) -> SafeString:
        page = self.service_page(record.service_id, "risks-and-promises")
        cell = format_html(LINK_WITH_SUB, page, record.title, record.service)
        return with_history(cell, self.scene, "risks", record.pk, record.title)

    def order_then(self, queryset: RiskQuerySet, is_descending: bool) -> tuple[QuerySet[Risk], bool]:
        return by_level(queryset, "level_then", is_descending), True

    def order_now(self, queryset: RiskQuerySet, is_descending: bool) -> tuple[QuerySet[Risk], bool]:
        return by_level(queryset, "level_now", is_descending), True

    def render_then(self, record: Any) -> str | SafeString:
        return self.level(record.standing.then)

    def render_now(self, record: Any) -> str | SafeString:
        """With the level before what is done about it, where that was another."""
        now = record.standing.now
        return self.level(now, before=now.before if now and now.before != now.level else None)

    @staticmethod
    def level(said: Said | None, *, before: int | None = None) -> str | SafeString:
        if said is None or said.level is None:
            return "not stated" if said else "not told"
        sub = f"{grade(said.level)}; {before} before mitigation" if before else grade(said.level)
        return format_html(WITH_SUB, said.level, sub)

    def render_moved(self, record: Any) -> SafeString:
        return with_mark(movement_of(record.standing), movement_words(record.standing))


def by_level(queryset: RiskQuerySet, name: str, is_descending: bool) -> QuerySet[Risk]:
    """By one of the levels, what is not stated last either way, on both databases."""
    keys: dict[int, list[int]] = {}
    for key, each in queryset.standings.items():
        level = getattr(each, name)
        if level is not None:
            keys.setdefault(level, []).append(key)
    by_key = "-pk" if is_descending else "pk"
    if not keys:  # PostgreSQL sorts by no constant
        return queryset.order_by(by_key)
    level = Case(*(When(among(own), then=Value(level)) for level, own in keys.items()), output_field=IntegerField())
    return queryset.order_by(level.desc(nulls_last=True) if is_descending else level.asc(nulls_last=True), by_key)


class ContractTable(RegisterTable):
    row_header = "title"
    title = tables.Column("Award", order_by=("title", "pk"))
    ends = tables.Column(
        "Ends", accessor="ends_on", order_by=("ends_on", "title", "pk"), empty_values=(), attrs=UNBROKEN
    )
    before = tables.Column("Before that", empty_values=(), orderable=False)
    decided = tables.Column("Decision notices", empty_values=(), orderable=False, attrs=WIDE)
    subsidy = tables.Column("Subsidy", empty_values=(), order_by=("subsidy_assessment__route", "title", "pk"))

    class Meta(Table.Meta):
        model = Award
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Awards and contracts"}

    def order_ends(self, queryset: QuerySet[Award], is_descending: bool) -> tuple[QuerySet[Award], bool]:
        """By the last day, awards without one last either way, on both databases."""
        last = F("ends_on").desc(nulls_last=True) if is_descending else F("ends_on").asc(nulls_last=True)
        return queryset.order_by(last, "title", "pk"), True

    def render_title(self, record: Award) -> SafeString:
        page = reverse("award", args=[self.scene.quarter.slug, record.pk])
        whose = record.provider.name if record.provider.stated else "provider not stated"
        return format_html(LINK_WITH_SUB, page, record.title, f"{capfirst(record.get_kind_display())}, {whose}")

    def render_ends(self, record: Award) -> SafeString:
        if record.ends_on is None:
            return or_nil(None, "not stated")
        return format_html(
            WITH_SUB, formats.short_day(record.ends_on), until_words(record.ends_on, on=self.scene.ahead_from)
        )

    def render_before(self, record: Award) -> SafeString:
        days = [("review by", record.review_by), ("notice by", record.notice_on)]
        said = ", ".join(f"{name} {formats.short_day(day)}" for name, day in days if day)
        option = ". ".join(filter(None, [extension_words(record), record.extension_state.rstrip(".")]))
        return format_html(WITH_SUB, (said[:1].upper() + said[1:]) or or_nil("", "no day set"), option)

    def render_decided(self, record: Award) -> str:
        found = [f"{each.number}, {formats.short_day(each.decided_on)}" for each in record.decision_notices.all()]
        return or_nil("; ".join(found), self.absent("none recorded"))

    def render_subsidy(self, record: Award) -> str:
        found = assessment_of(record)
        return or_nil(capfirst(found.get_route_display()) if found else "", self.absent("not assessed"))

    def absent(self, words: str) -> str:
        """A viewer is not told that there is none of what may be for the office alone."""
        return "none to see" if self.scene.user.role == Role.VIEWER else words


class PromiseTable(RegisterTable):
    row_header = "text"
    text = tables.Column("Promise", order_by=("text", "pk"))
    by_whom = tables.Column("Owed by", accessor="get_by_whom_display", order_by=("by_whom", "pk"))
    due = DayColumn("Due", accessor="due_on", order_by=("due_on", "pk"), nil="no day given")
    state = tables.Column("Now", order_by=("state", "due_on", "pk"))
    note = tables.Column("What was said of it", accessor="state_note", default="–", orderable=False, attrs=WIDE)

    class Meta(Table.Meta):
        model = Commitment
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Promises"}
        order_by = "due"

    def render_text(self, record: Commitment) -> SafeString:
        service = record.service
        page = self.service_page(service.pk, "risks-and-promises") if service else self.owner_page(record)
        said = f"{service.name if service else 'The office'}, said in {record.parent.period}"
        cell = format_html(LINK_WITH_SUB, page, record.text, said)
        return with_history(cell, self.scene, "promises", record.pk, record.text)

    def render_due(self, value: date, record: Commitment) -> SafeString:
        first = f"first {formats.short_day(record.first_due_on)}" if record.first_due_on else ""
        return format_html(WITH_SUB, formats.short_day(value), "; ".join(filter(None, [record.due_words, first])))

    def render_state(self, record: Commitment) -> SafeString:
        late = record.due_on and record.due_on < self.scene.on and record.state == CommitmentState.OPEN
        return tag(Status.LATE, "Was due") if late else tag(CommitmentState(record.state))


class StaffingTable(RegisterTable):
    row_header = "role"
    role = tables.Column("Post", order_by=("role", "pk"))
    funded = tables.Column("Funded", attrs=NUMERIC, default="not stated")
    in_post = tables.Column("In post", attrs=NUMERIC, default="not stated")
    vacant = tables.Column("Vacant", attrs=NUMERIC, default="not stated")
    note = tables.Column("What was said of it", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = StaffingLine
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Staffing"}
        order_by = "role"

    def render_role(self, record: StaffingLine) -> SafeString:
        owner = record.pack or record.office_item
        page = (
            reverse("pack", args=[record.pack_id]) if record.pack_id else reverse("item", args=[record.office_item_id])
        )
        whose = str(record.pack.provider) if record.pack else str(record.office_item.title)  # type: ignore[union-attr]
        services = formats.listing(service.name for service in record.services.all())
        period = owner.period.label if owner else ""
        cell = format_html(LINK_WITH_SUB, page, record.role, ", ".join(filter(None, [services or whose, period])))
        return with_history(cell, self.scene, "staffing", record.pk, record.role)

    def render_funded(self, value: Any) -> str:
        return formats.number(value)

    def render_in_post(self, value: Any) -> str:
        return formats.number(value)

    def render_vacant(self, value: Any) -> str:
        return formats.number(value)

    def render_note(self, record: StaffingLine) -> str:
        expected = f"Expected: {record.expected}." if record.expected else ""
        filled = f"Filled on {formats.short_day(record.filled_on)}." if record.filled_on else ""
        carried = "Carried from the pack before, not confirmed yet." if record.carried else ""
        return " ".join(filter(None, [record.note, expected, filled, carried])) or "–"


class WaitingTable(RegisterTable):
    row_header = "name"
    name = tables.Column("Waiting list", empty_values=(), order_by=("quarterly_return__service__name", "name", "pk"))
    waiting = tables.Column("People waiting", attrs=NUMERIC, empty_values=(), order_by=("waiting", "pk"))
    note = tables.Column("What was said of it", default="–", orderable=False)

    class Meta(Table.Meta):
        model = WaitingListLine
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Waiting lists"}
        order_by = "name"

    def render_name(self, record: WaitingListLine) -> SafeString:
        parent = record.parent
        name = parent.service.name if record.quarterly_return_id else parent.title
        sub = ", ".join(filter(None, [record.name, parent.period.label]))
        cell = format_html(LINK_WITH_SUB, self.owner_page(record), name, sub)
        return with_history(cell, self.scene, "waiting-lists", record.pk, name)

    def render_waiting(self, record: WaitingListLine) -> str:
        if record.waiting is not None:
            return formats.number(record.waiting)
        return or_nil(None, formats.state_words(record.state))


class NewsTable(RegisterTable):
    row_header = "text"
    text = tables.Column("What happened", order_by=("text", "pk"))
    kind = tables.Column("Kind", accessor="get_kind_display", order_by=("kind", "pk"))
    on = tables.Column("When", empty_values=(), order_by=("on", "pk"))
    by_whom = tables.Column("By whom", accessor="get_by_whom_display", order_by=("by_whom", "pk"), attrs=WIDE)

    class Meta(Table.Meta):
        model = NewsItem
        fields: tuple[str, ...] = ()
        attrs = {"caption": "News"}
        order_by = "-on"

    def render_text(self, record: NewsItem) -> SafeString:
        parent = record.parent
        service = record.service or parent.service
        name = service.name if service else parent.title
        cell = format_html(LINK_WITH_SUB, self.owner_page(record), record.text, name)
        return with_history(cell, self.scene, "news", record.pk, record.text)

    def render_on(self, record: NewsItem) -> SafeString:
        return nowrap(when_words(record))
