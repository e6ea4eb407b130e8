"""The accessibility statement."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from tracker import formats
from tracker.models import Office
from tracker.public import public, shown


@public()
def accessibility(request: HttpRequest, office: Office) -> HttpResponse:
    tested = office.accessibility_tested_on
    context = {
        "tested": formats.day(tested) if tested else "",
        "tested_by": office.accessibility_tested_by,
        "compliance": office.get_accessibility_compliance_display() if office.accessibility_compliance else "",
        "problems": [line.strip() for line in office.accessibility_problems.splitlines() if line.strip()],
        "reach": ways_to_reach(office),
    }
    return shown("public/accessibility.html", office, {"here": "accessibility", **context})


def ways_to_reach(office: Office) -> list[dict[str, Any]]:
    """How the public reaches the office, as far as it has said."""
    email, number = office.contact_email, office.contact_telephone
    ways = (
        {"key": "E-mail", "value": email, "url": f"mailto:{email}"},
        {"key": "Telephone", "value": number},
        {"key": "Post", "value": office.contact_address},
    )
    return [way for way in ways if way["value"]]
