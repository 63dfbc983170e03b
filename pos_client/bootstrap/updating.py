"""Looking for a newer version of the program, and putting it beside the one that runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_client.application.update_trouble import ReleaseOlder, UpdateImpossible
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import read_settings
from pos_client.infrastructure.updates.archive import unpack
from pos_client.infrastructure.updates.installation import Installation, newness, telling
from pos_client.infrastructure.updates.releases import Release, Releases

__all__ = ["Found", "install_newest", "installation_at", "look_for_newer", "source_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look has brought.

    Attributes:
        offered: the version that the list names; empty where it names none for this computer.
        is_newer: whether it is newer than the one that is started.
    """

    installed: str
    offered: str
    size_bytes: int
    is_newer: bool


def source_of(home: Home) -> str:
    """Where the settings say that releases are kept.

    Raises:
        SettingsInvalid: the settings cannot be read.
        UpdateImpossible: they name no place.
    """
    source = read_settings(home.settings_file).update_source
    if not source:
        raise UpdateImpossible(reason="source")
    return source


def look_for_newer(installation: Installation, source: str) -> Found:
    """Fetch the signed list and change nothing but what is known of it.

    Raises:
        UpdateTrouble: one of its kinds says why there is no answer.
    """
    with installation.locked():
        release = Releases(installation, source).newest()
        return _compared(installation, release)


def install_newest(installation: Installation, source: str) -> Found:
    """Fetch, prove and unpack the newest release; the next start is one of it.

    Whatever goes wrong, and whenever the power fails, the version that was there is started. A
    window that is open meanwhile is not touched.

    Raises:
        UpdateTrouble: one of its kinds says why everything is as it was.
        DiskFull: so does this.
    """
    with installation.locked():
        releases = Releases(installation, source)
        release = releases.newest()
        found = _compared(installation, release)
        if release is None or not found.is_newer:
            return found
        with telling():
            incoming = installation.clear_incoming()
            archive, place = incoming / "release.tar.gz", incoming / release.version
            releases.fetch(release, archive)
            unpack(archive, place)
            installation.take_in(place, release.version)
            installation.tidy()
        return found


def _compared(installation: Installation, release: Release | None) -> Found:
    installed = installation.current
    if release is None:
        return Found(installed, "", 0, is_newer=False)
    if newness(release.version) < newness(installed):
        raise ReleaseOlder(offered=release.version, installed=installed)
    is_newer = newness(release.version) > newness(installed)
    return Found(installed, release.version, release.size_bytes, is_newer=is_newer)


def installation_at(folder: Path | None) -> Installation:
    """The installation in a folder, else the one that this program was started from.

    Raises:
        UpdateImpossible: there is none.
    """
    return Installation.of_this_program() if folder is None else Installation.at(folder)
