"""One counter of the demonstration, in a process of its own and without a window.

`python -m tests.whole.shop.counter` reads one line of JSON that says who it is, then a command a
line, and answers each with a line. It ends with its input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pos_client.application.state import DevicePhase
from pos_client.bootstrap import open_counter, second_copies
from pos_client.infrastructure.settings import Settings
from tests.bench.crowd import everybody
from tests.faults.relay.counters import BRISK
from tests.integration.chain.plate import Plate
from tests.integration.chain.shop import Counter, reachable, told
from tests.integration.chain.watch import Watch

__all__ = ["main"]

_READY_S = 120.0


def main() -> None:
    """Open, say so, and obey."""
    second_copies.TERMS = BRISK  # nobody who watches waits for half a minute
    me = json.loads(sys.stdin.readline())
    deck, watch = everybody(), Watch()
    plate = Plate(deck=deck)
    settings = Settings(reader_addresses=(plate.address,), relay_url=me["relay_url"])
    running = open_counter(Path(me["home"]), settings, watch.tell)
    counter = Counter(running, watch, plate, deck)
    running.start()
    try:
        watch.wait_for(lambda state: state.device is DevicePhase.READY, _READY_S)
        if me["logs_in"]:
            watch.wait_for(reachable, _READY_S)
            counter.log_in(me["clerk_number"], me["password"])
            watch.wait_for(lambda state: state.session is not None, _READY_S)
            watch.wait_for(lambda _: _has_supplies(counter), _READY_S)
        _say({"ready": True})
        for line in sys.stdin:
            _say(_answer(counter, json.loads(line)))
    finally:
        counter.stop()
        plate.close()


def _has_supplies(counter: Counter) -> bool:
    work = counter.running._work
    if work is None:
        return False
    store, clock = work._store, work.counter._tools.clock
    return counter.running._threads.call(
        lambda: store.challenges_left(clock.now()) > 0 and bool(store.free_numbers(clock.now(), 1))
    )


def _answer(counter: Counter, asked: dict[str, Any]) -> dict[str, Any]:
    if "register" in asked:
        return {"saved": [str(counter.register_at_once(slug)) for slug in asked["register"]]}
    state = counter.state
    copies = state.queue.second_copy
    return {
        "pending": state.queue.pending,
        "settled_today": state.queue.accepted_today + state.queue.rejected_today,
        "copies_missing": copies.missing if copies else -1,
        "relay_code": copies.code if copies else "",
        "is_reachable": state.gateway.is_reachable,
        "told": told(state) if asked.get("whole") else "",
    }


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
