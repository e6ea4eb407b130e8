"""The forms of a page as a browser understands them: what each would send. Read by another parser than the site's."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html as markup


@dataclass(frozen=True)
class FormSeen:
    """Where a form goes, what it would send, and the names of the boxes in which one can type."""

    address: str
    sends: dict[str, list[str]]
    texts: tuple[str, ...]
    choices: dict[str, list[str]]  # lists and ticks: what each offers, besides nothing
    buttons: tuple[tuple[str, str], ...]
    folded: frozenset[str]  # names of boxes that are out of sight


def forms_of(page: bytes, address: str) -> list[FormSeen]:
    """All forms of a page that are posted."""
    root = markup.fromstring(page.decode())
    return [seen(form, address) for form in root.forms if form.method.upper() == "POST"]


def seen(form, address: str) -> FormSeen:
    sends: dict[str, list[str]] = {}
    texts, choices, folded = [], {}, set()
    for box in form.inputs:
        name, kind = box.name, (box.get("type") or "text").lower()
        if not name or box.tag == "button" or kind in ("submit", "button", "file"):
            continue
        if any("open" not in each.attrib for each in box.iterancestors("details")):
            folded.add(name)
        if kind in ("checkbox", "radio"):
            choices.setdefault(name, []).append(box.get("value", "on"))
            if box.checked:
                sends.setdefault(name, []).append(box.get("value", "on"))
        elif box.tag == "select":
            choices[name] = [value for value in box.value_options if value]
            chosen = box.value if box.multiple else [box.value]
            sends.setdefault(name, []).extend(value or "" for value in chosen)
        else:
            value = (box.value or "").replace("\r\n", "\n")
            value = value.removeprefix("\n") if box.tag == "textarea" else value  # browsers drop the first line's end
            sends.setdefault(name, []).append(value)
            if kind != "hidden":
                texts.append(name)
    buttons = tuple((each.get("name"), each.get("value", "")) for each in form.iter("button") if each.get("name"))
    goes_to = urlsplit(form.get("action") or address).path
    return FormSeen(goes_to, sends, tuple(texts), choices, buttons, frozenset(folded))


def typed_in(form: FormSeen, mark: str) -> dict[str, list[str]]:
    """What the form would send if somebody wrote in every box and chose the last of every list."""
    typed = {name: list(values) for name, values in form.sends.items()}
    for number, name in enumerate(dict.fromkeys(form.texts)):
        typed[name] = [f'{mark} {number} “<b>” & "q" {at}' for at in range(form.texts.count(name))]
    for name, offered in form.choices.items():
        if offered:
            typed[name] = [offered[-1]]
    return typed
