"""Live references printed from the stored facts each time the update is built."""

import re

from commissioning.figures import LiveFacts
from commissioning.parsing.references import PATTERN, read_reference
from reports.builder.material import Material
from reports.document import Audience, Passage, narrowest


class UnknownReference(ValueError):
    """A reference in text that names no stored fact or no form."""


class Resolver:
    """Prints texts with live references; each prints only where its own fact may be seen."""

    def __init__(self, material: Material) -> None:
        self.facts = LiveFacts(
            material.quarter,
            reference=material.reference,
            with_submitted=material.draft,
            own=lambda: [each for rows in material.measured.values() for each in rows],
            money=lambda: material.positions,
        )

    def passage(self, text: str, audience: str = Audience.PUBLIC) -> Passage:
        """The text with every reference replaced, for the narrowest of `audience` and its facts' own.

        UnknownReference names the reference that it can't replace.
        """
        seen = [audience]

        def printed(match: re.Match[str]) -> str:
            reference = read_reference(match["inside"])
            found = self.facts.found(reference) if reference else None
            if found is None:
                raise UnknownReference(f"{match[0]} names nothing that is stored.")
            seen.append(found.audience)
            return found.words

        return Passage(PATTERN.sub(printed, text), narrowest(*seen))
