"""Releases, whoever signs them, and an installation that they are offered to."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from pos_client.infrastructure.updates.installation import Installation
from pos_client.infrastructure.updates.releases import platform_name

__all__ = ["HERE", "Yard", "publishing", "started"]

HERE = platform_name()


def publishing() -> ModuleType:
    """The tool of whoever publishes; it lies in no package."""
    path = Path(__file__).parents[3] / "packaging" / "publish_release.py"
    spec = importlib.util.spec_from_file_location("publish_release", path)
    if spec is None or spec.loader is None:
        raise AssertionError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Yard:
    """A publisher's folder and an installation of 1.0.0 that trusts it."""

    folder: Path
    tool: ModuleType

    @classmethod
    def found(cls, folder: Path, now: datetime | None = None) -> Yard:
        yard = cls(folder, publishing())
        yard.repository(now).found()
        yard.publish("1.0.0", now)
        place = yard.installation_folder
        yard.write_program(place / "versions" / "1.0.0", "1.0.0")
        (place / "current").symlink_to(Path("versions") / "1.0.0")
        (place / "root.json").write_bytes((yard.place / "metadata" / "1.root.json").read_bytes())
        return yard

    @property
    def place(self) -> Path:
        return self.folder / "releases"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def installation_folder(self) -> Path:
        return self.folder / "installation"

    @property
    def installation(self) -> Installation:
        return Installation.at(self.installation_folder)

    def repository(self, now: datetime | None = None) -> Any:
        return self.tool.Repository(self.place, self.keys, now)

    def publish(self, version: str, now: datetime | None = None, says: str = "") -> None:
        """Publish a release; `says` is what its program claims to be."""
        program, archive = self.folder / f"program-{version}", self.folder / f"{version}.tar.gz"
        if not program.exists():
            self.write_program(program, says or version)
        self.tool.pack(program, archive)
        self.repository(now).publish(archive, version, HERE)

    def publish_archive(self, archive: Path, version: str) -> None:
        self.repository().publish(archive, version, HERE)

    def write_program(self, folder: Path, says: str) -> None:
        """A program of four files that needs all of them to start."""
        (folder / "lib" / "deep").mkdir(parents=True)
        (folder / "lib" / "deep" / "text").write_text(says)
        (folder / "lib" / "word").write_text("pos-client")
        (folder / "lib" / "large").write_bytes(bytes(300_000) + b"x")
        program = folder / "pos-client"
        program.write_text(
            '#!/bin/sh\ncd "$(dirname "$0")"\n[ "$(tail -c 1 lib/large)" = x ] || exit 1\n'
            'printf "%s %s\\n" "$(cat lib/word)" "$(cat lib/deep/text)"\n'
        )
        program.chmod(0o755)

    @property
    def published(self) -> Path:
        """The archive that was published last."""
        return max(self.place.glob("targets/*.tar.gz"), key=lambda path: path.stat().st_mtime_ns)

    @contextmanager
    def as_before(self) -> Iterator[None]:
        """Whatever is tried within, the version that was there starts, and no other lies there."""
        yield
        assert started(self.installation_folder) == "1.0.0"
        assert [each.name for each in self.installation.versions_folder.iterdir()] == ["1.0.0"]


def started(folder: Path) -> str:
    """What starts from an installation says of itself; empty when nothing does."""
    said = subprocess.run([folder / "current" / "pos-client"], capture_output=True, text=True)
    name, _, version = said.stdout.strip().partition(" ")
    return version if said.returncode == 0 and name == "pos-client" else ""
