"""Whether "saved" can be promised where the database lies: on a local disk, and nowhere else."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pos_client.application.trouble import StoreUnsafe

__all__ = [
    "file_system_in",
    "is_in_memory",
    "is_network",
    "memory_file_system",
    "network_file_system",
    "refuse_memory",
]

_MOUNTS = Path("/proc/self/mountinfo")
# Of other computers, of the computer that this one is a guest of, of several computers at one disk,
# and what stands for one of them until somebody looks.
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "openafs", "coda", "davfs", "9p"),
    *("ceph", "cephfs", "lustre", "beegfs", "orangefs", "pvfs2", "gpfs", "glusterfs", "panfs"),
    *("vboxsf", "vmhgfs", "prl_fs", "virtiofs", "drvfs", "hostfs", "autofs"),
    *("gfs2", "ocfs2"),
}
# Behind FUSE stands a program, and mostly another computer behind that. These hand a sync on to the
# disk below them; `fuseblk` is a disk of this computer itself.
_LOCAL_PROGRAMS = {
    *("fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"),
    *("fuse.bindfs", "fuse.mergerfs", "fuse.lazyfs", "fuse.ntfs-3g"),
}
_MEMORY = {"tmpfs", "ramfs", "devtmpfs", "rootfs", "hugetlbfs"}
_DRIVE_REMOTE, _DRIVE_MEMORY = 4, 6


def network_file_system(folder: Path) -> str:
    """Name the shared file system that `folder` lies on; empty for a local one or when unknown.

    Locks and syncs of such shares are promises that nobody keeps.
    """
    kind = _file_system(folder)
    return kind if is_network(kind) else ""


def memory_file_system(folder: Path) -> str:
    """Name the file system in memory that `folder` lies on; empty for a disk or when unknown."""
    kind = _file_system(folder)
    return kind if is_in_memory(kind) else ""


def refuse_memory(folder: Path) -> None:
    """Refuse a place where what was saved ends with the power.

    Raises:
        StoreUnsafe: it is one.
    """
    if kind := memory_file_system(folder):
        raise StoreUnsafe(memory=kind)


def is_network(kind: str) -> bool:
    """Whether files of this kind of file system are shared with other computers."""
    is_program = kind == "fuse" or kind.startswith("fuse.")
    return kind in _NETWORK or (is_program and kind not in _LOCAL_PROGRAMS)


def is_in_memory(kind: str) -> bool:
    """Whether files of this kind of file system are gone without power."""
    return kind in _MEMORY


def file_system_in(mounts: str, folder: Path) -> str:
    """Look `folder` up in the text of Linux's mountinfo; empty when it is not there."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        mounted, _, source = line.partition(" - ")
        fields = mounted.split()
        if len(fields) < 5 or not source:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        # A later mount on the same place hides the earlier one.
        if folder.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), source.split()[0]
    return kind


def _file_system(folder: Path) -> str:
    if sys.platform == "win32":
        return _windows_drive(folder)
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    return file_system_in(mounts, folder.resolve())


def _windows_drive(folder: Path) -> str:
    drive = folder.resolve().drive
    if drive.startswith("\\\\"):
        return "cifs"
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # exists on Windows only
    found = kernel.GetDriveTypeW(drive + "\\")
    return {_DRIVE_REMOTE: "cifs", _DRIVE_MEMORY: "ramfs"}.get(found, "")
