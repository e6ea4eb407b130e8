"""Services that count one measure: made with their values by place, and read together."""

from decimal import Decimal
from typing import Any

from commissioning.choices import Audience
from commissioning.figures import reference_for
from commissioning.figures.across import AcrossTime
from commissioning.figures.counted import Asked, Together, counted
from commissioning.models import ServiceMeasure
from commissioning.ratings.rag import TOLERANCE
from tests.commissioning import factories as make
from tracker.models import Office


class World:
    """Services that count one measure, each with its values by place; None: nobody gave one."""

    def __init__(self, **version: object) -> None:
        make.OfficeFactory()
        self.periods = make.quarters()
        self.version = make.MeasureVersionFactory(**version)
        self.rows: list[ServiceMeasure] = []

    def service(self, values: dict[int, Any], **fields: Any) -> ServiceMeasure:
        service = make.reporting_service(**{key: fields.pop(key) for key in ("name", "part_of") if key in fields})
        row = make.ServiceMeasureFactory(service=service, measure=self.version.measure, **fields)
        for place, value in values.items():
            top, bottom = value if isinstance(value, tuple) else (None, None)
            number = Decimal(top) * 100 / bottom if bottom else Decimal(value)
            make.ObservationFactory(
                service_measure=row,
                provider=service.service_providers.get().provider,
                period=self.periods[place],
                version=self.version,
                value=number,
                numerator=top,
                denominator=bottom,
            )
        self.rows.append(row)
        return row

    @property
    def together(self) -> Together:
        Office.objects.reference_changed()
        asked = Asked(self.periods[-1], False, tuple(Audience.values), TOLERANCE)
        return counted(asked, self.version.measure, "", reference_for(Office.objects.get()))

    @property
    def found(self) -> AcrossTime:
        told = self.together.total
        assert told is not None
        return told
