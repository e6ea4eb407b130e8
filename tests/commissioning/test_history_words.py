"""What the history of a record tells of a change, in words."""

import pytest

from commissioning.views.hubs import event_words
from tracker.models import AuditEvent, User
from tracker.roles import Role


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("until", "", "2023-01-31", "until: “31 January 2023”"),
        ("until", "2023-01-31", "", "until: emptied, before “31 January 2023”"),
        ("Challenges", "", "2023-02-30", "Challenges: “2023-02-30”"),
        (
            "Challenges",
            "",
            "sha256:ab",
            "Challenges: changed (a long text, of which the history keeps the digest sha256:ab…)",
        ),
        ("Challenges", "None.", "sha256:ab", "Challenges: None. → a longer text"),
        ("risk: No room.", "", "No room.", "risk: No room. (added)"),
        ("risk: No room.", "No room.", "", "risk: No room. (removed)"),
    ],
)
def test_what_became_of_a_field(name, before, after, words):
    event = AuditEvent(act="save", changes={name: [before, after]})
    assert event_words(event, User(role=Role.OFFICER)) == words


def test_a_warning_that_was_let_through_is_told_with_its_reason():
    event = AuditEvent(act="acknowledge", changes={"Referrals is 900; it was 492.": ["", "A new ward."]})
    assert event_words(event, User(role=Role.OFFICER)) == "Referrals is 900; it was 492. Reason: A new ward."
