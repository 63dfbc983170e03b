"""What the sandbox's own master may ask about places and work ids, beside `control.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pos_client.sandbox.freezes import BY_HAND
from pos_client.sandbox.place_rules import Fence
from pos_client.sandbox.running import RunningSandbox

__all__ = ["WORK_ID_HELP", "WORK_ID_VERBS"]

WORK_ID_HELP = """\
fence LATITUDE LONGITUDE METRES  the circle of the outlet, in degrees of WGS-84 | fence none
freeze CLERK                     nobody works under this work id; the evidence is kept
unfreeze CLERK REVIEWER          one of the two of the centre who let it go again
evidence CLERK [FILE]            what was kept when it was frozen last, signed
"""
_MICRO = 1_000_000


def _fence(sandbox: RunningSandbox, words: list[str]) -> dict[str, Any]:
    code, fence = sandbox.outlet_code, None
    if words != ["none"]:
        latitude, longitude, metres = words
        place = (round(float(latitude) * _MICRO), round(float(longitude) * _MICRO))
        fence = Fence(*place, int(metres))
    sandbox.call(lambda desk: desk.places.set_fence(code, fence))
    return {}


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
