"""A shop whose relay is killed at COMMIT and whose counters are killed while they hold leases."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos_client.infrastructure.database.store import SqlStore
from pos_client.sandbox.ledger import read_ledger
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.doom import HOLDER_STEPS, INSTANTS, TRANSACTIONS, VICTIMS, Doom
from tests.faults.relay.forged import forged_receipt
from tests.faults.relay.gateway import served_gateway
from tests.faults.relay.life import Life, Task, born
from tests.faults.relay.stock import Device, captured_apart
from tests.faults.report import Result

__all__ = ["Trial"]

_LEAST = 16
_PER_KILL = 1.7
_STANDS_STILL_S = 180.0
_TRIES = 40
_FORGERIES = 25
_OWN_WORK = ("put", "retire")


@dataclass
class Trial:
    """N kills of the relay and N of lease holders, in an order that repeats from the seed.

    Attributes:
        capturing: counters whose own line to the gateway is down.
        forwarding: counters that deliver what the others captured.
    """

    count: int
    seed: int
    mutant: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    put_twice: int = 0
    forged: int = 0
    stuck: int = 0
    capturing: list[Device] = field(default_factory=list)
    forwarding: list[Device] = field(default_factory=list)

    def run(self) -> Result:
        """Do all of it and ask the gateway's ledger what came of what was told."""
        began = time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="pos-client-relay-soak-"))
        try:
            with ExitStack() as stack:
                self._set_up(stack, folder)
                self._kill_all()
                self._drain()
                return self._judged(folder / "gateway", time.monotonic() - began)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _set_up(self, stack: ExitStack, folder: Path) -> None:
        self._chance = random.Random(self.seed)
        each = max(_LEAST, round(self.count * _PER_KILL)) // 2 + 1
        room = each + 40
        with served_gateway(folder / "gateway", room, 4) as gateway:
            # In processes of their own: two at a time, and this one stays fit for forking.
            devices = captured_apart(folder, gateway, [each, each, 0, 0])
        stack.enter_context(served_gateway(folder / "gateway", room))
        self._server = stack.enter_context(Cluster())
        self.capturing, self.forwarding = devices[:2], devices[2:]
        told = sum(len(device.saved) for device in devices)
        print(f"{told} registrations saved, none delivered", flush=True)

    def _kill_all(self) -> None:
        rounds = ["relay"] * self.count + ["holder"] * self.count
        self._chance.shuffle(rounds)
        self._copy_some()
        every = max(3, len(rounds) // _FORGERIES)
        for place, kind in enumerate(rounds, 1):
            if kind == "relay":
                self._kill_relay()
            else:
                self._kill_holder()
            if place % every == 0:
                self._forge()
            if place % 100 == 0:
                print(f"{place} of {len(rounds)} kills", flush=True)

    def _copy_some(self) -> None:
        for device in self.capturing:
            self._live(device, Task(forwards=False, copies=4), Doom(budget=2))

    # Kills ----------------------------------------------------------------------------------

    def _kill_relay(self) -> None:
        """Kill it in a transaction that has an occasion just now."""
        for _ in range(_TRIES):
            step = self._chance.choices(TRANSACTIONS, weights=(4, 1, 2, 2))[0]
            instant, victim = self._chance.choice(INSTANTS), self._chance.choice(VICTIMS)
            doom = Doom(
                step=step,
                instant=instant,
                victim=victim,
                delay_s=self._chance.uniform(0, 0.003),
                server=self._server.pid,
                budget=2,
            )
            is_own = step in _OWN_WORK
            device = self._chance.choice(self.capturing if is_own else self.forwarding)
            if self._live(device, self._task(forwards=not is_own), doom):
                self.kills[f"{step}, {instant}"] += 1
                self.kills[f"by the {victim}"] += 1
                return
        raise RuntimeError("no transaction of the relay came up any more")

    def _kill_holder(self) -> None:
        for _ in range(_TRIES):
            step = self._chance.choice(HOLDER_STEPS)
            longest_s = 0.05
            delay_s = self._chance.uniform(0, longest_s)
            doom = Doom(step=step, victim="holder", delay_s=delay_s, budget=1)
            device = self._chance.choice(self.forwarding)
            life = born(device, self._server.address, self._task(forwards=True), doom)
            while life.line() is not None:
                pass
            if life.end() == -9:
                self.kills[f"holder {step}"] += 1
                return
            self._copy_some()  # nothing was free to be claimed, or it was quicker than its death
        raise RuntimeError("nothing was left to be claimed")

    def _task(self, *, forwards: bool) -> Task:
        return Task(forwards=forwards, claims=1, copies=1, mutant=self.mutant)

    def _live(self, device: Device, task: Task, doom: Doom) -> bool:
        """Let a life run to its end; say whether it struck the relay."""
        return self._followed(born(device, self._server.address, task, doom), doom)

    def _followed(self, life: Life, doom: Doom) -> bool:
        has_struck = False
        while (said := life.line()) is not None:
            if "bug" in said:
                raise RuntimeError(said["bug"])
            if "struck" in said:
                has_struck = True
                if doom.victim == "server":
                    self._server.revive()
            self.put_twice += said.get("put_twice", 0)
        if life.end() != 0:
            self.stuck += 1
        return has_struck

    def _forge(self) -> None:
        """Leave a word in the relay that looks like a receipt, as its administrator could."""
        waiting = "SELECT device_id, id, envelope_sha256 FROM sealed_envelopes"
        rows = self._server.ask(f"{waiting} WHERE receipt IS NULL ORDER BY sequence DESC LIMIT 1")
        for device_id, id_, sha256 in rows:
            token = forged_receipt(id_, device_id, bytes(sha256))
            self._server.ask(
                "UPDATE sealed_envelopes SET receipt = %s, outcome = 'ACCEPTED' WHERE id = %s",
                token,
                id_,
            )
            self.forged += 1

    # The end --------------------------------------------------------------------------------

    def _drain(self) -> None:
        """Everybody works undisturbed until all is settled, or nothing moves any more."""
        least, until = self._pending(), time.monotonic() + _STANDS_STILL_S
        while least and time.monotonic() < until:
            lives = [
                born(device, self._server.address, task, Doom())
                for devices, task in (
                    (self.forwarding, Task(forwards=True, seconds=20)),
                    (
                        self.capturing,
                        Task(
                            forwards=False,
                            seconds=20,
                            until_settled=True,
                            copies=20,
                            mutant=self.mutant,
                        ),
                    ),
                )
                for device in devices
            ]
            for life in lives:
                while (said := life.line()) is not None:
                    if "bug" in said:
                        raise RuntimeError(said["bug"])
                life.end()
            if (pending := self._pending()) < least:
                least, until = pending, time.monotonic() + _STANDS_STILL_S

    def _pending(self) -> int:
        count = 0
        for device in self.capturing:
            with closing(SqlStore(device.home.store_file)) as store:
                count += store.count_pending(offline_only=False)
        return count

    def _judged(self, gateway: Path, seconds: float) -> Result:
        ledger = read_ledger(gateway)
        effects: Counter[str] = Counter()
        for row in ledger["registrations"]:
            effects[row["id"]] += row["effects"]
        result = Result("relay", self.seed, runs=self.count, mutant=self.mutant, seconds=seconds)
        for device in self.capturing:
            with closing(SqlStore(device.home.store_file)) as store:
                rows = {id_: store.row(id_) for id_ in device.saved}
            for id_, row in rows.items():
                is_queued = row is not None and row.state.value != "SETTLED"
                result.acknowledged += 1
                result.lost += effects[str(id_)] == 0 and not is_queued
                result.wedged += is_queued
        result.doubled = sum(max(0, count - 1) for count in effects.values())
        result.wedged += self.stuck
        outcomes = Counter(
            f"{row['outcome']} {row['code']}".strip() for row in ledger["registrations"]
        )
        result.more = {"outcomes": dict(outcomes), **self._figures()}
        return result

    def _figures(self) -> dict[str, Any]:
        left = self._server.ask("SELECT count(*) FROM sealed_envelopes")[0][0]
        relay = sum(count for name, count in self.kills.items() if name.startswith("by the "))
        holders = sum(count for name, count in self.kills.items() if name.startswith("holder"))
        return {
            "relay_kills": relay,
            "holder_kills": holders,
            "forged_receipts": self.forged,
            "left_in_relay": left,
            "steps": dict(sorted(self.kills.items())),
        }
