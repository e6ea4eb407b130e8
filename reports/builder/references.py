"""Live references printed from the stored facts each time the update is built."""

import re

from commissioning.figures import LiveFacts, MeasureFigure
from commissioning.parsing.references import OF_FIGURES, PATTERN, LiveReference, read_reference
from reports.builder.counts import keys_beside, keys_of
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
        seen, counts = [audience], list[str]()

        def printed(match: re.Match[str]) -> str:
            reference = read_reference(match["inside"])
            found = self.facts.found(reference) if reference else None
            if found is None:
                raise UnknownReference(f"{match[0]} names nothing that is stored.")
            seen.append(found.audience)
            counts.extend(self._told(reference))
            return found.words

        words = PATTERN.sub(printed, text)
        return Passage(words, narrowest(*seen), tuple(counts))

    def _told(self, reference: LiveReference | None) -> tuple[str, ...]:
        """The counts that a reference to a figure prints, with those it is compared with."""
        figure = self.facts.figures.get(reference.code) if reference and reference.kind in OF_FIGURES else None
        if reference is None or not isinstance(figure, MeasureFigure):
            return ()
        beside = {
            "previous-quarter": [figure.previous],
            "same-quarter-last-year": [figure.same_last_year],
            "change": [figure.comparator],
        }
        return keys_of(figure) + keys_beside(figure, *beside.get(reference.form, ()))
