"""A seeded slice of `./dev soak net` and `./dev soak retry`, and of what their mutants do."""

from __future__ import annotations

from itertools import cycle

import pytest

from tests.faults.bad_wire import BadWire, Mischief
from tests.faults.mutants import remembering
from tests.faults.net.month import live_through
from tests.faults.net.outage import come_back
from tests.faults.relay.cluster import Cluster
from tests.faults.retry.over_https import rage_over_https
from tests.faults.retry.storm import rage


@pytest.mark.timeout(300)
def test_row_34_hours_of_a_flapping_line_bring_every_record_once(postgresql: Cluster) -> None:
    month = live_through(20, "34", days=0.05, counters=2, server=postgresql)
    assert (month.balance.saved, month.balance.accepted) == (20, 20)
    assert (month.balance.lost, month.balance.doubled, month.balance.pending) == (0, 0, 0)
    assert month.wedged == 0
    assert month.longest_stall_s < 120
    assert month.mischief
    relay = month.relay
    assert relay is not None
    assert relay.copies > 0
    assert relay.kills + relay.cuts > 0
    assert relay.left == 0


def test_row_40_poisoned_records_hold_up_nobody_and_are_all_seen() -> None:
    outages = come_back(1, "40", poison=0.2, records=30)
    assert outages.poisoned > 0
    assert outages.visible == outages.poisoned == outages.balance.quarantined
    assert outages.balance.accepted == 30 - outages.poisoned
    assert (outages.balance.lost, outages.balance.doubled) == (0, 0)
    assert outages.delayed_s < 5
    assert outages.drained_s < 60


def test_row_38_one_id_from_eight_senders_at_two_counters_has_one_effect() -> None:
    storm = rage(640, "38")
    assert (storm.retries, storm.ids, storm.strange) == (640, 4, 0)
    assert storm.balance.accepted == storm.balance.saved > 0
    assert (storm.balance.lost, storm.balance.doubled) == (0, 0)
    over_https = rage_over_https(96, "38")
    assert (over_https.retries, over_https.strange) == (96, 0)
    assert over_https.balance.accepted == over_https.balance.saved == 1
    assert (over_https.balance.lost, over_https.balance.doubled) == (0, 0)


@pytest.mark.parametrize(
    ("mutant", "line"),
    [
        ("new-id-per-retry", (Mischief.LOST_REPLY, None)),
        ("unsigned-receipt", (Mischief.FORGED_RECEIPT,)),
    ],
)
def test_a_mutant_is_seen_to_do_harm(
    mutant: str, line: tuple[Mischief | None, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line does to one delivery after the other what this mutant cannot stand."""
    turns = cycle(line)

    def drawn(_: BadWire, *, is_post: bool) -> Mischief | None:
        return next(turns) if is_post else None

    monkeypatch.setattr(BadWire, "_drawn", drawn)
    with remembering(mutant):
        storm = rage(640, "38", mutant)
    harm = storm.balance.doubled if mutant == "new-id-per-retry" else storm.balance.lost
    assert harm > 0
