"""What the sandbox's own master may ask of the guards, and tell in the network's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pos_client.domain.guards import GuardRules
from pos_client.sandbox import tables
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.guard_findings import finding_lines
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.running import RunningSandbox

__all__ = ["obey_guards", "read_guards", "tell_use"]


def read_guards(folder: Path) -> dict[str, Any]:
    """All findings of a sandbox's guards, read beside the running gateway."""
    with open_for_reading(SandboxHome(folder).database_file) as connection:
        return {"findings": finding_lines(connection)}


def obey_guards(sandbox: RunningSandbox, words: Sequence[str]) -> dict[str, Any]:
    """`guards`, `guards sweep` or `guards settle ID`; each answers with all findings.

    Raises:
        ValueError: another word.
        LookupError: no finding of this number is open.
    """
    match list(words):
        case []:
            pass
        case ["sweep"]:
            sandbox.call(_sweep)
        case ["settle", id_]:
            sandbox.call(lambda desk: desk.guards.findings.settle(int(id_)))
        case _:
            raise ValueError(" ".join(words))
    return read_guards(sandbox.home.folder)


def tell_use(sandbox: RunningSandbox, words: Sequence[str]) -> None:
    """`network NUMBER IMEI`: the number is used in this telephone now."""
    number, imei = words
    sandbox.call(lambda desk: desk.network.note(number, imei, desk.clock()))


def _sweep(desk: Desk) -> None:
    """Look at every outlet as a whole, by one of its devices."""
    book = tables.devices
    rows = desk.connection.execute(select(book.c.id, book.c.outlet_code).order_by(book.c.id))
    of_outlets = {row.outlet_code: row.id for row in rows}
    for outlet_code, device_id in of_outlets.items():
        device = desk.devices.find(device_id)
        rules = desk.policy.guards.get(desk.outlets.get(outlet_code).kind, GuardRules())
        if device is not None and not rules.are_empty:
            desk.guards.sweeps.run(device, rules)
