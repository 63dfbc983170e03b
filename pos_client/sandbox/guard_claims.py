"""What the signed configuration says of the guards; no member where there are none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from pos_client.domain.guards import GuardRule
from pos_client.domain.outlet import Outlet
from pos_client.protocol.guards import guards_plain
from pos_client.sandbox.guard_findings import open_rules
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["guard_claims"]


def guard_claims(connection: Connection, policy: SandboxPolicy, outlet: Outlet) -> dict[str, Any]:
    """The limits that a counter of this outlet can count, and what was noticed there."""
    rules = policy.guards.get(outlet.kind)
    if rules is None:
        return {}
    is_open = open_rules(connection, outlet.code)
    told = [each for each in GuardRule if each in policy.guards_told and each in is_open]
    said = guards_plain(replace(rules.for_counter, noted=tuple(told)))
    return {"guards": said} if said else {}
