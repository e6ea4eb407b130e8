"""A page with what was typed put back into its form: the same bytes but for what stands in the boxes. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tracker.kept.forms import Attributes, Control, Form, Reader, Tag
from tracker.kept.token import KEPT, OURS

Fields = Mapping[str, Sequence[str]]
Change = tuple[int, int, str]  # from, to, what stands there instead
PRESSED = frozenset({"submit", "button", "image", "reset"})
CHOSEN = frozenset({"checkbox", "radio"})
# what forms carry and nobody types
CARRIED = OURS | {"key", "do", "act", "keep", "began", "boxes", "digest", "sure", "next"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in one form, and where it was sent. `key` is the number under which it is kept."""

    key: int
    address: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Filled:
    """The page, and what found no box on it: names and texts."""

    html: str
    left: list[tuple[str, str]]


def fill(html: str, page: str, typed: Sequence[Typed], banner: Callable[[Sequence[tuple[str, str]]], str]) -> Filled:
    """Put it all back, the newest last; `banner` is what the page says of it, at the head of its main part."""
    left: list[tuple[str, str]] = []
    for each in typed:
        reader = Reader(html)
        form = _form_of(reader.forms, page, each)
        if form is None:
            left += _texts(each.fields, set())
            continue
        html = _changed(html, _changes(form, each))
        left += _texts(each.fields, _placed(form, each.fields))
    main = Reader(html).main
    return Filled(html if main is None else html[: main.end] + banner(left) + html[main.end :], left)


def _form_of(forms: Sequence[Form], page: str, typed: Typed) -> Form | None:
    """The form that was sent: of those that go to its address the one with most of its boxes and of its own marks."""
    here = [form for form in forms if _goes_to(form, page) == typed.address]
    return max(here, key=lambda form: _likeness(form, typed.fields), default=None)


def _goes_to(form: Form, page: str) -> str:
    method = (form.tag.attributes.get("method") or "").lower()
    action = form.tag.attributes.get("action") or page
    return action.partition("?")[0].partition("#")[0] if method == "post" else ""


def _likeness(form: Form, fields: Fields) -> tuple[int, int, int]:
    """How many of the names it has, how few that were not sent, how many of its own marks are the same."""
    always = [each for each in form.controls if each.tag.type not in PRESSED | CHOSEN and each.tag.name != "button"]
    own = [each for each in always if each.name and each.name not in OURS]
    same = [each for each in own if each.tag.type == "hidden" and each.tag.value in fields.get(each.name, ())]
    return len(form.names & fields.keys()), -len([each for each in own if each.name not in fields]), len(same)


def _changed(html: str, changes: Sequence[Change]) -> str:
    for start, end, text in sorted(changes, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _changes(form: Form, typed: Typed) -> list[Change]:
    """Every box with what was typed, what hides it opened, and the form marked as this kept one."""
    waiting = {name: list(values) for name, values in typed.fields.items()}
    changes: dict[int, Change] = {}
    mark = f'<input type="hidden" name="{KEPT}" value="{typed.key}">'
    changes[form.tag.end] = (form.tag.end, form.tag.end, mark)
    for control in form.controls:
        if control.name in OURS or not control.name:
            continue
        found = list(_filled(control, waiting))
        changes |= {change[0]: change for change in found}
        if any(typed.fields.get(control.name, ())) and control.tag.type not in ({"hidden"} | PRESSED):
            opened = (tag for tag in control.inside if "open" not in tag.attributes)
            changes |= {tag.start: _tag(tag, {"open": None}) for tag in opened}
    return list(changes.values())


def _filled(control: Control, waiting: dict[str, list[str]]) -> Iterator[Change]:
    """The changes that put what was typed into one box. A box with nothing of its own is left as it is."""
    tag, values = control.tag, waiting.get(control.name)
    if tag.name == "button" or tag.type in PRESSED | {"file", "password"}:
        return
    if tag.type in CHOSEN:
        yield from _ticked(tag, tag.attributes.get("value", "on") in (values or ()), "checked")
    elif tag.name == "select" and values is not None:
        for option, value in control.options:
            yield from _ticked(option, value in values, "selected")
    elif tag.name == "textarea" and values:
        yield tag.end, control.ends, "\n" + escape(values.pop(0), quote=False)
    elif tag.name == "input" and values:
        value = values.pop(0)
        if value != tag.value:
            yield _tag(tag, {"value": value})


def _ticked(tag: Tag, is_chosen: bool, word: str) -> Iterator[Change]:
    if is_chosen != (word in tag.attributes):
        yield _tag(tag, {word: None}) if is_chosen else _tag(tag, {}, without=word)


def _tag(tag: Tag, more: Attributes, *, without: str = "") -> Change:
    attributes = {name: value for name, value in (tag.attributes | more).items() if name != without}
    words = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return tag.start, tag.end, f"<{' '.join([tag.name, *words])}>"


def _placed(form: Form, fields: Fields) -> set[str]:
    """The names of what has its place on the page: also a press of a button, and what the form carries by itself."""
    placed = set()
    for control in form.controls:
        values = {value for _, value in control.options}
        if control.tag.name != "select" or values.issuperset(filter(None, fields.get(control.name, ()))):
            placed.add(control.name)
    return placed


def _texts(fields: Fields, placed: set[str]) -> list[tuple[str, str]]:
    """What was typed and has no box now, to be read and copied."""
    rest = {name: [value for value in values if value.strip()] for name, values in fields.items()}
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, values in rest.items()
        if name not in placed and name not in CARRIED
        for value in values
    ]
