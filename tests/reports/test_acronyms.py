"""Short forms: written out where the update first uses them, and named where nobody explains them."""

import pytest

from reports.builder.acronyms import expanded, unexplained
from reports.document import Audience, Entry, Passage

GLOSSARY = {"IDVA": "independent domestic violence adviser", "DA": "domestic abuse", "NHS": "National Health Service"}
FULL = "independent domestic violence adviser (IDVA)"

CASES = [
    # the texts of paragraphs, and as they print
    (["An IDVA helps.", "Another IDVA."], [f"An {FULL} helps.", "Another IDVA."]),
    (["IDVA and IDVA."], [f"{FULL} and IDVA."]),
    ([f"An {FULL}.", "An IDVA."], [f"An {FULL}.", "An IDVA."]),
    (["A domestic adviser (IDVA).", "An IDVA."], ["A domestic adviser (IDVA).", "An IDVA."]),
    (["HIDVAs and IDVAs."], ["HIDVAs and IDVAs."]),
    (["The DA/SV fund.", "On DA."], ["The DA/SV fund.", "On domestic abuse (DA)."]),
    (["The NHS."], ["The NHS."]),
]


def entry(text: str, heading: str = "Heading", audience: str = Audience.PUBLIC) -> Entry:
    return Entry(code="code", heading=heading, who="", passages=(Passage(text, audience),))


def texts(entries) -> list[str]:
    return [passage.text for each in entries for passage in each.passages]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_written_out_where_first_used(before, after):
    assert texts(expanded([entry(text) for text in before], GLOSSARY)) == after


def test_a_heading_that_gives_it_in_full_explains_it():
    told = [entry("An IDVA.", heading="Independent domestic violence adviser (IDVA)")]
    assert texts(expanded(told, GLOSSARY)) == ["An IDVA."]


def test_what_the_public_does_not_read_explains_nothing_to_the_public():
    told = [entry("An IDVA.", audience=Audience.BOARD), entry("An IDVA."), entry("An IDVA.")]
    assert texts(expanded(told, GLOSSARY)) == [f"An {FULL}.", f"An {FULL}.", "An IDVA."]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The ABC met.", ["ABC"]),
        ("The Area Board of Care (ABC) met. ABC again.", []),
        ("The IDVA and the NHS met.", []),
        ("Two ABCs and XYZ.", ["ABC", "XYZ"]),
        ("A B and U17.", []),
    ],
)
def test_what_nobody_explains_is_named(words, found):
    assert unexplained(words, GLOSSARY) == found
