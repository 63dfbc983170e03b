"""The signed list of releases, by The Update Framework (its specification, version 1.0).

The list is kept as four signed files whose keys are apart: who is trusted (`root`), what there is
(`targets`), that both belong together (`snapshot`), and that this is the newest (`timestamp`).
Where they lie needs no trust: an https server, a mirror, or a folder on a stick.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

import urllib3
from tuf.api import exceptions as tuf
from tuf.api.metadata import TargetFile
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from pos_client.application.update_trouble import (
    ReleaseDamaged,
    ReleaseOlder,
    ReleasesOutdated,
    ReleasesUntrusted,
    SourceAway,
)
from pos_client.infrastructure.updates.archive import LONGEST_BYTES
from pos_client.infrastructure.updates.installation import (
    VERSION,
    Installation,
    on_disk,
    telling,
)

__all__ = ["Release", "Releases", "platform_name", "target_name"]

CONNECT_S, READ_S = 5.0, 15.0
# Whoever sends a byte now and then would else hold an update up for days.
SLOWEST_BYTES_PER_S, GRACE_S = 1024, 60.0
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Release:
    """A release that the list names for this kind of computer."""

    version: str
    size_bytes: int
    _target: TargetFile = field(repr=False)


def platform_name() -> str:
    """Which archives run here, such as `linux-x86_64`."""
    return f"{sys.platform}-{platform.machine().lower()}"


def target_name(of: str = "") -> str:
    """What the archive for a kind of computer is called in the list."""
    return f"pos-client-{of or platform_name()}.tar.gz"


class Releases:
    """What one place offers to one installation. Made anew for each look."""

    def __init__(self, installation: Installation, source: str) -> None:
        with _told(), telling():
            installation.metadata_folder.mkdir(mode=0o755, exist_ok=True)
            base = source.rstrip("/")
            self._fetcher = _Fetcher()
            self._updater = Updater(
                metadata_dir=str(installation.metadata_folder),
                metadata_base_url=f"{base}/metadata/",
                target_base_url=f"{base}/targets/",
                fetcher=self._fetcher,
                config=UpdaterConfig(max_root_rotations=64, max_delegations=4),
                bootstrap=installation.trust_file.read_bytes(),
            )

    def newest(self) -> Release | None:
        """The release for this kind of computer; None where the list names none.

        Raises:
            SourceAway: the list cannot be fetched.
            ReleasesUntrusted, ReleasesOutdated, ReleaseOlder: it is not to be believed.
        """
        with _told(), telling(), self._fetcher:
            self._updater.refresh()
            target = self._updater.get_targetinfo(target_name())
        if target is None:
            return None
        said: Any = target.unrecognized_fields.get("custom")
        version = said.get("version") if isinstance(said, dict) else None
        if not isinstance(version, str) or VERSION.fullmatch(version) is None:
            raise ReleasesUntrusted(reason="version")
        if target.length > LONGEST_BYTES:
            raise ReleaseDamaged(reason="size")
        return Release(version, target.length, target)

    def fetch(self, release: Release, path: Path) -> None:
        """Write the archive there, compared with what was signed, and on the disk.

        Raises:
            SourceAway: it cannot be fetched.
            ReleaseDamaged: these are other bytes.
        """
        with _told(), telling(), self._fetcher:
            self._updater.download_target(release._target, str(path))
            on_disk(path)


@contextmanager
def _told() -> Iterator[None]:
    """The library's words in ours; what each is about stands in the specification, section 5."""
    try:
        yield
    except tuf.ExpiredMetadataError:
        raise ReleasesOutdated from None
    except tuf.BadVersionNumberError:
        raise ReleaseOlder from None
    except tuf.LengthOrHashMismatchError:
        raise ReleaseDamaged(reason="bytes") from None
    except tuf.DownloadLengthMismatchError:
        raise ReleaseDamaged(reason="size") from None
    except tuf.DownloadError:
        raise SourceAway from None
    except tuf.RepositoryError:
        raise ReleasesUntrusted(reason="signature") from None
    except ValueError:
        raise ReleasesUntrusted(reason="form") from None


class _Fetcher(FetcherInterface):
    """Brings bytes from a folder or an https server; follows nobody elsewhere.

    Whoever takes them may stop in the middle: what was opened is closed with the fetcher.
    """

    def __init__(self) -> None:
        timeout = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
        self._pool = urllib3.PoolManager(retries=False, timeout=timeout)
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
        self._pool.clear()

    def _fetch(self, url: str) -> Iterator[bytes]:
        if not url.startswith("https:"):
            return self._of_file(Path(unquote(url)))
        answer = self._pool.request("GET", url, preload_content=False, redirect=False)
        self._opened.callback(answer.close)
        if answer.status != 200:
            raise tuf.DownloadHTTPError(url, answer.status)
        return _pieces(answer)

    def _of_file(self, path: Path) -> Iterator[bytes]:
        try:
            file = self._opened.enter_context(path.open("rb"))
        except (FileNotFoundError, NotADirectoryError):
            raise tuf.DownloadHTTPError(str(path), 404) from None
        return iter(partial(file.read, _PIECE), b"")


def _pieces(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    begun, received = time.monotonic(), 0
    try:
        while piece := answer.read(_PIECE):
            received += len(piece)
            passed_s = time.monotonic() - begun
            if passed_s > GRACE_S and received < SLOWEST_BYTES_PER_S * passed_s:
                raise tuf.SlowRetrievalError
            yield piece
    except urllib3.exceptions.HTTPError as no:
        raise tuf.DownloadError(type(no).__name__) from None
