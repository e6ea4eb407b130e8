"""Awards as spreadsheet lines: as they stand at the end of a quarter."""

from collections.abc import Sequence

from commissioning.figures.money import AwardPosition
from tracker.exports import Cell

AWARDS = (
    "Award",
    "Reference",
    "Provider",
    "Kind",
    "Starts",
    "Ends",
    "Years it may be extended by",
    "Review by",
    "Notice by",
    "Financial year",
    "Awarded",
    "Funded by",
    "Services",
    "Read together with",
    "Purpose",
)


def award_line(position: AwardPosition, services: Sequence[str]) -> Sequence[Cell]:
    award = position.award
    return (
        award.title,
        award.reference,
        str(award.provider) if award.provider.stated else None,
        award.get_kind_display(),
        award.starts_on,
        award.ends_on,
        award.extension_years,
        award.review_by,
        award.notice_on,
        position.year_label,
        position.awarded,
        "; ".join(dict.fromkeys(split.stream for split in position.splits)),
        "; ".join(services),
        award.group,
        award.purpose,
    )
