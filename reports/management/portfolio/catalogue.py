"""The measures that made-up services report: every kind of number, basis and polarity that there is."""

from dataclasses import dataclass

from commissioning.choices import Basis, NumberKind, Polarity


@dataclass(frozen=True, slots=True)
class Kind:
    """One measure of the catalogue. `follows` says from what its values are made (`series.py`)."""

    code: str
    name: str
    unit: str
    number: NumberKind
    basis: Basis
    polarity: Polarity
    follows: str
    people: bool = True
    headline: bool = False
    family: str = ""
    whole: str = ""
    redefined: str = ""  # wording of the second version, where the definition changed


C, P, R, A = NumberKind.COUNT, NumberKind.PERCENTAGE, NumberKind.RATE, NumberKind.AVERAGE
M, D = NumberKind.MONEY, NumberKind.DURATION
IN, YTD, SNAP, PTD, CHANGE = (
    Basis.IN_PERIOD,
    Basis.YEAR_TO_DATE,
    Basis.SNAPSHOT,
    Basis.PROGRAMME_TO_DATE,
    Basis.CHANGE_ONLY,
)
UP, DOWN, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.CONTEXT

KINDS = [
    Kind("referrals", "New referrals", "referrals", C, IN, NEITHER, "demand", headline=True),
    Kind("police-referrals", "Referrals from the police", "referrals", C, IN, NEITHER, "part", whole="referrals"),
    Kind("supported", "People supported", "people", C, IN, UP, "supported", headline=True),
    Kind("supported-year", "People supported since April", "people", C, YTD, UP, "supported-so-far"),
    Kind("reached", "People reached since the start", "people", C, PTD, UP, "supported-in-all"),
    Kind("same-day", "Contacted the same day", "people", C, IN, UP, "limit", family="contacted"),
    Kind("48-hours", "Contacted within 48 hours", "people", C, IN, UP, "limit", family="contacted"),
    Kind("72-hours", "Contacted within 72 hours", "people", C, IN, UP, "limit", family="contacted"),
    Kind("waiting", "People waiting", "people", C, SNAP, DOWN, "waiting"),
    Kind("open-cases", "Open cases", "cases", C, SNAP, NEITHER, "open"),
    Kind("repeat", "Repeat victims", "people", C, IN, DOWN, "few", redefined="Repeats within twelve months alone."),
    Kind("sessions", "Sessions held", "sessions", C, IN, UP, "many", people=False),
    Kind("safer", "Feel safer", "people asked", P, IN, UP, "share", headline=True),
    Kind("left-early", "Left before the end", "people", P, IN, DOWN, "share-low", redefined="Moves away are left out."),
    Kind("satisfied", "Satisfied with the service", "people asked", P, IN, UP, "survey"),
    Kind("in-work", "In work or training at quarter end", "people", P, SNAP, UP, "share"),
    Kind("reoffending", "New offences a person", "offences", R, IN, DOWN, "rate"),
    Kind("first-contact", "Days to first contact", "days", A, IN, DOWN, "days", people=False),
    Kind("stay", "Length of support", "weeks", D, IN, NEITHER, "weeks", people=False),
    Kind("hardship", "Hardship payments made", "pounds", M, IN, NEITHER, "pounds", people=False),
    Kind("saved", "Property recovered", "pounds", M, YTD, UP, "pounds-so-far", people=False),
    Kind("change", "Change in referrals from schools", "referrals", C, CHANGE, NEITHER, "change"),
    Kind("trend", "Change in attendance", "points", P, CHANGE, UP, "change-points"),
]
BY_CODE = {kind.code: kind for kind in KINDS}
FIRST = ["referrals", "supported"]
"""Every service reports these."""
