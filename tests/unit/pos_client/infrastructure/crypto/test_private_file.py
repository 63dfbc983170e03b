"""Key files: nobody else reads them, nothing overwrites them, none is ever half there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pos_client.application.trouble import KeyFileExposed
from pos_client.infrastructure.crypto.private_file import (
    read_private,
    replace_private,
    write_private,
)

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"secret")
    assert read_private(tmp_path / "key") == b"secret"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@posix_only
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_mode_is_0600_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_private(tmp_path / "key", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_file_that_others_may_reach_is_refused_in_words(mode: int, tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"secret")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyFileExposed, match=f"key has mode {mode:04o}") as caught:
        read_private(tmp_path / "key")
    assert caught.value.facts == {"file": "key", "mode": f"{mode:04o}"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"first")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"second")
    assert read_private(tmp_path / "key") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@posix_only
def test_what_may_be_replaced_is_there_whole_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "marker").write_bytes(b"first")
    replace_private(tmp_path / "marker", b"second")
    assert read_private(tmp_path / "marker") == b"second"

    def fail(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no room"):
        replace_private(tmp_path / "marker", b"third")
    assert read_private(tmp_path / "marker") == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["marker"]


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_write_that_fails_leaves_nothing(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="no room"):
        write_private(tmp_path / "key", b"secret")
    assert list(tmp_path.iterdir()) == []
