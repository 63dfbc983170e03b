"""Taking a release out of its archive: plain files and folders below one place, nothing else."""

from __future__ import annotations

import os
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from pos_client.application.update_trouble import ReleaseDamaged
from pos_client.infrastructure.updates.installation import on_disk

__all__ = ["LONGEST_BYTES", "MOST_MEMBERS", "unpack"]

MOST_MEMBERS = 50_000
LONGEST_BYTES = 2 * 2**30
LONGEST_NAME = 240
_PIECE = 1 << 20


def unpack(archive: Path, place: Path) -> None:
    """Write what a `.tar.gz` holds below a new folder, and return once all of it is on the disk.

    It was signed, and is looked at all the same: a key that signs by mistake shall not write
    outside this folder, make links or special files, or fill the disk.

    Raises:
        ReleaseDamaged: it is no such archive, or holds something else.
        OSError: the system refuses to write.
    """
    place.mkdir(mode=0o755)
    try:
        with tarfile.open(archive, "r:gz") as opened:
            _unpack(opened, place)
    except (tarfile.TarError, EOFError, zlib.error, UnicodeError):
        raise ReleaseDamaged(reason="archive") from None
    except OSError as no:
        if no.errno is None:  # gzip's own, about the bytes
            raise ReleaseDamaged(reason="archive") from None
        raise


def _unpack(opened: tarfile.TarFile, place: Path) -> None:
    folders, written, count = [place], 0, 0
    for member in opened:
        count, written = count + 1, written + member.size
        if count > MOST_MEMBERS or written > LONGEST_BYTES:
            raise ReleaseDamaged(reason="size")
        target = place / _name(member)
        if member.isdir():
            target.mkdir(mode=0o755)
            folders.append(target)
        elif member.isreg():
            _write(opened, member, target)
        else:
            raise ReleaseDamaged(reason="kind")
    for folder in reversed(folders):
        on_disk(folder)
    on_disk(place.parent)


def _name(member: tarfile.TarInfo) -> PurePosixPath:
    name = PurePosixPath(member.name)
    is_ours = (
        0 < len(member.name) <= LONGEST_NAME
        and not name.is_absolute()
        and ".." not in name.parts
        and name.parts
        and not any(ord(each) < 32 or each in '\\:*?"<>|' for each in member.name)
    )
    if not is_ours:
        raise ReleaseDamaged(reason="name")
    return name


def _write(opened: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = opened.extractfile(member)
    if source is None:
        raise ReleaseDamaged(reason="kind")
    mode = 0o755 if member.mode & 0o100 else 0o644
    try:
        # O_EXCL: a name that comes twice would write over what was looked at.
        file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except (FileExistsError, FileNotFoundError, NotADirectoryError):
        raise ReleaseDamaged(reason="name") from None
    with source, os.fdopen(file, "wb") as out:
        while piece := source.read(_PIECE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
