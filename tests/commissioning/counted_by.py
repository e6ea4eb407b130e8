"""Services that count one measure: made with their values by place, and read together."""

from decimal import Decimal
from typing import Any

from commissioning.figures import measure_figures, reference_for
from commissioning.figures.across import Across, across
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import ServiceMeasure
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
    def found(self) -> Across:
        Office.objects.reference_changed()
        known = reference_for(Office.objects.get())
        figures = measure_figures(self.rows, self.periods[-1], reference=known)
        told = across("Referrals", figures, self.periods[-1], reference=known, portfolio=portfolio_for(known))
        assert told is not None
        return told
