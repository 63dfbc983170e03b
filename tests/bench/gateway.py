"""The sandbox in a process of its own, with room for two hundred captured registrations.

`python -m tests.bench.gateway FOLDER` says one line of JSON and ends with its input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from tests.bench.crowd import RECORDS, everybody
from tests.honest_cases import SAME_FACE_AGAIN

# One more of everything: captures count down to the last one, never to none at all.
_ROOM = RECORDS + 50
_POLICY = SandboxPolicy(
    records=_ROOM,
    records_per_clerk=_ROOM,
    number_block=_ROOM,
    challenge_pool=_ROOM,
    controls=SAME_FACE_AGAIN,
)


def main(folder: str) -> None:
    with RunningSandbox(Path(folder), policy=_POLICY, entries=entries_of(everybody())) as sandbox:
        ready = {
            "gateway_file": str(sandbox.gateway_file),
            "enrolment_code": sandbox.issue_code(),
            "clerk_number": sandbox.clerk_number,
            "password": sandbox.password,
        }
        print(json.dumps(ready), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
