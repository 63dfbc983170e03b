"""kill -9 at any moment: what was acknowledged is there, what was not is whole or absent."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.domain.audit import GENESIS, chain
from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import NOON, registration

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

PROGRAM = """
import os, signal, sys
from pathlib import Path
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import SEALED, registration

store = SqlStore(Path(sys.argv[1]))
last, where = int(sys.argv[2]), sys.argv[3]
append = audit_chain.append

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def append_and_die(link, event):
    append(link, event)
    die()

while True:
    sequence = store.next_sequence()
    if sequence == last and where == "before COMMIT":
        audit_chain.append = append_and_die
    store.save(registration(sequence, size=3000), SEALED)
    if sequence == last and where == "after COMMIT":
        die()
    print(sequence, flush=True)
"""


def started(path: Path, last: int, where: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(last), where],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )


def check(path: Path) -> int:
    """Open the store as the next start would, and say how many registrations it holds."""
    with closing(SqlStore(path)) as store:
        count = store.next_sequence() - 1
        for sequence in range(1, count + 1):
            sealed = registration(sequence, size=3000)
            assert store.envelope_of(sealed.id) == sealed.envelope
        head = GENESIS
        entries = store.audit_behind(0, count + 9)
        for entry in entries:
            head = chain(head, entry.event)
            assert entry.head == head
        assert len(entries) == count
        summary = store.summary(NOON.date())
        assert (summary.pending, summary.saved_today) == (count, count)
        due = store.claim(NOON)
        assert (due.sequence if due else 0) == min(count, 1)
    return count


@pytest.mark.parametrize(("where", "kept"), [("before COMMIT", 2), ("after COMMIT", 3)])
def test_the_commit_decides(tmp_path: Path, where: str, kept: int) -> None:
    with started(tmp_path / "store", 3, where) as child:
        output, _ = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    assert output.split() == ["1", "2"]
    assert check(tmp_path / "store") == kept


def test_death_at_a_random_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    path = tmp_path / "store"
    for _ in range(3):
        with started(path, -1, "") as child:
            assert child.stdout is not None
            acknowledged = int(child.stdout.readline())
            time.sleep(chance.uniform(0, 0.2))
            child.kill()
            rest = child.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        assert check(path) in (acknowledged, acknowledged + 1)
