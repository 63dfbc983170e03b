"""Whether "saved" can be promised where the database lies: local disks only."""

from __future__ import annotations

import re
import sys
from pathlib import Path

__all__ = ["network_file_system", "network_file_system_in"]

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "ncpfs", "davfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.davfs2", "fuse.s3fs"),
}
_DRIVE_REMOTE = 4


def network_file_system(folder: Path) -> str:
    """Name the network file system that `folder` lies on; empty for a local disk or when unknown.

    Locks and syncs of such shares are promises that nobody keeps.
    """
    if sys.platform == "win32":
        return _windows_share(folder)
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    return network_file_system_in(mounts, folder.resolve())


def network_file_system_in(mounts: str, folder: Path) -> str:
    """Look `folder` up in the text of Linux's mountinfo."""
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
    return kind if kind in _NETWORK else ""


def _windows_share(folder: Path) -> str:
    drive = folder.resolve().drive
    if drive.startswith("\\\\"):
        return "share"
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # exists on Windows only
    return "share" if kernel.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE else ""
