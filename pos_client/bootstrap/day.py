"""The figures of a day for a verb that only reads."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.day_figures import total
from pos_client.domain.local_day import local_day
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.home import Home

__all__ = ["day_of"]


def day_of(home: Home, day: date | None) -> dict[str, object] | None:
    """What stands on a day-end sheet, counts and work ids alone; None before the first start.

    Args:
        day: of the Chinese calendar; None means today.

    Raises:
        DeviceNotEnrolled, StoreTrouble: as `opened_store` does.
    """
    asked = day or local_day(SystemClock().now())
    with opened_store(home) as store:
        if store is None:
            return None
        lines, summary = store.of_day(asked), store.summary(asked)
    return {
        "day": asked.isoformat(),
        "figures": asdict(total(lines)),
        "clerks": {line.clerk_number: asdict(line.figures) for line in lines},
        "open_now": {
            "pending": summary.pending,
            "quarantined": summary.quarantined,
            "under_review": summary.under_review,
            "awaiting_customer": summary.awaiting_customer,
        },
    }
