"""`pos-client outbox salvage`: take the sealed records out of a damaged data file."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_client.infrastructure.database.salvage import Salvage
from pos_client.infrastructure.home import Home

__all__ = ["salvage"]


def salvage(home: Home, file: Path) -> int:
    """Write what is whole into `file`; 0 when nothing that is known to be pending was missing."""
    from pos_client.bootstrap.salvaging import salvage_into

    try:
        found = salvage_into(home, file)
    except FileExistsError:
        sys.stderr.write(f"{file} is there already, and nothing is written over\n")
        return 1
    said = (
        f"{len(found.records)} sealed records are whole, {len(found.unsettled)} of them perhaps not"
        f" delivered; they are in {file}\n{_of_others(found)}"
        "The data file was not touched. Delete nothing, and give both to support.\n"
    )
    sys.stdout.write(said)
    lost = [
        *map(str, found.missing),
        *(f"{sequence} of {device}" for device, sequence in found.missing_of_others),
    ]
    if lost:
        sys.stderr.write(f"not to be got out, though pending: {', '.join(lost)}\n")
    return 1 if lost else 0


def _of_others(found: Salvage) -> str:
    taken_in = sum(bool(record.captured_by) for record in found.records)
    return f"{taken_in} of them were taken in for other counters\n" if taken_in else ""
