"""What can go wrong with an update of the program: the branch U-9xx.

None of it touches the version that is installed, nor anything in a home.
"""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = [
    "ReleaseDamaged",
    "ReleaseOlder",
    "ReleaseUnstartable",
    "ReleasesOutdated",
    "ReleasesUntrusted",
    "SourceAway",
    "UpdateImpossible",
    "UpdateTrouble",
    "UpdateUnderWay",
]


class UpdateTrouble(Trouble):
    """The system refused something that an update takes; `errno` says what."""

    code = "U-900"


class SourceAway(UpdateTrouble):
    """Nobody answers where releases are kept, the line broke, or what is asked is not there."""

    code = "U-901"


class ReleasesUntrusted(UpdateTrouble):
    """What lies there was not signed by those whom this installation trusts, or is no list."""

    code = "U-902"


class ReleasesOutdated(UpdateTrouble):
    """The list of releases has run out: somebody may hold a newer one back."""

    code = "U-903"


class ReleaseOlder(UpdateTrouble):
    """The list offers less than is installed (`offered`, `installed`), or has gone back itself."""

    code = "U-904"


class ReleaseDamaged(UpdateTrouble):
    """The release is not what was signed, or holds what no release does; `reason` says which."""

    code = "U-905"


class UpdateImpossible(UpdateTrouble):
    """This program does not run from a folder of versions, so nothing can be put beside it."""

    code = "U-906"


class ReleaseUnstartable(UpdateTrouble):
    """The release was signed, and does not start on this computer as the `version` it is."""

    code = "U-907"


class UpdateUnderWay(UpdateTrouble):
    """Another process updates this installation at the moment."""

    code = "U-908"
