"""What an empty sandbox gets: one outlet, its clerks and a pool of numbers."""

from __future__ import annotations

import json
import secrets

from sqlalchemy import func, select

from pos_client.domain.outlet import Outlet, Role
from pos_client.sandbox import tables
from pos_client.sandbox.gateway import Desk
from pos_client.sandbox.home import SandboxHome, whole

__all__ = ["DEMO_CLERK", "DEMO_SUPERVISOR", "clerk_passwords", "found"]

DEMO_CLERK = "0017"
DEMO_SUPERVISOR = "0021"
_CLERKS = (
    (DEMO_CLERK, "林小满", Role.CLERK),
    ("0018", "陈谷雨", Role.CLERK),
    ("0001", "何立秋", Role.SUPERVISOR),
    (DEMO_SUPERVISOR, "周白露", Role.SUPERVISOR),
)
_FILE = "clerks.json"


def clerk_passwords(home: SandboxHome) -> dict[str, str]:
    """The passwords of the invented clerks, by work id; made once for each home."""
    stored = home.read_private(_FILE)
    if stored is None:
        made = {number: f"demo-{secrets.token_hex(4)}" for number, _, _ in _CLERKS}
        stored = json.dumps(made).encode()
        home.write_private(_FILE, stored)
    with whole(home.private(_FILE)):
        kept = json.loads(stored)
        return {number: str(kept[number]) for number, _, _ in _CLERKS}


def found(desk: Desk, outlet: Outlet, passwords: dict[str, str]) -> None:
    """Fill an empty sandbox; one that was founded before stays as it is."""
    if desk.connection.scalar(select(func.count()).select_from(tables.outlets)):
        return
    desk.outlets.enter(outlet)
    for number, name, role in _CLERKS:
        desk.sessions.enter_clerk(number, name, role, outlet.code, passwords[number])
    desk.numbers.fill()
