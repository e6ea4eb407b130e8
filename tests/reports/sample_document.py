"""A rich Document that needs no database: every kind of entry, figure, flag, table and chart, and harmful text."""

from dataclasses import replace

from reports.document import (
    Annex,
    Audience,
    Chart,
    ChartPoint,
    Column,
    Document,
    Entry,
    FigureRow,
    Finding,
    Flag,
    Front,
    Group,
    Headline,
    PaceBar,
    Passage,
    PrintedFigure,
    Row,
    Section,
    Source,
    Table,
)

PARTNERSHIPS = (
    ("Northvale", "£98,441", "£50,200", "51.0", "Green"),
    ("Eastmoor", "£100,666", "£88,700", "88.1", "Amber"),
    ("Ford and Wharton", "£158,934", "£135,640", "85.3", "Amber"),
    ("Southmarch", "£139,250", "£139,250", "100.0", "Amber"),
    ("Westmarch", "£139,250", "£101,789", "73.1", "Amber"),
)
SCRIPT = '<script>alert(\'taken\')</script><img src="file:///etc/passwd"><link href="http://evil.example/x.css">'


def pace() -> tuple[PaceBar, ...]:
    return tuple(
        PaceBar(name, used, "50.0", f"{spent} of {awarded}", "partnerships")
        for name, awarded, spent, used, _ in PARTNERSHIPS
    )


def grants() -> Table:
    columns = ("Partnership", "Awarded", "Spent so far", "Used", "Rating")
    return Table(
        code="grants",
        caption="Grants to partnerships, position for Q2 2022/23",
        columns=tuple(Column(name, numeric=name in columns[1:4]) for name in columns),
        rows=tuple(
            Row((name, awarded, spent, f"{used}%", rating), service="partnerships")
            for name, awarded, spent, used, rating in PARTNERSHIPS
        ),
        total=("Total", "£636,541", "£515,579", "81.0%", "Not rated"),
        notes=("Amber asks a question: a grant may have been paid in advance.",),
    )


def referrals_chart() -> Chart:
    quarters = (
        ("Q1 2021/22", "440"),
        ("Q2 2021/22", "465"),
        ("Q3 2021/22", None),
        ("Q1 2022/23", "0"),
        ("Q2 2022/23", "492"),
    )
    return Chart(
        code="advisers-referrals",
        title="Referrals, by quarter",
        description="Referrals by quarter: 440 in Q1 2021/22, 465 in Q2, Q3 not held, 0 in Q1 2022/23, 492 now.",
        unit="people",
        points=tuple(ChartPoint(label, value, value or "not held") for label, value in quarters),
    )


def advisers() -> Entry:
    return Entry(
        code="advisers",
        heading="Domestic violence advisers",
        who="Riverside Women’s Aid · whole force area · contract quarter 2 of 12",
        passages=(
            Passage(
                "Demand is still rising, and a referral is allocated on the day it comes in wherever that can be done. "
                "Hospital referrals fell a little: agency staff on the wards often do not know of the service.\n\n"
                "Next quarter:\n- short films for hospital staff\n- a senior post in the young people’s team"
            ),
            Passage("Known to the office alone: the contract manager changes in December.", Audience.INTERNAL),
        ),
        figures=(
            PrintedFigure(
                "advisers-referrals", "Referrals, hospital included", "492", "held", "465 in Q2 2021/22, up 27, 5.8%"
            ),
            PrintedFigure(
                "advisers-48", "Contacted within 48 hours", "95.83%", "unverified", note="as reported; parts not given"
            ),
            PrintedFigure("advisers-wait", "Waiting", "not held", "text", note="said to be long; number not given"),
        ),
        flags=(
            Flag("note", "Comparison", "Whether last year’s 465 also counts hospital referrals: not known."),
            Flag("question", "Question open", "Who answers for the hospital figures?", Audience.BOARD),
        ),
        chart=referrals_chart(),
        sources=(
            Source(
                "return",
                1,
                "Return of Riverside Women’s Aid",
                "advisers",
                "approved",
                "19 October 2022",
                "24 October 2022",
            ),
        ),
    )


def plain(code: str, heading: str, words: int = 70, **more: object) -> Entry:
    """An entry of so many words."""
    text = " ".join(
        (f"{heading} kept its groups running and wrote to every partner about the next step." * 40).split()[:words]
    )
    return replace(
        Entry(
            code,
            heading,
            "Provider not stated · area not stated",
            (Passage(f"{text}."),),
            no_figure="None was given this quarter.",
        ),
        **more,
    )


def hostile() -> Entry:
    return plain(
        "hostile",
        SCRIPT,
        passages=(Passage(SCRIPT), Passage("x" * 20_000), Passage("{{ settings.SECRET_KEY }} {% now 'Y' %}")),
    )


def partnerships() -> Entry:
    return Entry(
        code="partnerships",
        heading="Community safety partnerships",
        who="Five partnerships, one for each policing area",
        passages=(Passage("With half of the year gone they have used 81.0% of their grants."),),
        flags=(Flag("watch", "All used", "Southmarch has spent its whole grant with two quarters to go."),),
        table=grants(),
        pace=pace(),
    )


def front() -> Front:
    compared = Table(
        "comparable",
        "Referrals with an earlier figure",
        tuple(
            Column(name, numeric=name in ("This quarter", "Change"))
            for name in ("Service", "This quarter", "Earlier", "Change", "Read as")
        ),
        (Row(("Domestic violence advisers", "492", "465 in Q2 2021/22", "up 27", "Demand: no verdict"), "advisers"),),
    )
    promises = Table(
        "promises",
        "Promises made, by date due",
        (Column("Promise"), Column("Who"), Column("Due")),
        (
            Row(("Senior post filled", "provider", "Q3 2022/23"), "advisers"),
            Row(("Survey published", "office", "January 2023")),
        ),
    )
    return Front(
        lead="One service can be compared with an earlier quarter. One partnership has spent its whole grant.",
        better=(Finding("change", "Young people’s club", "two new leaders at work", "club"),),
        watching=(
            Finding("pace", "Southmarch", "has used all its grant", "partnerships"),
            Finding("secret", "Office alone", "a contract is at risk", "advisers", Audience.INTERNAL),
        ),
        comparable=compared,
        no_figure=(
            Finding("no-figure", "Young people’s club", "", "club"),
            Finding("no-figure", "Rescue boat", "", "boat"),
        ),
        no_figure_words="Of 9 paragraphs, 2 carry no headline figure:",
        money=(
            Headline("£636,541", "awarded for 2022/23"),
            Headline("£515,579", "spent so far"),
            Headline("81.0%", "used, 50.0% of the year gone"),
        ),
        money_words="Awarded, paid and spent are never added together.",
        pace=pace(),
        people=(Finding("people", "Young people’s club", "3 posts vacant, due in Q3 2022/23", "club"),),
        promises=promises,
        promises_words="Promises kept or late from earlier quarters: none held.",
        received_words="33 of 34 returns were received and approved.",
        not_received=(Finding("missing", "Rescue boat", "due 21 October 2022", "boat"),),
    )


def figure(service: str, label: str, words: str, number: int, audience: str = Audience.PUBLIC) -> FigureRow:
    return FigureRow(
        code=f"figure-{number}",
        service=service,
        service_code=f"service-{number // 3}",
        provider="Riverside Women’s Aid",
        label=label,
        definition=f"{label}, counted once a person.",
        unit="people",
        basis="in_period",
        period="Q2 2022/23",
        state="reported",
        value=words if words.isdigit() else None,
        numerator=None,
        denominator=None,
        words=words,
        comparators=("465 in Q2 2021/22, up 27, 5.8%",) if number == 0 else (),
        notes=("whether hospital referrals counted then is not known",) if number == 0 else (),
        standing="approved",
        observation=number,
        quarterly_return=1,
        source="Return of Riverside Women’s Aid",
        received="19 October 2022",
        approved="24 October 2022",
        about_people=True,
        anchor="advisers",
        audience=audience,
    )


def annexes(rows: int) -> tuple[Annex, ...]:
    figures = tuple(
        figure(f"Service {number // 3}", f"Measure {number}", str(number), number) for number in range(rows)
    )
    terms = Table(
        "acronyms",
        "Words",
        (Column("Short"), Column("Words")),
        (Row(("IDVA", "Independent domestic violence adviser")),),
    )
    return (
        Annex(
            "money",
            "Money",
            "Every sum that this update states. Awarded, paid and spent are never added together.",
            (grants(),),
        ),
        Annex(
            "figures",
            "All figures and where they come from",
            "",
            figures=(figure("Advisers", "Referrals", "492", 0), *figures),
        ),
        Annex("annex-words", "Words and acronyms", "", (terms,)),
        Annex(
            "notes",
            "Notes on the data",
            "",
            notes=("School holidays took six of the 13 weeks.", "Shares are computed from their parts."),
        ),
        Annex("annex-office", "For the office", "Seen by nobody else.", audience=Audience.INTERNAL),
    )


def sections(copies: int) -> tuple[Section, ...]:
    more = tuple(
        plain(f"more-{number}", f"Service number {number}", 40 + number * 13 % 120) for number in range(copies)
    )
    abuse = Group("abuse", "Domestic abuse", (advisers(), plain("club", "Young people’s club", unapproved=True)))
    alone = Group(
        "boat", "Rescue boat", (plain("boat", "Rescue boat", not_received=("Rescue boat, due 21 October 2022",)),)
    )
    return (
        Section(
            "new-funding", "new_funding", None, "New funding", (Group("", "", (plain("moj", "Ministry of Justice"),)),)
        ),
        Section(
            "victims",
            "objective",
            1,
            "Putting victims first",
            (abuse, alone, Group("long", "Long reads", (plain("long", "Long", 400), plain("second", "Second", 90)))),
        ),
        Section(
            "secure",
            "objective",
            2,
            "A more secure county",
            (Group("", "", (partnerships(),)), *((Group("more", "More services", more),) if more else ())),
        ),
        Section("other", "other", None, "Other commissioning activities", (Group("", "", (hostile(),)),)),
    )


def sample(*, copies: int = 0, rows: int = 12, **changes: object) -> Document:
    """The internal document: `copies` more entries of different lengths, `rows` more figures in the annex."""
    document = Document(
        office="Office of the Police and Crime Commissioner for Northshire",
        office_short="Northshire OPCC",
        area="Northshire",
        title="Quarterly update on commissioned services",
        period="Q2 2022/23",
        slug="2022-23-q2",
        period_words="July to September 2022",
        quarter_words="quarter 2 of 2022/23",
        audience=Audience.INTERNAL.value,
        notice="Internal: contains small numbers",
        draft=True,
        demonstration=True,
        position_as_at="25 November 2022",
        front=front(),
        sections=sections(copies),
        annexes=annexes(rows),
        words=1_234,
    )
    return replace(document, **changes)
