"""What SQLite has to promise before anybody is told "saved"."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application.trouble import StoreUnsafe
from pos_client.domain.policy import LeasedNumber
from pos_client.infrastructure.database import connection, place
from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import NOON, SEALED, registration

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = SqlStore(path)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name, _, answer in connection.PRAGMAS]
)
def test_every_pragma_took(store: SqlStore, name: str, answer: str | int) -> None:
    assert store.database.driver().execute(f"PRAGMA {name}").fetchone() == (answer,)


@pytest.mark.parametrize("name", [name for name, _, _ in connection.PRAGMAS])
def test_a_pragma_that_does_not_take_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    weaker = tuple(
        (each, wanted, -1 if each == name else answer)
        for each, wanted, answer in connection.PRAGMAS
    )
    monkeypatch.setattr(connection, "PRAGMAS", weaker)
    with pytest.raises(StoreUnsafe) as caught:
        SqlStore(path)
    assert caught.value.facts == {"pragma": name}


def test_another_thread_is_refused(store: SqlStore) -> None:
    told: list[str] = []

    def use() -> None:
        for work in (store.next_sequence, lambda: store.save(registration(1), SEALED), store.close):
            try:
                work()
            except RuntimeError as error:
                told.append(str(error))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(told) == 3
    assert "thread" in told[0]
    assert store.next_sequence() == 1


@posix
def test_only_this_user_may_read_the_files(path: Path, store: SqlStore) -> None:
    store.save(registration(1), SEALED)
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file


@posix
def test_a_file_that_others_could_read_is_closed(path: Path) -> None:
    SqlStore(path).close()
    path.chmod(0o644)
    SqlStore(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


MOUNTS = r"""
22 1 254:0 / / rw - ext4 /dev/vda rw
30 22 0:40 / /mnt rw shared:5 - nfs4 server:/export rw
31 30 254:1 / /mnt/local rw - xfs /dev/vdb rw
32 22 0:41 / /mnt/the\040shop rw - cifs //server/shop rw
33 22 254:2 / /srv rw - ext4 /dev/vdc rw
34 33 0:42 / /srv rw - fuse.sshfs host: rw
a broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", ""),
        ("/mnt", "nfs4"),
        ("/mnt/a/b", "nfs4"),
        ("/mnt/local/b", ""),
        ("/mnt/the shop/b", "cifs"),
        ("/mntx", ""),
        ("/srv/b", "fuse.sshfs"),
    ],
)
def test_the_deepest_mount_says_what_a_folder_lies_on(folder: str, kind: str) -> None:
    found = place.file_system_in(MOUNTS, Path(folder))
    assert (found if place.is_network(found) else "") == kind


@pytest.mark.fault(25)
@pytest.mark.parametrize(
    "kind",
    [
        *("nfs4", "cifs", "smb3", "9p", "ceph", "cephfs", "ocfs2", "gfs2", "beegfs", "autofs"),
        *("vboxsf", "vmhgfs", "virtiofs", "fuse", "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse"),
        *("fuse.sshfs", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.what-comes-next"),
    ],
)
def test_what_other_computers_share_is_refused(kind: str) -> None:
    assert (place.is_network(kind), place.is_in_memory(kind)) == (True, False)


@pytest.mark.parametrize(
    "kind",
    [
        *("", "ext4", "xfs", "btrfs", "zfs", "f2fs", "ntfs3", "fuseblk", "ecryptfs", "overlay"),
        *("fuse.fuse-overlayfs", "fuse.gocryptfs"),
    ],
)
def test_a_disk_of_this_computer_and_a_container_on_it_are_taken(kind: str) -> None:
    assert (place.is_network(kind), place.is_in_memory(kind)) == (False, False)


@pytest.mark.parametrize("kind", ["tmpfs", "ramfs"])
def test_what_goes_with_the_power_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"22 1 0:1 / / rw - ext4 /dev/vda rw\n23 22 0:2 / /memory rw - {kind} x rw\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    place.refuse_memory(Path("/disk"))
    with pytest.raises(StoreUnsafe) as caught:
        place.refuse_memory(Path("/memory/home"))
    assert caught.value.facts == {"memory": kind}


def test_this_machine_can_be_asked(tmp_path: Path) -> None:
    assert place.network_file_system(tmp_path) == ""


def test_claiming_writes_nothing(store: SqlStore) -> None:
    store.save(registration(1), SEALED)
    before = store.database.driver().total_changes
    assert store.claim(NOON) is not None
    assert store.database.driver().total_changes == before


def test_a_configuration_and_its_numbers_are_kept_together_or_not_at_all(store: SqlStore) -> None:
    block = [LeasedNumber("17000000001", NOON + timedelta(days=1))]
    store.keep_configuration("one", 1, block)
    spoilt = [LeasedNumber(None, NOON)]  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        store.keep_configuration("two", 2, spoilt)
    assert store.configuration_token() == "one"
    assert store.free_numbers(NOON, 9) == tuple(block)
