"""`pos-client audit verify`: beside a counter at work, on a touched chain, and written out."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client import cli
from pos_client.application import commands
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.store import SqlStore
from tests.identity_search import find_identities
from tests.integration.chain.shop import Counter, Shop, eventually
from tests.integration.chain.test_audit import chain
from tests.integration.chain.test_identities import people

ROOT = Path(__file__).parents[3]


@pytest.fixture
def verify(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, Any]]]:
    def run(*more: str) -> tuple[int, dict[str, Any]]:
        status = cli.main(["audit", "verify", "--home", str(shop.home.folder), *more])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else {"said": said.err}

    return run


Verify = Callable[..., tuple[int, dict[str, Any]]]


def work(shop: Shop, slug: str = "resident-lin") -> Counter:
    counter = shop.open_at_work()
    counter.settled(counter.register(slug).id)
    counter.carry("resident-other-name")
    counter.submit(commands.SendNow())
    eventually(lambda: vouched_for(shop) == len(chain(shop)))
    return counter


def vouched_for(shop: Shop) -> int:
    """How far the countersignature reaches that the device has got."""
    kept = shop.asked("select position from countersignature")
    return int(kept[0][0]) if kept else 0


def edit(shop: Shop, statement: str) -> None:
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        link.execute("PRAGMA foreign_keys = OFF")
        assert link.execute(statement).rowcount == 1
    # Whoever does this knows of the marker as well.
    shop.home.store_file.with_name("store.sqlite3.begun").unlink()


def test_before_the_first_counter_there_is_nothing_and_it_is_whole(verify: Verify) -> None:
    status, facts = verify()
    assert (status, facts["entries"], facts["is_whole"]) == (0, 0, True)


def test_a_chain_is_whole_beside_a_counter_at_work(shop: Shop, verify: Verify) -> None:
    counter = work(shop)
    status, facts = verify()
    assert (status, facts["findings"]) == (0, [])
    assert facts["entries"] == facts["countersigned"] == len(chain(shop))
    assert facts["head"] == chain(shop)[-1][1].hex()
    shop.sandbox.stop()
    counter.register("resident-wang")
    status, facts = verify()
    assert (status, facts["findings"]) == (0, [])
    assert facts["entries"] > facts["countersigned"]


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("update audit set event = replace(event, 'at', 'ta') where position = 2", "ENTRY_CHANGED"),
        ("delete from audit where position = 2", "ENTRY_MISSING"),
        ("delete from countersignature", "COUNTERSIGNATURE_MISSING"),
        ("update countersignature set token = 'a.b.c'", "COUNTERSIGNATURE_UNTRUSTED"),
        ("update countersignature set position = 1", "COUNTERSIGNATURE_UNTRUSTED"),
        ("update reads set read_counter = 1", "READ_UNACCOUNTED"),
        ("delete from outbox", "REGISTRATION_MISSING"),
        ("update outbox set envelope_sha256 = zeroblob(32)", "REGISTRATION_UNANNOUNCED"),
    ],
)
def test_a_touched_chain_is_named(shop: Shop, verify: Verify, statement: str, flaw: str) -> None:
    shop.close(work(shop))
    edit(shop, statement)
    status, facts = verify()
    assert status == 1
    assert flaw in {finding["flaw"] for finding in facts["findings"]}


def test_an_old_copy_is_found_with_the_newest_countersignature(
    shop: Shop, verify: Verify, tmp_path: Path
) -> None:
    counter = work(shop)
    shop.close(counter)
    old = shop.home.store_file.read_bytes()
    shop.close(work(shop, "resident-wang"))
    ((token,),) = shop.asked("select token from countersignature")
    newest = tmp_path / "newest.jws"
    newest.write_text(token + "\n", "ascii")
    assert verify("--countersignature", str(newest))[0] == 0
    shop.home.store_file.write_bytes(old)
    shop.home.store_file.with_name("store.sqlite3.begun").unlink()
    assert verify()[0] == 0
    status, facts = verify("--countersignature", str(newest))
    assert (status, [each["flaw"] for each in facts["findings"]]) == (1, ["CUT_BACK"])


def test_only_a_countersignature_of_this_device_counts(
    shop: Shop, verify: Verify, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.jws"
    strange.write_text("a.b.c", "ascii")
    status, facts = verify("--countersignature", str(strange))
    assert (status, "no countersignature" in facts["said"]) == (1, True)


def checked(exported: Path) -> subprocess.CompletedProcess[str]:
    """Run the program that docs/audit.md shows."""
    page = (ROOT / "docs" / "audit.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return subprocess.run(
        [sys.executable, "-I", "-c", program, str(exported)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_an_exported_chain_names_nobody_and_is_checked_by_what_the_page_shows(
    shop: Shop, verify: Verify, tmp_path: Path
) -> None:
    work(shop)
    exported = tmp_path / "chain.jsonl"
    status, facts = verify("--export", str(exported))
    assert (status, exported.stat().st_mode & 0o777) == (0, 0o600)
    assert find_identities(tmp_path, people()) == []
    assert checked(exported).stdout.split() == [str(facts["entries"]), facts["head"]]
    first, second, third, *rest = exported.read_text("utf-8").splitlines()
    exported.write_text("\n".join([first, third, second, *rest]), "utf-8")
    assert checked(exported).stderr.strip() == "broken at 1"


def test_an_export_overwrites_nothing(verify: Verify, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("something", "utf-8")
    status, facts = verify("--export", str(there))
    assert (status, there.read_text("utf-8")) == (1, "something")
    assert "is there already" in facts["said"]


def test_a_chain_whose_old_part_was_let_go_is_whole_and_a_young_part_is_missed(
    shop: Shop, verify: Verify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shop.close(work(shop))
    last = len(chain(shop))
    after = SystemClock().now() + timedelta(days=800)
    with closing(SqlStore(shop.home.store_file)) as store:
        store.note_contact(after, after)
        while store.shred(after):
            pass
        left = store.audit_behind(0, 999)
        assert 1 < left[0].index < last
    status, facts = verify()
    assert (status, [each["flaw"] for each in facts["findings"]]) == (1, ["ENTRY_MISSING"])
    monkeypatch.setattr(SystemClock, "now", lambda _: after)
    out = tmp_path / "chain"
    status, facts = verify("--export", str(out))
    assert (status, facts["findings"]) == (0, [])
    assert json.loads(out.read_text("utf-8").splitlines()[0])["first_index"] == left[0].index
    assert checked(out).stdout.split() == [str(len(left)), facts["head"]]
