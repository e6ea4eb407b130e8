"""Whatever is said otherwise on a page of any kind is found when the record is sent again: a table over all of them."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest

from commissioning.choices import ObservationState, Template
from commissioning.models import Pack, QuarterlyReturn, Service
from commissioning.workflow import Base, save_section
from commissioning.workflow.attachments import attach
from commissioning.workflow.content import content_of
from commissioning.workflow.differences import differences
from commissioning.workflow.sections import FULL_ASKS, SECTIONS, section_of
from tests.commissioning.idva import NOON, Idva, award_of, idva

pytestmark = pytest.mark.django_db
Typed = Mapping[str, str]


@pytest.fixture
def found(settings, tmp_path) -> Idva:
    settings.MEDIA_ROOT = tmp_path
    made = idva(Template.FULL)
    award_of(made)
    return made


def owner(found: Idva, slug: str) -> QuarterlyReturn | Pack:
    if slug in ("money", "people"):
        return Pack.objects.select_related("provider", "period__calendar").get()
    return found.now()


def type_in(found: Idva, slug: str, typed: Typed) -> None:
    """Boxes by the end of their name: of the one row that is there, else of the empty one."""
    record = owner(found, slug)
    page = section_of(record, slug, found.alice)
    assert page is not None
    names = list(page.current)
    boxes = {next(name for name in names if name == end or name.endswith(end)): text for end, text in typed.items()}
    base = Base.of(record.version, page.current)
    save_section(record=record, section=slug, typed=boxes, base=base, by=found.alice, at=NOON)


def figure(found: Idva, part: str) -> str:
    return found.box("referrals", part)


CASES: list[tuple[str, Typed, Typed, list[tuple[str, str | None, str | None]]]] = [
    # page, what was typed first, what is typed then, what is found as (label, before, now)
    ("figures", {"value": "492"}, {"value": "493"}, [("Referrals received", "492", "493")]),
    ("figures", {"value": "492"}, {"provisional": "on"}, [("Referrals received", "492", "492 (not yet final)")]),
    (
        "figures",
        {"state": ObservationState.NOT_COUNTED},
        {"reason": "From October."},
        [("Referrals received", "not counted", "not counted (From October.)")],
    ),
    (
        "figures",
        {"value": "492"},
        {"stated": "higher:previous"},
        [("Referrals received", "492", "492 (higher than the previous quarter, number not given)")],
    ),
    *(
        ("text", {box: "It grew."}, {box: "It shrank."}, [(label, "It grew.", "It shrank.")])
        for box, label in (
            ("went_well", "What went well"),
            ("challenges", "Challenges"),
            ("next_quarter", "Next quarter"),
            ("context", "About the service and its quarter"),
        )
    ),
    ("text", {"went_well": "It grew."}, {"went_well": ""}, [("What went well", "It grew.", None)]),
    (
        "text",
        {"challenges": "Few came."},
        {"causes": "recruitment"},
        [("Challenges", "Few came.", "Few came. (recruitment)")],
    ),
    (
        "text",
        {"went_well": "It grew."},
        {"went_well-seen": "public"},
        [("What went well: who sees it", "office only", "public")],
    ),
    ("words", {"update_words": "Demand grew."}, {"update_words": "It fell."}, [("", "Demand grew.", "It fell.")]),
    (
        "waiting-list",
        {"new-answer": "number", "new-waiting": "18"},
        {"-waiting": "19"},
        [("", "18 waiting", "19 waiting")],
    ),
    ("risks-and-promises", {"risknew-title": "No rooms"}, {"-mitigation": "A lease"}, [("No rooms", "", "A lease")]),
    ("risks-and-promises", {"risknew-title": "No rooms"}, {"-closed": "on"}, [("No rooms", "", "closed")]),
    (
        "risks-and-promises",
        {"promisenew-text": "Train all"},
        {"-state": "done"},
        [("Train all", "", "Kept")],
    ),
    ("news", {"new-text": "A launch", "new-kind": "launch"}, {"-partners": "the NHS"}, [("A launch", "", "the NHS")]),
    (
        "news",
        {"new-text": "A launch", "new-kind": "launch"},
        {"-link": "https://example.org/a"},
        [("A launch", "", "https://example.org/a")],
    ),
    ("cases", {"new-title": "A way out", "new-text": "She left."}, {"-text": "She moved."}, [("", "left", "moved")]),
    ("cases", {"new-title": "A way out", "new-text": "She left."}, {"-title": "Home"}, [("Home", "A way out", "Home")]),
    ("money", {"-to_date": "£1,000"}, {"-to_date": "£2,000"}, [("IDVA contract", "£1,000", "£2,000")]),
    ("people", {"new-role": "Adviser", "new-funded": "2"}, {"-funded": "3"}, [("Adviser", "2 funded", "3 funded")]),
    ("people", {"new-role": "Adviser", "new-funded": "2"}, {"-role": "Worker"}, [("Worker", "Adviser", "Worker")]),
]


def holds(said: str | None, expected: str | None) -> bool:
    return said is None if expected is None else said is not None and expected in said


@pytest.mark.parametrize(("slug", "first", "then", "expected"), CASES)
def test_what_is_said_otherwise_on_any_page_is_found(found, slug, first, then, expected) -> None:
    named = _figures_named(found, slug)
    type_in(found, slug, named(first))
    before = content_of(owner(found, slug))
    assert differences(before, content_of(owner(found, slug))) == []  # the control
    type_in(found, slug, named(then))
    changes = differences(before, content_of(owner(found, slug)))
    assert len(changes) == len(expected), changes
    for change, (label, was, now) in zip(changes, expected, strict=True):
        assert label in change.label
        assert holds(change.before, was), change
        assert holds(change.now, now), change


def _figures_named(found: Idva, slug: str) -> Callable[[Typed], dict[str, str]]:
    """On the page of figures the boxes of one figure are meant."""
    if slug != "figures":
        return dict
    stated = f"c{found.figures['referrals'].pk}"
    return lambda typed: {stated if part == "stated" else figure(found, part): text for part, text in typed.items()}


def test_a_file_that_came_or_went_is_found(found) -> None:
    before = content_of(found.now())
    content = b"%PDF-1.7\n%%EOF"
    attach(record=found.now(), name="Leaflet.pdf", file=BytesIO(content), size=len(content), by=found.alice, at=NOON)
    now = content_of(found.now())
    assert [(each.label, each.before) for each in differences(before, now)] == [("Leaflet.pdf", None)]
    assert [(each.label, each.now) for each in differences(now, before)] == [("Leaflet.pdf", None)]


def test_nothing_to_report_is_said_or_taken_back(found) -> None:
    said: dict[str, Any] = {"nothing_to_report": True}
    assert [(each.label, each.before, each.now) for each in differences(said, {})] == [
        ("Nothing to report", "said", None)
    ]
    assert differences(said, said) == []


def test_the_table_has_every_page_of_a_full_return_and_its_pack(found) -> None:
    asked = {page.slug for page in (*FULL_ASKS, *SECTIONS["pack"])}
    assert Service.objects.get().template == Template.FULL
    assert asked == {slug for slug, *_ in CASES}
