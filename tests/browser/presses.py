"""One person's hands on a page: what they press is counted, what they type as content is not.

A press is a click, a tap, a Tab, Enter or any other key that is no content. Content is what the person brings: a
figure, a text, a file. The effort budgets of the tests are counted in presses.
"""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass(slots=True)
class Hands:
    page: Page
    presses: int = 0

    def click(self, what: Locator) -> None:
        self.presses += 1
        what.click()

    def key(self, name: str) -> None:
        """A key that is no content: Tab, Enter, an arrow."""
        self.presses += 1
        self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        """Content, into whatever has the focus."""
        self.page.keyboard.insert_text(text)

    def choose(self, what: Locator, path: str) -> None:
        """A file: the press that opens the chooser is counted, the file is content."""
        self.presses += 1
        what.set_input_files(path)
