"""What runs before the package is removed: it asks every home on this computer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.domain.local_day import local_day
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.home import Home
from tests.registrations import NOON, SEALED, receipt, registration

ROOT = Path(__file__).parents[3]
HOOK = ROOT / "packaging" / "debian" / "prerm"
TWIN = ROOT / "packaging" / "windows" / "before-uninstall.ps1"
USUAL = ".local/share/pos-client"
RUN = "import sys; from pos_client.cli import main; sys.exit(main(sys.argv[1:]))"

pytestmark = [
    pytest.mark.fault(59),
    pytest.mark.skipif(sys.platform == "win32", reason="the hook of a Debian package"),
]


class Computer:
    """Users with their folders, and the programs that the hook calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.users: list[str] = []
        self.install(f'exec {sys.executable} -c "{RUN}" "$@"')
        self.put("runuser", 'shift 3; exec "$@"')  # nobody else's files are here

    def install(self, script: str) -> None:
        self.put("pos-client", script)

    def put(self, name: str, script: str) -> None:
        file = self.programs / name
        file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        file.chmod(0o755)

    def user(self, name: str) -> Home:
        """A user's usual home, which is there from now on."""
        self.users.append(f"{name}:x:1:1::{self.folder / name}:/bin/sh")
        lines = "\n".join(self.users)
        self.put("getent", f"cat <<'END'\n{lines}\nnobody:x:2:2::/nonexistent:/bin/false\nEND")
        home = Home.at(self.folder / name / USUAL)
        home.create()
        return home

    def remove(self, *words: str) -> tuple[int, str]:
        run = subprocess.run(
            ["/bin/sh", str(HOOK), *(words or ("remove",))],
            env=os.environ
            | {
                "PATH": f"{self.programs}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "DPKG_ROOT": str(self.folder / "root"),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return run.returncode, run.stdout + run.stderr


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def queued(home: Home) -> None:
    with closing(SqlStore(home.store_file)) as store:
        store.save(registration(1), SEALED)


def test_nothing_is_removed_while_a_home_of_any_user_waits_for_a_receipt(
    computer: Computer,
) -> None:
    computer.user("one")
    other = computer.user("the other")
    queued(other)
    status, said = computer.remove()
    assert status == 1
    assert f"{other.folder}: 1 pending, 0 put aside" in said
    assert computer.remove("upgrade", "2.0") == (0, "")
    with closing(SqlStore(other.store_file)) as store:
        store.settle(registration(1).id, receipt(registration(1)), NOON)
        assert store.summary(local_day(NOON)).pending == 0
    assert computer.remove() == (0, "")


def test_a_home_that_is_named_is_asked_and_one_that_cannot_answer_is_not_empty(
    computer: Computer,
) -> None:
    sound, lost, spoilt = (computer.user(name) for name in ("sound", "lost", "spoilt"))
    elsewhere = Home.at(computer.folder / "a home elsewhere")
    elsewhere.create()
    for home in (lost, spoilt, elsewhere):
        queued(home)
    lost.store_file.unlink()
    spoilt.store_file.write_bytes(b"no database" * 500)
    named = computer.folder / "root" / "etc" / "pos-client" / "homes"
    named.parent.mkdir(parents=True)
    named.write_text(f"# of the hall\n\n{elsewhere.folder}  # the till\n", "utf-8")
    status, said = computer.remove("deconfigure")
    assert status == 1
    for home, words in ((lost, "S-304"), (spoilt, "S-303"), (elsewhere, "1 pending")):
        assert f"{home.folder}: {words}" in said
    assert str(sound.folder) not in said
    computer.install("exit 127")
    status, said = computer.remove()
    assert (status, str(sound.folder) in said) == (1, True)


def test_the_twin_for_windows_asks_the_same_and_refuses_by_its_status() -> None:
    """Nobody has run it yet: this holds it to what the other one does."""
    ours, twin = HOOK.read_text("utf-8"), TWIN.read_text("utf-8")
    for text in (ours, twin):
        assert re.search(r"outbox check --home \S+", text)
        assert "pos-client reset --home DIR --export FILE" in text
    assert twin.count("{") == twin.count("}")
    assert twin.count("(") == twin.count(")")
    assert re.search(r"\$status -ne 0", twin)
    assert twin.rstrip().endswith("exit 1")
