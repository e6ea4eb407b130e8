"""Somebody at a browser, in the words of a story; each press is counted, so that a job can be held to its budget.

A press is a click, a tap, a Tab, Enter or any other key that is no content, and the way into a box. Content is what the
person brings: a figure, a text, a file.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

PASTE = """(box, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
Words = str | re.Pattern[str]
Role = Literal["button", "link", "checkbox", "radio"]


class Person:
    """What one person does, and the presses that it took."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses: list[str] = []

    @contextmanager
    def at_most(self, presses: int, job: str) -> Iterator[None]:
        """Holds a job to its budget."""
        before = len(self.presses)
        yield
        done = self.presses[before:]
        assert len(done) <= presses, (job, len(done), done)

    def goes(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, (address, answer.status)

    def presses_on(self, name: Words, role: Role = "button") -> None:
        self.presses.append(str(name))
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def clicks(self, what: Locator) -> None:
        """Something that is found otherwise than by its name."""
        self.presses.append(str(what))
        what.click()

    def follows(self, name: str) -> None:
        self.presses_on(name, "link")

    def ticks(self, name: str) -> None:
        self.presses.append(name)
        self.page.get_by_label(name, exact=True).check()

    def types(self, label: Words, text: str) -> None:
        """Goes to a box and types: one press, beyond the content itself."""
        self.presses.append(str(label))
        self.box(label).fill(text)

    def writes(self, text: str) -> None:
        """Content, into whatever has the focus."""
        self.page.keyboard.insert_text(text)

    def pastes(self, label: Words, text: str) -> None:
        self.presses.append(str(label))
        self.box(label).evaluate(PASTE, text)

    def keys(self, key: str, *, on: Locator | None = None) -> None:
        """Presses a key where the focus is; `on` says where that has to be."""
        self.presses.append(key)
        if on is not None:
            expect(on).to_be_focused()
        self.page.keyboard.press(key)

    def chooses(self, label: str, option: str) -> None:
        self.presses.append(label)
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def chooses_file(self, label: str, path: Path) -> None:
        self.presses.append(label)
        self.page.get_by_label(label).set_input_files(path)

    def downloads(self, name: str, folder: Path) -> Path:
        self.presses.append(name)
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name, exact=True).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def box(self, label: Words) -> Locator:
        found = self.page.get_by_label(label, exact=True) if isinstance(label, str) else self.page.get_by_label(label)
        return found.first

    def addresses(self, link: str) -> list[str]:
        """Where the links of this name lead, also those that are folded away."""
        found = self.page.locator("main a").filter(has_text=link)
        return [each.get_attribute("href") or "" for each in found.all()]

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def is_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)


def figure(name: str) -> re.Pattern[str]:
    """The label of the box of this quarter's figure."""
    return re.compile(rf"^{re.escape(name)}, this")
