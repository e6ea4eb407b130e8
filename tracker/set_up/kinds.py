"""What a kind of set-up record is: a few names, from which its list, its form, its end and its history follow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from tracker import records
from tracker.models import User
from tracker.roles import PERMISSIONS
from tracker.set_up.forms import RecordForm, capital

Keep = Callable[..., records.Kept]
Remove = Callable[..., None]


class Group(Enum):
    """Under which heading a kind stands on the page "Set up"; in this order."""

    DELIVERY = "What is delivered, and by whom"
    MONEY = "Money"
    MEASURES = "Measures"
    PLAN = "Plan, places and time"
    OFFICE = "The office"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that may be not known yet: of the records that fulfil `missing`.

    `box` is the field of the form, or the slug of a part, where it is filled in; what is filled in by a record of
    another kind names that `kind`.
    """

    label: str
    missing: Q
    box: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at before saving: a sentence, and a record to look at."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another page about a record: the one where it is read, or one on which something more is done with it."""

    label: str
    url: str


def no_links(request: HttpRequest, record: Any) -> Sequence[Link]:
    return ()


def no_list_links(request: HttpRequest) -> Sequence[Link]:
    return ()


def tells_no_more(kept: records.Kept) -> str:
    return ""


def no_cautions(record: Any, values: Mapping[str, Any]) -> Sequence[Caution]:
    return ()


def any_whole(record: Any) -> bool:
    return True


def shows_no_more(record: Any, attempt: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of set-up record.

    `columns` are the list's: a field (or property) and its heading, or a column of one's own; the first leads to
    the record. `related` is what the list selects with its rows. A part `belongs_to` a record of another kind, by
    the field of that name; the other lists it among its `parts`, and parts stand on its page, where a part `fits`
    it. `gaps` are what may be not known yet. `cautions` are shown once before saving. `links` lead from the
    record's page to others, `list_links` from the list. `told` is what has happened besides when one was kept, for
    the message. `keep` is `records.keep`, or a function of workflow that takes the same names and does more; so is
    `remove`, which is given a reason where the kind `asks_why`. A new record may have a form of its own,
    `add_form`. A kind whose page shows more has a `template` of its own, which extends set_up/record.html, and
    gives it what it `shows` of the record and the form as it stands (`record.Attempt`).
    """

    slug: str
    model: type[Model]
    one: str
    many: str
    about: str
    permission: str
    group: Group
    form: type[RecordForm]
    columns: Mapping[str, str | tables.Column]
    search: tuple[str, ...] = ("name",)
    related: tuple[str, ...] = ()
    belongs_to: str = ""
    begins_with: tuple[str, ...] = ()  # fields of a new record that its address may name
    parts: tuple["Kind", ...] = ()
    fits: Callable[[Any], bool] = any_whole  # whether a part can be of this record
    gaps: tuple[Gap, ...] = ()
    cautions: Callable[[Any, Mapping[str, Any]], Sequence[Caution]] = no_cautions
    links: Callable[[HttpRequest, Any], Sequence[Link]] = no_links
    list_links: Callable[[HttpRequest], Sequence[Link]] = no_list_links
    keep: Keep = records.keep
    told: Callable[[records.Kept], str] = tells_no_more
    add_form: type[RecordForm] | None = None
    adds: bool = True
    single: bool = False  # there is one record at most
    replaced: Q | None = None  # records that another one stands for: in no list, but their address leads to them
    template: str = "set_up/record.html"
    shows: Callable[[Any, Any], Mapping[str, Any]] = shows_no_more
    deletes: bool = True
    remove: Remove = records.delete
    asks_why: bool = False

    def __post_init__(self) -> None:
        if self.permission not in PERMISSIONS:
            raise ValueError(f"No role has the permission {self.permission!r}: see tracker/roles.py.")

    @property
    def article(self) -> str:
        return "an" if self.one[0] in "aeiou" else "a"

    @property
    def ends(self) -> bool:
        """Whether a record of this kind can end: it then has `ended_on`."""
        try:
            return bool(self.model._meta.get_field("ended_on"))
        except FieldDoesNotExist:
            return False

    def form_for(self, record: Any) -> type[RecordForm]:
        return self.add_form if self.add_form and record.pk is None else self.form

    def rows(self, user: User) -> QuerySet[Any]:
        """The records that this person may see."""
        rows: Any = self.model._default_manager.all()
        return rows.visible_to(user) if hasattr(rows, "visible_to") else rows

    def listed(self, user: User) -> QuerySet[Any]:
        """Of these the ones that lists and counts have."""
        rows = self.rows(user)
        return rows if self.replaced is None else rows.exclude(self.replaced)

    def called(self, record: Any) -> str:
        """How a page names a record: what an office has one of is called by its kind, not by the office's name."""
        return capital(self.many) if self.single and not self.belongs_to else str(record)

    def labels(self) -> dict[str, str]:
        """What the form calls each field."""
        return {name: str(box.label) for name, box in self.form.base_fields.items()}


@dataclass(frozen=True)
class Kinds:
    """All kinds of an installation, as the highest app names them."""

    listed: tuple[Kind, ...]
    _parents: dict[str, Kind] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._parents.update({part.slug: kind for kind in self for part in kind.parts})

    def __iter__(self) -> Iterator[Kind]:
        """Every kind, parts after what they belong to."""
        waiting = list(self.listed)
        while waiting:
            kind = waiting.pop(0)
            yield kind
            waiting[:0] = kind.parts

    @cached_property
    def by_slug(self) -> dict[str, Kind]:
        return {kind.slug: kind for kind in self}

    def parent_of(self, kind: Kind) -> Kind | None:
        return self._parents.get(kind.slug)

    def open_to(self, user: User) -> list[Kind]:
        """The kinds that stand by themselves and that this person may set up."""
        return [kind for kind in self.listed if user.has_perm(kind.permission)]
