"""What happens in the shop, step by step, and what came of it by the gateway's ledger."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from pos_client.sandbox.faults import FaultKind
from tests.whole.shop.stage import NeverCame, ShopCounter, ShopStage

__all__ = ["Story"]

_BEFORE, _WITHOUT_RELAY = 3, 1
_HELD = (
    "SELECT lease_owner FROM sealed_envelopes WHERE receipt IS NULL"
    " AND lease_owner NOT IN ('', device_id) AND lease_until > clock_timestamp()"
)


class Story:
    """Tells itself to whoever watches, and writes a report of it."""

    def __init__(self, stage: ShopStage) -> None:
        self._stage = stage
        self._people = iter(range(200))
        self.steps: list[dict[str, Any]] = []
        self.relay_kills = 0

    def run(self) -> bool:
        """Go through all steps; False from the first one that failed on."""
        for name, step in (
            ("all counters open, each with its clerk", self._open),
            ("the gateway is away: saved, and copied to the relay", self._offline),
            ("the relay is killed: saved all the same", self._kill_relay),
            ("the relay is back: copies are made up", self._revive_relay),
            ("counter 1 is killed; the gateway is back, and slow", self._kill_first),
            ("a counter is killed while it holds leases", self._kill_holder),
            ("the others forward what the killed ones captured", self._forward),
            ("the killed ones are back and settle by what others fetched", self._return),
            ("the gateway has each registration once", self._compare),
        ):
            if not self._told(name, step):
                return False
        return True

    def _told(self, name: str, step: Callable[[], str]) -> bool:
        began = time.monotonic()
        try:
            said, is_good = step(), True
        except (NeverCame, RuntimeError) as cause:
            said, is_good = f"{type(cause).__name__}: {cause}", False
        seconds = time.monotonic() - began
        self.steps.append({"name": name, "ok": is_good, "seconds": round(seconds, 1), "told": said})
        print(f"{'ok  ' if is_good else 'FAIL'} {seconds:6.1f} s  {name}: {said}", flush=True)
        return is_good

    @property
    def _alive(self) -> list[ShopCounter]:
        return [each for each in self._stage.counters if each.child is not None]

    def _open(self) -> str:
        for counter in self._stage.counters:
            counter.open(self._stage.relay.address, logs_in=True)
        for counter in self._stage.counters:
            counter.ready()
        return f"{len(self._alive)} counters"

    def _offline(self) -> str:
        self._stage.gateway.stop()
        self._wait_all("nobody notices", lambda state: state["is_reachable"] is False)
        self._register(_BEFORE)
        self._wait_all("copies are missing", lambda state: state["copies_missing"] == 0)
        return f"{self._saved()} saved, {self._in_relay()} copies in the relay"

    def _kill_relay(self) -> str:
        self._stage.relay.kill()
        self.relay_kills += 1
        self._register(_WITHOUT_RELAY)
        self._wait_all(
            "nobody says so",
            lambda state: (
                state["copies_missing"] == _WITHOUT_RELAY and state["relay_code"] == "L-801"
            ),
        )
        missing = sum(counter.state()["copies_missing"] for counter in self._alive)
        return f"{self._saved()} saved, second copy missing for {missing}"

    def _revive_relay(self) -> str:
        self._stage.relay.start()
        self._wait_all("copies are missing", lambda state: state["copies_missing"] == 0)
        return f"{self._in_relay()} copies in the relay"

    def _kill_first(self) -> str:
        self._stage.counters[0].kill()
        self._stage.gateway.faults.add(FaultKind.DELAY, path="/v1/registrations", seconds=0.5)
        self._stage.gateway.start()
        return f"{len(self._stage.counters[0].saved)} of its records wait in the relay"

    def _kill_holder(self) -> str:
        holders: list[str] = []

        def is_held() -> bool:
            holders[:] = [owner for (owner,) in self._stage.relay.ask(_HELD)]
            return bool(holders)

        self._stage.wait_for("nobody claims anything", is_held)
        (holder,) = [each for each in self._alive if each.device_id == holders[0]]
        holder.kill()
        return f"counter {holder.number}, holding {holders.count(holders[0])}"

    def _forward(self) -> str:
        self._stage.gateway.faults.clear()
        everybody = {id_ for counter in self._stage.counters for id_ in counter.saved}
        self._stage.wait_for(
            "something never reaches the gateway",
            lambda: everybody <= {row["id"] for row in self._stage.ledger()["registrations"]},
        )
        return (
            f"{len(everybody)} at the gateway, {self._forwarded_in_all()} through another counter"
        )

    def _return(self) -> str:
        for counter in self._stage.counters:
            if counter.child is None:
                counter.open(self._stage.relay.address, logs_in=False)
                counter.ready()
        self._wait_all("something stays pending", lambda state: state["pending"] == 0)
        self._stage.wait_for("copies stay in the relay", lambda: self._in_relay() == 0)
        return "nothing pending, and nothing left in the relay"

    def _compare(self) -> str:
        totals = self.totals()
        said = (
            f"{totals['saved']} saved, {totals['accepted']} accepted, {totals['lost']} lost,"
            f" {totals['doubled']} doubled"
        )
        if totals["lost"] or totals["doubled"] or totals["accepted"] != totals["saved"]:
            raise NeverCame(said)
        return said

    # Figures --------------------------------------------------------------------------------

    def totals(self) -> dict[str, int]:
        """By the gateway's ledger, against what the clerks were told."""
        ledger = self._stage.ledger()
        effects = {row["id"]: row["effects"] for row in ledger["registrations"]}
        saved = [id_ for counter in self._stage.counters for id_ in counter.saved]
        return {
            "saved": len(saved),
            "accepted": ledger["totals"]["accepted"],
            "lost": sum(id_ not in effects for id_ in saved),
            "doubled": ledger["totals"]["doubled"],
            "relay_kills": self.relay_kills,
            "counter_kills": sum(counter.kills for counter in self._stage.counters),
        }

    def counters(self) -> list[dict[str, Any]]:
        """What each of them has done."""
        rows = self._stage.ledger()["registrations"]
        brought = Counter((row["forwarded_by"], row["device_id"]) for row in rows)
        found = []
        for counter in self._stage.counters:
            own = brought[counter.device_id, counter.device_id]
            of_all = sum(n for (by, _), n in brought.items() if by == counter.device_id)
            settled = counter.state()["settled_today"] if counter.child is not None else 0
            found.append(
                {
                    "counter": counter.number,
                    "device_id": counter.device_id,
                    "saved": len(counter.saved),
                    "delivered_own": own,
                    "forwarded_for_others": of_all - own,
                    "settled": settled,
                    "killed": counter.kills,
                }
            )
        return found

    def _register(self, each: int) -> None:
        for counter in self._alive:
            counter.register([f"customer-{next(self._people)}" for _ in range(each)])

    def _wait_all(self, otherwise: str, holds: Callable[[dict[str, Any]], bool]) -> None:
        for counter in self._alive:
            self._stage.wait_for(
                f"counter {counter.number}: {otherwise}",
                lambda counter=counter: holds(counter.state()),  # type: ignore[misc]
            )

    def _saved(self) -> int:
        return sum(len(counter.saved) for counter in self._stage.counters)

    def _in_relay(self) -> int:
        return int(self._stage.relay.ask("SELECT count(*) FROM sealed_envelopes")[0][0])

    def _forwarded_in_all(self) -> int:
        rows = self._stage.ledger()["registrations"]
        return sum(row["forwarded_by"] != row["device_id"] for row in rows)
