"""Invented services with the facts that are stored of them, for the sentences of the claims corpora.

A figure: `now`, `before` (the quarter before), `last_year` (the same quarter last year), `earlier` (older quarters,
oldest first); "471/492" is a share with its parts, "" nothing held. All of July to September 2022, told up to
25 November 2022.
"""

SETTINGS = {
    # a domestic abuse advocacy service with a full set of figures
    "advocacy": {
        "figures": [
            {
                "name": "Referrals received",
                "unit": "referrals",
                "now": "410",
                "before": "396",
                "last_year": "388",
                "earlier": ["372", "380", "391"],
                "target": "1600",
                "headline": True,
            },
            {"name": "Contacted within 48 hours", "unit": "%", "kind": "percentage", "now": "386/410", "target": "90"},
            {"name": "People supported to court", "unit": "people", "now": "37", "before": "41", "last_year": "29"},
            {"name": "Open cases at quarter end", "unit": "cases", "basis": "snapshot", "now": "212", "before": "205"},
            {"name": "Satisfied with the service", "unit": "%", "kind": "percentage", "now": "72/75"},
        ],
        "amounts": [("award", "Advocacy contract", "186000"), ("spent", "Advocacy contract", "91250")],
        "counts": [("waiting", "Waiting list", "23"), ("vacant", "Advocate", "2"), ("share", "used", "49.1")],
        "names": ["Harbour Advocacy", "HARBOUR", "Teme Valley Council", "IDVA"],
        "areas": {"county": 3},
    },
    # a schools prevention project, seasonal, with a target
    "schools": {
        "figures": [
            {
                "name": "Sessions delivered",
                "unit": "sessions",
                "now": "148",
                "before": "231",
                "last_year": "139",
                "target": "720",
                "headline": True,
            },
            {"name": "Young people reached", "unit": "young people", "now": "2964", "before": "4410"},
            {"name": "Teachers trained", "unit": "teachers", "now": "86", "before": "52"},
            {"name": "Schools visited", "unit": "schools", "now": "31", "before": "44"},
        ],
        "amounts": [("award", "Schools grant", "48500"), ("spent", "Schools grant", "22100")],
        "names": ["Bright Paths", "Larkfield Academy"],
        "areas": {"county": 4},
    },
    # a telephone line
    "helpline": {
        "figures": [
            {"name": "Calls answered", "unit": "calls", "now": "3120", "before": "3544", "headline": True},
            {"name": "Calls answered within 30 seconds", "unit": "%", "kind": "percentage", "now": "2715/3120"},
            {"name": "Average wait", "unit": "minutes", "kind": "average", "now": "2.4", "before": "2.1"},
            {"name": "Web chats", "unit": "chats", "now": "284", "before": "262", "target": "1400"},
        ],
        "counts": [("vacant", "Call handler", "3")],
        "names": ["Crossfields Line"],
    },
    # a perpetrator programme: figures without any earlier one
    "programme": {
        "figures": [
            {"name": "Men starting the programme", "unit": "men", "now": "18", "headline": True},
            {"name": "Men completing the programme", "unit": "men", "now": "11"},
            {"name": "Group sessions", "unit": "sessions", "now": "36"},
        ],
        "amounts": [("award", "Turnaround grant", "64000"), ("spent", "Turnaround grant", "30500")],
        "names": ["Turnaround"],
    },
    # volunteers on roads and rivers: nothing is counted
    "volunteers": {"names": ["River Watch Severnside", "Community Speed Watch"]},
    # what the office itself did
    "office": {
        "amounts": [
            ("award", "CSP grant, North", "96400"),
            ("award", "CSP grant, South", "118250"),
            ("spent", "CSP grant, North", "51300"),
            ("spent", "CSP grant, South", "60000"),
            ("total", "CSP grants", "214650"),
        ],
        "names": ["Northbank CSP", "Southmarsh CSP", "OPCC"],
    },
}
