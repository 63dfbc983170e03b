"""What somebody between publisher and counter, or with some of the keys, could offer."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets

from tests.faults.updates.yard import HERE, Yard

__all__ = ["CONTENTS", "FORGERIES", "archive_of"]

NAME = f"pos-client-{HERE}.tar.gz"


def stranger() -> CryptoSigner:
    return CryptoSigner(generate_private_key(SECP256R1()))


def newest(yard: Yard, role: str) -> Path:
    paths = yard.place.glob(f"metadata/*.{role}.json")
    return max(paths, key=lambda path: int(path.name.partition(".")[0]))


def sign_again(path: Path, signer: CryptoSigner, change: Callable[[Any], None]) -> None:
    metadata: Metadata[Any] = Metadata.from_file(str(path))
    change(metadata.signed)
    metadata.sign(signer)
    metadata.to_file(str(path))


def _nothing(_: Any) -> None:
    pass


def targets_of_a_stranger(yard: Yard) -> None:
    yard.publish("2.0.0")
    sign_again(newest(yard, "targets"), stranger(), _nothing)


def targets_edited(yard: Yard) -> None:
    yard.publish("2.0.0")
    path = newest(yard, "targets")
    path.write_bytes(path.read_bytes().replace(b"2.0.0", b"2.0.1"))


def timestamp_edited(yard: Yard) -> None:
    yard.publish("2.0.0")
    path = yard.place / "metadata" / "timestamp.json"
    metadata: Metadata[Any] = Metadata.from_file(str(path))
    metadata.signed.version += 7
    metadata.to_file(str(path))


def timestamp_without_signature(yard: Yard) -> None:
    yard.publish("2.0.0")
    path = yard.place / "metadata" / "timestamp.json"
    metadata: Metadata[Any] = Metadata.from_file(str(path))
    metadata.signatures.clear()
    metadata.to_file(str(path))


def _next_root(yard: Yard, signers: list[CryptoSigner]) -> None:
    root = Metadata[Root].from_file(str(newest(yard, "root"))).signed
    mine = stranger()
    for role in ("targets", "snapshot", "timestamp"):
        root.add_key(mine.public_key, role)
    root.version += 1
    yard.repository().sign_root(root, signers)


def root_of_one_holder(yard: Yard) -> None:
    yard.publish("2.0.0")
    _next_root(yard, yard.repository().root_signers()[:1])


def root_of_strangers(yard: Yard) -> None:
    yard.publish("2.0.0")
    _next_root(yard, [stranger(), stranger()])


def key_that_was_exchanged(yard: Yard) -> None:
    old = yard.repository().signer("timestamp")
    yard.repository().exchange_key("timestamp")
    yard.publish("2.0.0")
    sign_again(yard.place / "metadata" / "timestamp.json", old, _nothing)


def role_for_another(yard: Yard) -> None:
    yard.publish("2.0.0")
    sign_again(newest(yard, "targets"), yard.repository().signer("timestamp"), _nothing)


def portal_page(yard: Yard) -> None:
    page = b"<!doctype html><title>Welcome</title><p>Please log in to this network."
    (yard.place / "metadata" / "timestamp.json").write_bytes(page)


def version_that_is_none(yard: Yard) -> None:
    yard.publish("2.0.0")
    path = newest(yard, "targets")

    def change(targets: Targets) -> None:
        targets.targets[NAME].unrecognized_fields["custom"] = {"version": "../../2.0.0"}

    sign_again(path, yard.repository().signer("targets"), change)


def other_bytes(yard: Yard) -> None:
    yard.publish("2.0.0")
    whole = bytearray(yard.published.read_bytes())
    whole[len(whole) // 2] ^= 1
    yard.published.write_bytes(whole)


def cut_archive(yard: Yard) -> None:
    yard.publish("2.0.0")
    yard.published.write_bytes(yard.published.read_bytes()[:-1])


def longer_archive(yard: Yard) -> None:
    yard.publish("2.0.0")
    yard.published.write_bytes(yard.published.read_bytes() + bytes(1 << 22))


def archive_of_the_version_before(yard: Yard) -> None:
    old = yard.published.read_bytes()
    yard.publish("2.0.0")
    yard.published.write_bytes(old)


def held_back(yard: Yard) -> None:
    yard.repository(datetime.now(UTC) - timedelta(days=8)).renew()


def older_release(yard: Yard) -> None:
    yard.publish("0.9.9")


def snapshot_that_goes_back(yard: Yard) -> None:
    yard.publish("2.0.0")
    _look(yard)
    yard.repository().renew()

    def change(snapshot: Snapshot) -> None:
        snapshot.meta["targets.json"] = MetaFile(1)

    sign_again(newest(yard, "snapshot"), yard.repository().signer("snapshot"), change)


def list_put_back(yard: Yard) -> None:
    path = yard.place / "metadata" / "timestamp.json"
    old = path.read_bytes()
    yard.publish("2.0.0")
    _look(yard)
    path.write_bytes(old)


def _look(yard: Yard) -> None:
    from pos_client.bootstrap.updating import look_for_newer

    assert look_for_newer(yard.installation, str(yard.place)).is_newer


def nothing_there(yard: Yard) -> None:
    (yard.place / "metadata" / "timestamp.json").unlink()


def list_without_its_archive(yard: Yard) -> None:
    yard.publish("2.0.0")
    yard.published.unlink()


def says_another_version(yard: Yard) -> None:
    yard.publish("2.0.0", says="1.9.0")


def does_not_start(yard: Yard) -> None:
    yard.write_program(yard.folder / "program-2.0.0", "2.0.0")
    (yard.folder / "program-2.0.0" / "lib" / "word").unlink()
    yard.publish("2.0.0")


FORGERIES: dict[str, tuple[Callable[[Yard], None], ...]] = {
    "U-901": (nothing_there, list_without_its_archive),
    "U-902": (
        *(targets_of_a_stranger, targets_edited, timestamp_edited, timestamp_without_signature),
        *(root_of_one_holder, root_of_strangers, key_that_was_exchanged, role_for_another),
        *(portal_page, version_that_is_none),
    ),
    "U-903": (held_back,),
    "U-904": (older_release, snapshot_that_goes_back, list_put_back),
    "U-905": (other_bytes, cut_archive, longer_archive, archive_of_the_version_before),
    "U-907": (says_another_version, does_not_start),
}


def _file(name: str, data: bytes = b"x", mode: int = 0o644) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), mode
    return member, data


def _kind(name: str, kind: bytes, link: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member, b""


CONTENTS: dict[str, list[tuple[tarfile.TarInfo, bytes]]] = {
    "whole path": [_file("/tmp/outside")],
    "path out of the folder": [_file("../outside")],
    "path out and in": [_kind("lib", tarfile.DIRTYPE), _file("lib/../../outside")],
    "link": [_kind("lib", tarfile.SYMTYPE, "/tmp"), _file("lib/outside")],
    "hard link": [_kind("lib", tarfile.LNKTYPE, "/etc/hostname")],
    "device": [_kind("lib", tarfile.CHRTYPE)],
    "pipe": [_kind("lib", tarfile.FIFOTYPE)],
    "one name twice": [_file("lib"), _file("lib", b"y")],
    "file as a folder": [_file("lib"), _file("lib/word")],
    "control character": [_file("li\x07b")],
    "stream of another file system": [_file("lib:word")],
    "another separator": [_file("..\\outside")],
}


def archive_of(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as out:
        for member, data in members:
            out.addfile(member, io.BytesIO(data))
    return path
