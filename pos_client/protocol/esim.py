"""The member `esim` of a sealed body: there only where an eSIM goes with the number.

The digits are taken as they come: whether they are an EID and an IMEI is for the gateway to say, so
that it can say it with a code of its own.
"""

from __future__ import annotations

import re
from typing import Any

from pos_client.domain.esim import AnySim, Esim, is_eid
from pos_client.domain.sim import SimSource
from pos_client.protocol.form import has_form
from pos_client.protocol.parts import BodyRefused

__all__ = ["pack_esim", "unpack_esim", "without_eid"]

_FORM = dict.fromkeys(("eid", "imei", "source"), str)
_DIGITS = re.compile(r"[0-9]{1,40}")


def pack_esim(sim: AnySim | None) -> dict[str, Any]:
    """The member, or none where the SIM is of plastic."""
    if not isinstance(sim, Esim):
        return {}
    return {"esim": {"eid": sim.eid, "imei": sim.imei, "source": sim.source.value}}


def unpack_esim(plain: dict[str, Any]) -> Esim:
    """Read the member.

    Raises:
        BodyRefused: it has another form.
        ValueError: a source that there is not.
    """
    if not has_form(plain, _FORM) or not all(
        _DIGITS.fullmatch(plain[name]) for name in ("eid", "imei")
    ):
        raise BodyRefused("body: esim")
    return Esim(plain["eid"], plain["imei"], SimSource(plain["source"]))


def without_eid(plain: dict[str, Any]) -> dict[str, Any]:
    """The body without a whole EID: in so many digits an ID number may stand by chance."""
    esim = plain.get("esim")
    if not isinstance(esim, dict) or not is_eid(str(esim.get("eid"))):
        return plain
    return plain | {"esim": esim | {"eid": ""}}
