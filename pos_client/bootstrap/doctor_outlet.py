"""What the doctor says of the outlet around a device: commission, sign, place, self-inspection."""

from __future__ import annotations

from collections.abc import Iterator

from pos_client.application.ports import Clock
from pos_client.application.sign_check import CHECKED
from pos_client.bootstrap.findings import Finding, Health
from pos_client.domain.channel import WARNED_BEFORE, commission_ends_on
from pos_client.domain.inspection_due import Urgency
from pos_client.domain.local_day import local_day
from pos_client.domain.policy import Configuration
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.protocol import strict_json

__all__ = ["OUTLET_PARTS", "examine_outlet"]

OUTLET_PARTS = ("outlet", "sign", "inspection")

# The chain is looked through backwards, so many entries at a time and no more of them.
_SLICE, _SLICES = 500, 20


def examine_outlet(
    configuration: Configuration, store: StoreReader | None, clock: Clock
) -> Iterator[Finding]:
    """By the configuration in force, and by what the audit chain tells of the sign."""
    yield _outlet(configuration, clock)
    yield _sign(configuration, store)
    yield _inspection(configuration, clock)


def _outlet(configuration: Configuration, clock: Clock) -> Finding:
    outlet, today = configuration.outlet, local_day(clock.now())
    ends = commission_ends_on(outlet, configuration.channel)
    days = (ends - today).days
    said = (
        f"{outlet.kind.value}, agent number {outlet.agent_number}, sign {outlet.sign_number},"
        f" commission and licence until {ends.isoformat()} ({max(0, days)} days left)"
    )
    gap = configuration.gap_on(today)
    if gap is not None:
        return Finding("outlet", Health.BROKEN, f"{said}: {gap.value}, so nobody is registered")
    is_soon = days < WARNED_BEFORE.days
    return Finding("outlet", Health.WATCH if is_soon else Health.GOOD, said)


def _sign(configuration: Configuration, store: StoreReader | None) -> Finding:
    channel = configuration.channel
    if channel is None or not channel.asks_for_sign:
        return Finding("sign", Health.GOOD, "the carrier asks for none at the start of a shift")
    last = _last_check(store) if store is not None else None
    if last is None:
        return Finding("sign", Health.WATCH, "asked for, and scanned in no shift yet")
    at, result = last
    said = f"scanned last at {at}"
    if result:
        return Finding("sign", Health.WATCH, f"{said}, and refused: {result}")
    return Finding("sign", Health.GOOD, f"{said}, and right")


def _last_check(store: StoreReader) -> tuple[str, str] | None:
    """When the sign was scanned last, and why it was refused; empty for one that was right."""
    index, _ = store.audit_head()
    for _slice in range(_SLICES):
        since = max(0, index - _SLICE)
        for entry in reversed(store.audit_entries(since, index, _SLICE)):
            event = strict_json.loads(entry.text)
            if event["kind"] == CHECKED:
                return str(event["at"]), str(event["details"].get("result", ""))
        if since == 0:
            return None
        index = since
    return None


def _inspection(configuration: Configuration, clock: Clock) -> Finding:
    policy = configuration.inspection
    if policy is None:
        return Finding("inspection", Health.GOOD, "the carrier asks for none")
    due = policy.due(clock.now())
    if due is None:
        return Finding("inspection", Health.GOOD, "no month is owed")
    said = f"{due.month} is to be signed off; no new numbers from {due.blocks_from:%Y-%m-%d} on"
    is_calm = due.urgency is Urgency.READY
    return Finding("inspection", Health.GOOD if is_calm else Health.WATCH, said)
