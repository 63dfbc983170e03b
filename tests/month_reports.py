"""An invented month of an invented outlet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pos_client.domain.day_figures import ClerkFigures, Figures
from pos_client.domain.month_report import FlowFigures, MonthReport, ReportHead
from pos_client.domain.oversight import Anomaly, CodeCount, DayFigures, OutletOversight

__all__ = ["MADE_AT", "month_report"]

MADE_AT = datetime(2026, 11, 23, 6, 32, tzinfo=UTC)
_FIRST = date(2026, 11, 1)


def month_report(**changes: object) -> MonthReport:
    """Twenty-three days, three work ids, three flows."""
    days = tuple(
        DayFigures(
            _FIRST + timedelta(days=ahead),
            Figures(saved=30 + ahead, accepted=28 + ahead, rejected=ahead % 3, refused=ahead % 4),
        )
        for ahead in range(23)
    )
    plain = MonthReport(
        head=ReportHead(
            month=_FIRST,
            made_at=MADE_AT,
            outlet_code="FJ-DEMO-0042",
            outlet_name="示例手机店",
            brand="示例移动",
            sign_number="FJ-0042",
            agent_number="DL-350100-0042",
            device_id="D-7F3A",
            is_demo=True,
        ),
        days=days,
        clerks=(
            ClerkFigures("", Figures(accepted=2)),
            ClerkFigures("0017", Figures(saved=500, accepted=470)),
            ClerkFigures("0021", Figures(saved=443, accepted=425)),
        ),
        flows=(
            FlowFigures("new_number", 640, 40, 610, 12),
            FlowFigures("re_registration", 300, 0, 287, 4),
            FlowFigures("transfer", 3, 0, 3, 0),
        ),
        outlet=OutletOversight(
            on=date(2026, 11, 23),
            refusals=(CodeCount("QUOTA_FULL", 1, 14), CodeCount("RISK_DENY", 0, 3)),
            rejections=(CodeCount("ID_NOT_FOUND", 0, 9),),
            anomalies=(Anomaly("COUNTER_GAP", 1, MADE_AT),),
        ),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
