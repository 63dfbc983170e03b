"""Row 57: whatever is offered, and whenever the power fails, a whole version starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from pos_client.application.trouble import DiskFull, Trouble
from pos_client.application.update_trouble import (
    ReleaseDamaged,
    SourceAway,
    UpdateImpossible,
    UpdateUnderWay,
)
from pos_client.bootstrap.updating import install_newest, look_for_newer
from pos_client.cli import main
from pos_client.infrastructure.updates.installation import Installation
from tests.faults.matrix.told import assert_told, trouble_says
from tests.faults.updates.forging import CONTENTS, FORGERIES, archive_of
from tests.faults.updates.yard import Yard, started

ROOT = Path(__file__).parents[3]


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard.found(tmp_path)


def install(yard: Yard, source: str = "") -> str:
    return install_newest(yard.installation, source or str(yard.place)).offered


def test_row_57_an_honest_update_is_what_starts_next(yard: Yard) -> None:
    assert not look_for_newer(yard.installation, str(yard.place)).is_newer
    yard.publish("1.10.0")  # newer than 1.9, though not by its letters
    found = look_for_newer(yard.installation, str(yard.place))
    assert (found.installed, found.offered, found.is_newer) == ("1.0.0", "1.10.0", True)
    assert started(yard.installation_folder) == "1.0.0"
    assert install(yard) == "1.10.0"
    assert started(yard.installation_folder) == "1.10.0"
    assert not install_newest(yard.installation, str(yard.place)).is_newer
    assert not yard.installation.incoming_folder.exists()


def test_row_57_the_version_before_is_kept_and_no_older_one(yard: Yard) -> None:
    for version in ("1.1.0", "1.2.0", "1.10.0"):
        yard.publish(version)
        install(yard)
    kept = {each.name for each in yard.installation.versions_folder.iterdir()}
    assert kept == {"1.2.0", "1.10.0"}


def test_row_57_a_key_may_be_exchanged_by_two_of_three_holders(yard: Yard) -> None:
    (yard.keys / "root-3.pem").unlink()
    yard.repository().exchange_key("timestamp")
    yard.repository().exchange_key("targets")
    yard.publish("2.0.0")
    assert install(yard) == "2.0.0"


@pytest.mark.parametrize(
    ("code", "forge"),
    [(code, forge) for code, all_ in FORGERIES.items() for forge in all_],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_row_57_what_is_forged_old_or_held_back_is_refused(
    yard: Yard, code: str, forge: Callable[[Yard], None]
) -> None:
    forge(yard)
    with yard.as_before(), pytest.raises(Trouble) as caught:
        install(yard)
    assert caught.value.code == code
    said = trouble_says(caught.value)
    assert f"troubles.{code}.to_do" in said
    if code == "U-902":
        assert_told(57, said)


@pytest.mark.parametrize("members", CONTENTS.values(), ids=CONTENTS)
def test_row_57_a_signed_archive_writes_only_plain_files_below_its_folder(
    yard: Yard, members: list[tuple[object, bytes]]
) -> None:
    archive = archive_of(yard.folder / "2.0.0.tar.gz", members)  # type: ignore[arg-type]
    yard.publish_archive(archive, "2.0.0")
    with yard.as_before(), pytest.raises(ReleaseDamaged) as caught:
        install(yard)
    assert caught.value.facts["reason"] in ("name", "kind")
    assert not (yard.installation_folder / "outside").exists()
    assert not (yard.installation.incoming_folder / "outside").exists()


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08" + bytes(40)])
def test_row_57_a_signed_file_that_is_no_archive_is_refused(yard: Yard, data: bytes) -> None:
    archive = yard.folder / "2.0.0.tar.gz"
    archive.write_bytes(data)
    yard.publish_archive(archive, "2.0.0")
    with yard.as_before(), pytest.raises(ReleaseDamaged):
        install(yard)


def test_row_57_the_power_fails_at_every_step_and_a_whole_version_starts(
    yard: Yard, tmp_path: Path
) -> None:
    yard.publish("2.0.0")
    room = tmp_path / "room"
    room.mkdir()
    asked = (yard.installation_folder, yard.place, room)
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.updates.cut", *map(str, asked)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=110,
    )
    assert told.stderr == ""
    cuts = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(cuts) > 30
    assert {each["cut"] for each in cuts} == {"1.0.0", "2.0.0"}
    assert {each["again"] for each in cuts} == {"2.0.0"}


def test_row_57_a_full_disk_leaves_what_was_there(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    yard.publish("2.0.0")
    whole, count = os.fsync, iter(range(100))

    def full(opened: int) -> None:
        if next(count) == 3:
            raise OSError(errno.ENOSPC, "no room")
        whole(opened)

    monkeypatch.setattr(os, "fsync", full)
    with yard.as_before(), pytest.raises(DiskFull):
        install(yard)
    monkeypatch.setattr(os, "fsync", whole)
    assert install(yard) == "2.0.0"


def test_row_57_one_at_a_time(yard: Yard) -> None:
    yard.publish("2.0.0")
    with yard.installation.locked(), pytest.raises(UpdateUnderWay):
        install(yard)
    assert install(yard) == "2.0.0"


def test_row_57_what_was_not_installed_in_versions_is_left_to_whoever_installed_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(UpdateImpossible):
        Installation.at(tmp_path)
    with pytest.raises(UpdateImpossible):
        Installation.of_this_program()


class _Server(SimpleHTTPRequestHandler):
    mood = ""

    def do_GET(self) -> None:
        if self.mood == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
        elif self.mood == "broken":
            self.send_error(503)
        elif self.mood == "torn" and "targets/" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 10)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path, mood: str, authority: trustme.CA) -> Iterator[str]:
    import ssl

    handler = type("_Moody", (_Server,), {"mood": mood})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def test_row_57_an_update_over_https(yard: Yard, authority: trustme.CA) -> None:
    yard.publish("2.0.0")
    with serving(yard.place, "", authority) as source:
        assert install(yard, source) == "2.0.0"
    assert started(yard.installation_folder) == "2.0.0"


@pytest.mark.parametrize("mood", ["elsewhere", "broken", "torn"])
def test_row_57_a_server_in_a_bad_mood_changes_nothing(
    yard: Yard, authority: trustme.CA, mood: str
) -> None:
    yard.publish("2.0.0")
    served = serving(yard.place, mood, authority)
    with served as source, yard.as_before(), pytest.raises(SourceAway):
        install(yard, source)


def test_row_57_a_server_of_another_authority_is_not_asked(
    yard: Yard, authority: trustme.CA
) -> None:
    yard.publish("2.0.0")
    served = serving(yard.place, "", trustme.CA())
    with served as source, yard.as_before(), pytest.raises(SourceAway):
        install(yard, source)


def test_row_57_the_verb_says_what_waits_and_installs_it(
    yard: Yard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard.publish("2.0.0")
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f'[update]\nsource = "{yard.place}"\n')
    words = ["--home", str(home), "--installation", str(yard.installation_folder)]
    assert main(["update", "check", "--json", *words]) == 3
    assert json.loads(capsys.readouterr().out)["offered"] == "2.0.0"
    assert main(["update", "install", *words]) == 0
    assert "2.0.0" in capsys.readouterr().out
    assert main(["update", "check", *words]) == 0
    (home / "config.toml").unlink()
    assert main(["update", "check", *words]) == 1
    assert "U-906" in capsys.readouterr().err
