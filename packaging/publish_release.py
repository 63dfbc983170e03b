"""Signs releases, for whoever publishes them: `python packaging/publish_release.py --help`.

Writes what `pos-client update` reads, by The Update Framework. Three people hold a key of the root
each and two of them have to sign it; the other roles have one key each, and that of `timestamp` has
to lie on the machine that renews the list. Installations are made with the first `root.json`.
"""

from __future__ import annotations

import argparse
import os
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

__all__ = ["Repository", "main", "pack"]

ROOT_HOLDERS, ROOT_THRESHOLD = 3, 2
ROLES = ("targets", "snapshot", "timestamp")
_Kind = TypeVar("_Kind", Root, Targets, Snapshot)

LASTS = {
    "root": timedelta(days=365),
    "targets": timedelta(days=90),
    "snapshot": timedelta(days=30),
    "timestamp": timedelta(days=7),
}


def pack(program: Path, archive: Path) -> None:
    """Write the files of a program into a `.tar.gz`: links become files, owners and times go."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = 0
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    with tarfile.open(archive, "w:gz", dereference=True) as out:
        for path in sorted(program.rglob("*")):
            out.add(path, path.relative_to(program).as_posix(), recursive=False, filter=plain)


class Repository:
    """A folder with `metadata` and `targets`, and the folder of the keys that sign it."""

    def __init__(self, folder: Path, keys: Path, now: datetime | None = None) -> None:
        self.metadata, self.targets = folder / "metadata", folder / "targets"
        self._keys = keys
        self._now = (now or datetime.now(UTC)).replace(microsecond=0)

    def found(self) -> None:
        """Make the keys and an empty list."""
        for folder in (self.metadata, self.targets, self._keys):
            folder.mkdir(parents=True, exist_ok=True)
        root = Root(expires=self._ends("root"), consistent_snapshot=True)
        for number in range(1, ROOT_HOLDERS + 1):
            root.add_key(self._make_key(f"root-{number}").public_key, "root")
        root.roles["root"].threshold = ROOT_THRESHOLD
        for role in ROLES:
            root.add_key(self._make_key(role).public_key, role)
        self.sign_root(root, self.root_signers())
        self._sign(Targets(expires=self._ends("targets")), "targets", "1.targets.json")
        snapshot = Snapshot(expires=self._ends("snapshot"))
        self._sign(snapshot, "snapshot", "1.snapshot.json")
        self._sign(Timestamp(expires=self._ends("timestamp")), "timestamp", "timestamp.json")

    def publish(self, archive: Path, version: str, platform: str) -> None:
        """Put an archive into the list as the newest release for a kind of computer."""
        name = f"pos-client-{platform}.tar.gz"
        target = TargetFile.from_file(name, str(archive))
        target.unrecognized_fields["custom"] = {"version": version}
        digest = next(iter(target.hashes.values()))
        (self.targets / f"{digest}.{name}").write_bytes(archive.read_bytes())
        targets = self._newest("targets", Targets)
        targets.targets[name] = target
        targets.version, targets.expires = targets.version + 1, self._ends("targets")
        self._sign(targets, "targets", f"{targets.version}.targets.json")
        self.renew()

    def renew(self) -> None:
        """Sign anew that this is the newest list; at least once a week."""
        snapshot = self._newest("snapshot", Snapshot)
        snapshot.meta["targets.json"] = MetaFile(self._newest("targets", Targets).version)
        snapshot.version, snapshot.expires = snapshot.version + 1, self._ends("snapshot")
        self._sign(snapshot, "snapshot", f"{snapshot.version}.snapshot.json")
        path = self.metadata / "timestamp.json"
        timestamp = Metadata[Timestamp].from_file(str(path)).signed
        timestamp.snapshot_meta = MetaFile(snapshot.version)
        timestamp.version, timestamp.expires = timestamp.version + 1, self._ends("timestamp")
        self._sign(timestamp, "timestamp", "timestamp.json")

    def exchange_key(self, role: str) -> None:
        """Trust another key for a role from now on; the one before signs nothing any more."""
        root = self._newest("root", Root)
        for keyid in list(root.roles[role].keyids):
            root.revoke_key(keyid, role)
        (self._keys / f"{role}.pem").unlink()
        root.add_key(self._make_key(role).public_key, role)
        root.version, root.expires = root.version + 1, self._ends("root")
        self.sign_root(root, self.root_signers())
        targets = self._newest("targets", Targets)
        targets.version += 1
        self._sign(targets, "targets", f"{targets.version}.targets.json")
        self.renew()

    def root_signers(self) -> list[CryptoSigner]:
        """As many holders of the root as are there; their keys may be brought on sticks."""
        names = [f"root-{number}" for number in range(1, ROOT_HOLDERS + 1)]
        return [self.signer(name) for name in names if (self._keys / f"{name}.pem").exists()]

    def sign_root(self, root: Root, signers: Iterable[CryptoSigner]) -> None:
        signed = Metadata(root)
        for signer in signers:
            signed.sign(signer, append=True)
        signed.to_file(str(self.metadata / f"{root.version}.root.json"))

    def signer(self, name: str) -> CryptoSigner:
        return CryptoSigner(load_pem_private_key((self._keys / f"{name}.pem").read_bytes(), None))

    def _make_key(self, name: str) -> CryptoSigner:
        key = generate_private_key(SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path = self._keys / f"{name}.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
        return self.signer(name)

    def _sign(self, signed: Targets | Snapshot | Timestamp, role: str, name: str) -> None:
        metadata = Metadata(signed)
        metadata.sign(self.signer(role))
        metadata.to_file(str(self.metadata / name))

    def _newest(self, role: str, _: type[_Kind]) -> _Kind:
        def number(path: Path) -> int:
            return int(path.name.partition(".")[0])

        newest = max(self.metadata.glob(f"*.{role}.json"), key=number)
        return Metadata.from_file(str(newest)).signed

    def _ends(self, role: str) -> datetime:
        return self._now + LASTS[role]


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb."""
    arguments = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    arguments.add_argument("--repository", type=Path, required=True, metavar="FOLDER")
    arguments.add_argument("--keys", type=Path, required=True, metavar="FOLDER")
    verbs = arguments.add_subparsers(dest="verb", required=True)
    verbs.add_parser("found", help="make the keys and an empty list")
    publish = verbs.add_parser("publish", help="put a release into the list")
    publish.add_argument("program", type=Path, help="the folder of a frozen build")
    publish.add_argument("version", help="what it says for --version")
    publish.add_argument("platform", help="such as linux-x86_64")
    verbs.add_parser("renew", help="sign anew that this is the newest list")
    exchange = verbs.add_parser("exchange-key", help="trust another key for a role")
    exchange.add_argument("role", choices=ROLES)
    asked = arguments.parse_args(argv)
    repository = Repository(asked.repository, asked.keys)
    if asked.verb == "found":
        repository.found()
    elif asked.verb == "renew":
        repository.renew()
    elif asked.verb == "exchange-key":
        repository.exchange_key(asked.role)
    else:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "release.tar.gz"
            pack(asked.program, archive)
            repository.publish(archive, asked.version, asked.platform)


if __name__ == "__main__":
    main()
