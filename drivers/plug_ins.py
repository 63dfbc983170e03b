"""Which drivers are installed, told without importing one, and which of them a carrier allows."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "DEVELOPMENT_GROUP",
    "GROUPS",
    "PHOTO_GROUP",
    "AllowedDriver",
    "distribution_of",
    "files_sha256",
    "installed",
    "installed_drivers",
    "is_listed",
    "is_ours",
    "listed_name",
    "version_of",
]

DEVELOPMENT_GROUP: Final = "pos_client.development_readers"
"""Left out of release builds."""
GROUPS: Final = ("pos_client.readers", DEVELOPMENT_GROUP)
PHOTO_GROUP: Final = "pos_client.photo_decoders"
_OURS: Final = "drivers"
_BYTECODE: Final = frozenset({".pyc", ".pyo"})


@dataclass(frozen=True, slots=True)
class AllowedDriver:
    """One distribution of a carrier's list, and what of it may be run.

    Attributes:
        distribution: as its metadata names it; capitals, dots and dashes make no difference.
        schemes: which of its drivers, and `photo:NAME` for a decoder of chip photos; any other
            stays unopened.
        sha256: hex digest over names and contents of all its files, see `files_sha256`.
    """

    distribution: str
    version: str
    sha256: str
    schemes: tuple[str, ...]

    def names(self, distribution: str, scheme: str, files: str) -> bool:
        """Whether it speaks of this driver with these files; no sources at all are nobody's."""
        is_same = _plain(self.distribution) == _plain(distribution)
        return is_same and scheme in self.schemes and bool(files) and self.sha256 == files


def installed(
    announced: Iterable[EntryPoint] | None = None, groups: Collection[str] = GROUPS
) -> Iterator[EntryPoint]:
    """List the drivers that installed packages announce. Nothing of them is imported."""
    if announced is not None:
        yield from announced
        return
    # Costs more than all the rest of this package to import.
    from importlib.metadata import entry_points

    for group in groups:
        yield from entry_points(group=group)


def installed_drivers(*, with_development: bool) -> tuple[AllowedDriver, ...]:
    """What a carrier would sign to allow all that is installed here."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for entry in installed(groups=(*GROUPS, PHOTO_GROUP)):
        if with_development or entry.group != DEVELOPMENT_GROUP:
            said = (distribution_of(entry), version_of(entry), files_sha256(entry))
            found.setdefault(said, []).append(listed_name(entry))
    return tuple(AllowedDriver(*said, tuple(sorted(names))) for said, names in found.items())


def is_listed(entry: EntryPoint, files: str, rules: Collection[AllowedDriver]) -> bool:
    """Whether a list names exactly this code."""
    name, version = distribution_of(entry), version_of(entry)
    said = listed_name(entry)
    return any(rule.names(name, said, files) and rule.version == version for rule in rules)


def listed_name(entry: EntryPoint) -> str:
    """How a list calls it: a driver by its scheme, a decoder of photos as `photo:NAME`."""
    return f"photo:{entry.name}" if entry.group == PHOTO_GROUP else entry.name


def is_ours(entry: EntryPoint) -> bool:
    """Whether it is a driver of this package."""
    return _package_of(entry) == _OURS


def distribution_of(entry: EntryPoint) -> str:
    """The name of the distribution that announces it, else of its top-level package."""
    return entry.dist.name if entry.dist else _package_of(entry)


def version_of(entry: EntryPoint) -> str:
    return entry.dist.version if entry.dist else ""


def files_sha256(entry: EntryPoint) -> str:
    """The digest of a driver's code: its top-level package, and all else that it has installed.

    Over each file's name and the hash of its content, in the order of the names; metadata and
    bytecode do not count. Of ours it is the package `drivers` alone. Empty where a build ships no
    sources.
    """
    package = _package_of(entry)
    files = dict(_files_of_package(package))
    if entry.dist is not None and package != _OURS:
        files |= _files_of_distribution(entry)
    if not any(name.endswith(".py") for name in files):
        return ""
    digest = sha256()
    for name, path in sorted(files.items()):
        digest.update(f"{name}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of_package(package: str) -> Iterator[tuple[str, Path]]:
    spec = importlib.util.find_spec(package)  # of a top-level name this runs nothing
    if spec is None or spec.origin is None:
        return
    origin = Path(spec.origin)
    if not spec.submodule_search_locations:
        if origin.is_file():
            yield origin.name, origin
        return
    for path in origin.parent.rglob("*"):
        if path.is_file() and not _is_passed_over(path):
            yield f"{package}/{path.relative_to(origin.parent).as_posix()}", path


def _files_of_distribution(entry: EntryPoint) -> dict[str, Path]:
    listed = (entry.dist.files if entry.dist else None) or ()
    found = {each.as_posix(): Path(str(each.locate())) for each in listed}
    return {
        name: path
        for name, path in found.items()
        if path.is_file() and not _is_passed_over(path) and ".dist-info/" not in name
    }


def _is_passed_over(path: Path) -> bool:
    return path.suffix in _BYTECODE or path.name.startswith(".")


def _package_of(entry: EntryPoint) -> str:
    return entry.module.partition(".")[0]


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
