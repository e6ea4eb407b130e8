"""Forms of awards and of changes to them: what was decided, the services covered, the money by stream and year."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from commissioning.figures.awards import splits_of
from commissioning.forms.set_up.stated import AmountBox, ExactBox, PoundsBox, pounds_and_precision
from commissioning.forms.set_up.time import is_quarter
from commissioning.models import Award, FundingSplit, FundingStream, Service, Variation
from commissioning.parsing import Kind
from commissioning.ratings.splits import Part, sum_words
from commissioning.workflow.set_up.awards import began_with_shares, share_box
from commissioning.workflow.set_up.funders import stream_not_stated
from commissioning.workflow.set_up.splits import Amount, Cell, cells_from, split_box, texts_of, year_fault
from providers.models import Provider
from providers.workflow import NOT_STATED_NAME, provider_not_stated
from tracker.merging import Base
from tracker.periods import financial_year_of, year_label
from tracker.set_up.forms import OneOf, RecordForm, dressed

Context = dict[str, Any]
NEW_STREAMS = ("new1", "new2")
NEW_SERVICES = ("1", "2", "3")
NEW_YEAR = "new"
MOST_YEARS = 8
NOBODY = 0  # a change that isn't kept yet has no money
WHY = "Say it if you put right an amount of a year that has begun. Both amounts are kept."


class OrNotStated(OneOf):
    """One record, or "not stated": a row of its own, which is made when it is first needed."""

    code: str
    said: str
    made: Callable[..., Model]

    def offer(self, rows: Iterable[Any], group_of: Any) -> None:
        """Also "not stated", before there is such a row."""
        super().offer(rows, group_of)
        if not any(row.code == self.code for row in self.rows.values()):
            offered: Any = self.choices
            self.choices = [*offered, (self.code, self.said)]

    def to_python(self, value: Any) -> Any:
        return self.made(at=timezone.now()) if value == self.code else super().to_python(value)


class StreamBox(OrNotStated):
    code, said, made = FundingStream.NOT_STATED, "Stream not stated", staticmethod(stream_not_stated)

    def __init__(self, **rest: Any) -> None:
        super().__init__(model=FundingStream, required=False, empty="Choose", **rest)


class ReceiverBox(OrNotStated):
    code, said, made = Provider.NOT_STATED, NOT_STATED_NAME, staticmethod(provider_not_stated)

    def __init__(self, **rest: Any) -> None:
        super().__init__(model=Provider, **rest)


def funder_of(stream: Any) -> str:
    return str(stream.funder)


def why_box() -> forms.Field:
    return dressed(forms.CharField(label="Why an amount is put right", help_text=WHY, max_length=300, required=False))


class MoneyForm(RecordForm):
    """Boxes for money by stream (rows) and financial year (columns), with room for two more streams and a year."""

    negative = False
    grouped = {"stream_new1": funder_of, "stream_new2": funder_of}
    stream_new1 = StreamBox(label="Another stream")
    stream_new2 = StreamBox(label="One more stream")
    year_new = forms.CharField(label="Another year", required=False, max_length=7)
    correction = why_box()

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.rows = self.shown_rows()
        self.standing = cells_from(row for row in self.rows if row.variation_id == self.variation())
        if not self.standing:
            del self.fields["correction"]
        names = {row.stream_id: row.stream.name for row in self.rows}
        self.streams = {str(pk): name for pk, name in sorted(names.items(), key=lambda each: (each[1], each[0]))}
        self.years = self._years()
        self.fields["year_new"].widget.attrs |= {"class": "govuk-input--width-5"}
        for row, column, label in self._cells():
            self.fields[cell_box(row, column)] = AmountBox(label=label, required=False, negative=self.negative, width=5)
        for cell, amount in self.standing.items():
            self.initial[split_box(cell)] = amount

    def award(self) -> Award:
        raise NotImplementedError

    def variation(self) -> int | None:
        """The change whose money stands in the boxes; None: the award's own."""
        raise NotImplementedError

    def shown_rows(self) -> list[FundingSplit]:
        """All amounts of the award: every stream of it has a row, every year a column."""
        return splits_of(self.award()) if self.award().pk else []

    def _years(self) -> list[str]:
        return sorted({row.year_label for row in self.rows} | set(years_of(self.award())))[:MOST_YEARS]

    def _cells(self) -> Iterator[tuple[str, str, str]]:
        """Row, column and label of every box of the grid."""
        names = self.streams | {new: str(self.fields[f"stream_{new}"].label) for new in NEW_STREAMS}
        for row, name in names.items():
            for year in self.years:
                yield row, year, f"{name}, {year}"
            yield row, NEW_YEAR, f"{name}, another year"

    def clean(self) -> Any:
        cleaned = super().clean()
        self.cells: dict[Cell, Amount | None] = {}
        for row, column, _ in self._cells():
            name = cell_box(row, column)
            if name in self.data and name not in self.errors:
                self._read(row, column, self.cleaned_data.get(name))
        return cleaned

    def _read(self, row: str, column: str, amount: Amount | None) -> None:
        new = row in NEW_STREAMS or column == NEW_YEAR
        if new and amount is None:
            return
        stream = self._stream(row) if row in NEW_STREAMS else int(row)
        year = self._year() if column == NEW_YEAR else column
        if stream is not None and year is not None:
            self.cells[stream, year] = amount

    def _stream(self, row: str) -> int | None:
        box = f"stream_{row}"
        chosen = self.cleaned_data.get(box)
        if chosen is None:
            self._say(box, "Choose the stream that the money comes from.")
        elif str(chosen.pk) in self.streams:
            self._say(box, "This stream has a row above. Type the amount there.")
        elif row == NEW_STREAMS[1] and chosen == self.cleaned_data.get(f"stream_{NEW_STREAMS[0]}"):
            self._say(box, "This stream is chosen above. Type the amount there.")
        return None if chosen is None or box in self.errors else chosen.pk

    def _year(self) -> str | None:
        typed = self.cleaned_data.get("year_new", "")
        if typed in self.years:
            self._say("year_new", "This year has a column. Type the amount there.")
        elif fault := year_fault(typed):
            self._say("year_new", fault)
        return None if "year_new" in self.errors else typed

    def _say(self, box: str, sentence: str) -> None:
        if box not in self.errors:
            self.add_error(box, sentence)

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"cells": self.cells, "correction": self.cleaned_data.get("correction", "")}

    def begins_from(self) -> Base:
        own = super().begins_from()
        return Base(0, {**own.marks, **Base.of(0, texts_of(self.standing)).marks})

    def grid(self) -> Context:
        """The rows of the grid with their boxes, and what is saved, added up by year."""
        rows: list[Context] = [{"label": name, "cells": self._row(row)} for row, name in self.streams.items()]
        rows += [{"choose": self[f"stream_{new}"], "cells": self._row(new)} for new in NEW_STREAMS]
        return {"years": self.years, "another": self["year_new"], "rows": rows, "totals": self._totals()}

    def _row(self, row: str) -> list[tuple[str, forms.BoundField]]:
        """The boxes of one stream, each with what its column is called."""
        known = [(year, self[cell_box(row, year)]) for year in self.years]
        return [*known, ("Another year", self[cell_box(row, NEW_YEAR)])]

    def _totals(self) -> list[str]:
        if not self.standing:
            return []
        parts = [Part("", cell[1], each.pounds, None, each.precision) for cell, each in self.standing.items()]
        return [sum_words([part for part in parts if part.year == year]) for year in self.years]


def cell_box(row: str, column: str) -> str:
    """The name of one box; that of a known stream and year is the one by which workflow names it."""
    if row in NEW_STREAMS or column == NEW_YEAR:
        return f"split-{row}-{column.replace('/', '-')}"
    return split_box((int(row), column))


def years_of(award: Award) -> list[str]:
    """The financial years in which the award runs; while its dates are not known, this year and the next two."""
    begins = award.starts_on or timezone.localdate()
    ends = award.ends_on or (begins if award.starts_on else date(begins.year + 2, begins.month, 1))
    first, last = (int(financial_year_of(day)[:4]) for day in (begins, ends))
    return [year_label(year) for year in range(first, last + 1)]


class AwardForm(MoneyForm):
    """All of an award: its own fields, its services, its money."""

    provider = dressed(
        ReceiverBox(label="Provider", help_text="Choose “Provider not stated” if nobody has said who receives it.")
    )
    stated_total = PoundsBox(
        label="Total as stated elsewhere",
        help_text="As in the decision or the agreement. It is checked against the amounts above.",
        required=False,
    )
    stated_group_total = PoundsBox(
        label="Total of the group as stated elsewhere",
        help_text="One for all awards of the group; it is checked against their sum.",
        required=False,
    )
    service_new1 = OneOf(model=Service, label="Service", required=False, empty="Choose")
    service_new2 = OneOf(model=Service, label="Another service", required=False, empty="Choose")
    service_new3 = OneOf(model=Service, label="One more service", required=False, empty="Choose")

    class Meta(RecordForm.Meta):
        model = Award
        fields = [
            "title", "provider", "kind", "reference", "starts_on", "ends_on", "length_years", "extension_years",
            "review_by", "notice_on", "extension_state", "decision", "decided_on", "purpose", "reasons", "conditions",
            "withheld", "stated_total", "stated_total_precision", "group", "stated_group_total",
        ]  # fmt: skip
        labels = {
            "starts_on": "First day",
            "ends_on": "Last day",
            "length_years": "Length in years",
            "extension_years": "May be extended by, in years",
            "extension_state": "Where talks on an extension stand",
            "notice_on": "Notice by",
            "review_by": "Review by",
            "decided_on": "Decided on",
            "stated_total_precision": "How exact that total is",
            "group": "Read together with",
            "withheld": "Not published, because of",
        }
        help_texts = {
            "starts_on": "",
            "ends_on": "",
            "length_years": "",
            "extension_years": "",
            "extension_state": "Such as: asked for, under discussion, agreed",
            "decision": "Its reference or title",
            "decided_on": "",
            "stated_total_precision": "",
            "group": "A short name for like awards of a year, such as csp-2022. Those of one name stand together.",
        }

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        rows = list(self.instance.award_services.select_related("service")) if self.instance.pk else []
        self.covered = {row.service_id: row.share for row in rows}
        self.names_of = {row.service_id: row.service.name for row in rows}
        withheld: Any = self.fields["withheld"]
        withheld.choices = [("", "It is published"), *withheld.choices[1:]]
        self.fields["group"] = dressed(
            forms.CharField(
                label="Read together with", help_text=self.Meta.help_texts["group"], required=False, max_length=50
            )
        )
        for pk, share in self.covered.items():
            self.fields[share_box(pk)] = percent_box(f"Share of {self.names_of[pk]}")
            self.fields[f"out-{pk}"] = forms.BooleanField(label=f"Take out {self.names_of[pk]}", required=False)
            self.initial[share_box(pk)] = share
        for new in NEW_SERVICES:
            self.fields[f"share-new{new}"] = percent_box(f"Share of service {new}")

    def award(self) -> Award:
        return self.instance

    def variation(self) -> int | None:
        return None

    @property
    def values(self) -> dict[str, Any]:
        group = self.cleaned_data["stated_group_total"]
        return (
            super().values
            | pounds_and_precision(self.cleaned_data, "stated_total", "stated_total_precision")
            | {"stated_group_total": group.pounds if group else None, "shares": self.shares()}
        )

    def shares(self) -> dict[int, Decimal | None]:
        """The services that are to be covered."""
        kept = {pk: share_box(pk) for pk in self.covered if share_box(pk) in self.data}
        found = {pk: self.cleaned_data[box] for pk, box in kept.items() if not self.cleaned_data[f"out-{pk}"]}
        for new in NEW_SERVICES:
            service = self.cleaned_data[f"service_new{new}"]
            if service is not None:
                found[service.pk] = self.cleaned_data[f"share-new{new}"]
        return found

    def clean(self) -> Any:
        cleaned = super().clean()
        for new in NEW_SERVICES:
            share, box = self.cleaned_data.get(f"share-new{new}"), f"service_new{new}"
            if share is not None and self.cleaned_data.get(box) is None:
                self._say(box, "Choose the service that has this share.")
        return cleaned

    def begins_from(self) -> Base:
        own = super().begins_from()
        return Base(0, {**own.marks, **Base.of(0, began_with_shares(self.covered)).marks})

    def service_rows(self) -> Context:
        return {
            "covered": [
                {"name": self.names_of[pk], "share": self[share_box(pk)], "out": self[f"out-{pk}"]}
                for pk in self.covered
            ],
            "new": [{"service": self[f"service_new{new}"], "share": self[f"share-new{new}"]} for new in NEW_SERVICES],
        }


def percent_box(label: str) -> forms.Field:
    return ExactBox(label=label, kind=Kind.PERCENTAGE, required=False, width=4)


class VariationForm(MoneyForm):
    """A change to an award: from which day, what it does to its money, its posts and its last day."""

    negative = True
    offers = {"announced_in": is_quarter}
    empty = {"announced_in": "Not told in one"}

    class Meta(RecordForm.Meta):
        model = Variation
        fields = ["kind", "effective_on", "reason", "ends_on", "posts_created", "posts_kept", "posts", "announced_in"]
        labels = {
            "kind": "Kind of change",
            "effective_on": "From",
            "reason": "Why",
            "ends_on": "New last day",
            "posts": "Posts created or kept",
            "announced_in": "Told in the update of",
        }
        help_texts = {
            "kind": "An uplift adds money and a cut takes it away; a clawback is money that the provider gives back. A "
            "carry-forward moves money into a later year, a reprofile between years or streams; both leave the total.",
            "effective_on": "The day from which it counts",
            "reason": "",
            "ends_on": "Only if it moves the award’s last day",
            "posts_created": "",
            "posts_kept": "",
            "posts": "Only where nobody has said which of the two",
            "announced_in": "The quarter whose update tells of it",
        }

    def award(self) -> Award:
        return self.instance.award

    def variation(self) -> int | None:
        return self.instance.pk or NOBODY
