"""Enrolled counters of one outlet with registrations that no gateway has heard of."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from drivers.simulator.deck import DeckEntry
from pos_client.bootstrap import enrol_device
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.home import Home
from tests.bench.capturing import capture
from tests.bench.children import ROOT
from tests.bench.crowd import crowd

__all__ = ["Device", "captured_apart", "customers", "enrolled"]


@dataclass(frozen=True, slots=True)
class Device:
    """One enrolled counter, and what its clerk was told is saved, in order."""

    home: Home
    id: str
    saved: tuple[UUID, ...]


def customers(count: int, first: int = 0) -> list[DeckEntry]:
    """Invented people; behind the two hundredth they come again, with another face in the light."""
    people = crowd()
    return [
        replace(people[place % len(people)], slug=f"customer-{place}")
        for place in range(first, first + count)
    ]


def enrolled(folder: Path, gateway: dict[str, Any], place: int, count: int, first: int) -> Device:
    """Enrol one device and let it register so many people without the gateway."""
    home = Home.at(folder / f"counter-{place}")
    file, (number, password) = Path(gateway["gateway_file"]), gateway["clerks"][place]
    device_id = enrol_device(home, file, gateway["codes"][place], f"counter {place}")
    with closing(SqlStore(home.store_file)) as store:
        saved = (
            capture(home, store, (number, password), customers(count, first), first)
            if count
            else []
        )
    return Device(home, device_id, tuple(saved))


def captured_apart(folder: Path, gateway: dict[str, Any], counts: Sequence[int]) -> list[Device]:
    """Enrol a device for each figure, in processes of their own: a core each, and no threads here.

    Args:
        counts: how many people each of them registers.
    """
    whole = json.dumps({"folder": str(folder), "gateway": gateway, "counts": list(counts)})
    command = [sys.executable, "-m", "tests.faults.relay.stock"]
    children = [
        subprocess.Popen(
            [*command, str(place)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for place in range(len(counts))
    ]
    made = []
    for child in children:
        if child.stdin is not None:
            child.stdin.write(whole.encode())
            child.stdin.close()
    for place, child in enumerate(children):
        told = child.stdout.read() if child.stdout is not None else b""
        if child.wait():
            raise RuntimeError(f"counter {place} could not be made")
        plain = json.loads(told)
        home = Home.at(Path(plain["home"]))
        made.append(Device(home, plain["id"], tuple(UUID(each) for each in plain["saved"])))
    return made


def main(place: int) -> None:
    asked = json.load(sys.stdin)
    counts = asked["counts"]
    device = enrolled(
        Path(asked["folder"]), asked["gateway"], place, counts[place], sum(counts[:place])
    )
    saved = [str(each) for each in device.saved]
    print(json.dumps({"home": str(device.home.folder), "id": device.id, "saved": saved}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
