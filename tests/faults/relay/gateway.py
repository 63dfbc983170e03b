"""The sandbox in a process of its own, with room for what a whole shop captures.

`python -m tests.faults.relay.gateway FOLDER ROOM DEVICES` says one line of JSON and ends with its
input. DEVICES one-time codes are issued.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos_client.domain.outlet import Role
from pos_client.sandbox import second_factors
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from tests.bench.children import Child
from tests.bench.crowd import everybody
from tests.honest_cases import SAME_PERSON_ALL_DAY

__all__ = ["clerk_of", "served_gateway"]


def main(folder: str, room: int, devices: int) -> None:
    policy = SandboxPolicy(
        records=room,
        records_per_clerk=room,
        number_block=room,
        challenge_pool=room,
        number_quota=room,
        quota_review_from=room,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(Path(folder), policy=policy, entries=entries_of(everybody())) as sandbox:
        ready = {
            "pid": os.getpid(),
            "gateway_file": str(sandbox.gateway_file),
            "codes": [sandbox.issue_code() for _ in range(devices)],
            "clerks": [clerk_of(sandbox, place) for place in range(devices)],
        }
        print(json.dumps(ready), flush=True)
        sys.stdin.read()


def clerk_of(sandbox: RunningSandbox, place: int) -> tuple[str, str]:
    """One clerk for each counter: a log-in ends the clerk's session everywhere else."""
    number, password = f"{101 + place:04}", f"demo-{place}"
    outlet, secret = sandbox.outlet_code, second_factors.new_secret()
    sandbox.call(
        lambda desk: desk.sessions.enter_clerk(number, "示例", Role.CLERK, outlet, password, secret)
    )
    return number, password


@contextmanager
def served_gateway(folder: Path, room: int, devices: int = 0) -> Iterator[dict[str, Any]]:
    """Run it on the port that it had before."""
    command = [sys.executable, "-m", "tests.faults.relay.gateway"]
    arguments = [str(folder), str(room), str(devices)]
    with Child([*command, *arguments], folder.with_name("gateway.log")) as child:
        yield child.answer(120)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
