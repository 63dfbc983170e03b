"""What the sandbox's own master may ask about places and work ids, beside `control.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pos_client.domain.channel import Geofence
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.freezes import BY_HAND
from pos_client.sandbox.invented_channels import move
from pos_client.sandbox.running import RunningSandbox

__all__ = ["WORK_ID_HELP", "WORK_ID_VERBS"]

WORK_ID_HELP = """\
fence LATITUDE LONGITUDE METRES  the outlet moves there, in degrees of WGS-84; two approve it
fence none                       the outlet is bound to no place, so that nobody is inside
freeze CLERK                     nobody works under this work id; the evidence is kept
unfreeze CLERK REVIEWER          one of the two of the centre who let it go again
evidence CLERK [FILE]            what was kept when it was frozen last, signed
"""


def _fence(sandbox: RunningSandbox, words: list[str]) -> dict[str, Any]:
    code = sandbox.outlet_code
    if words == ["none"]:
        sandbox.call(lambda desk: _take_away(desk, code))
        return {}
    latitude, longitude, metres = words
    fence = Geofence(float(latitude), float(longitude), int(metres))
    sandbox.call(lambda desk: move(desk.moves, desk.outlets.get(code), fence, desk.clock()))
    return {}


def _take_away(desk: Desk, code: str) -> None:
    record = desk.outlets.commissions.newest(code)
    if record is None:
        raise LookupError(code)
    desk.channels.change(replace(record.facts, geofence=None))


def _freeze(sandbox: RunningSandbox, words: list[str]) -> dict[str, Any]:
    (clerk,) = words
    sandbox.call(lambda desk: desk.freezes.freeze(clerk, BY_HAND, {}))
    return {}


def _unfreeze(sandbox: RunningSandbox, words: list[str]) -> dict[str, Any]:
    clerk, by = words
    return {"released": sandbox.call(lambda desk: desk.freezes.release(clerk, by))}


def _evidence(sandbox: RunningSandbox, words: list[str]) -> dict[str, Any]:
    clerk, *file = words
    package = sandbox.call(lambda desk: desk.freezes.package(clerk))
    if not file:
        return {"evidence": package}
    try:
        with Path(file[0]).open("x", encoding="utf-8") as out:
            out.write(package)
    except OSError as no:
        raise ValueError(f"not written: {no.strerror}") from no
    return {}


WORK_ID_VERBS: Mapping[str, Callable[[RunningSandbox, list[str]], dict[str, Any]]] = {
    "fence": _fence,
    "freeze": _freeze,
    "unfreeze": _unfreeze,
    "evidence": _evidence,
}
