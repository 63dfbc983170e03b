"""What an empty sandbox gets: one outlet, its clerks and a pool of numbers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from sqlalchemy import func, select

from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet, Role
from pos_client.sandbox import second_factors, tables
from pos_client.sandbox.credentials import CENTRE
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.home import SandboxHome, whole
from pos_client.sandbox.invented_campaign import fill_campaign
from pos_client.sandbox.invented_channels import admit, facts_of

__all__ = [
    "DEMO_CLERK",
    "DEMO_REVIEWER",
    "DEMO_SUPERVISOR",
    "SECOND_REVIEWER",
    "clerk_passwords",
    "clerk_secrets",
    "found",
]

DEMO_CLERK = "0017"
DEMO_SUPERVISOR = "0021"
DEMO_REVIEWER = "0071"
SECOND_REVIEWER = "0074"
_CLERKS = (
    (DEMO_CLERK, "林小满", Role.CLERK),
    ("0018", "陈谷雨", Role.CLERK),
    ("0001", "何立秋", Role.SUPERVISOR),
    (DEMO_SUPERVISOR, "周白露", Role.SUPERVISOR),
    ("0051", "沈寒露", Role.INSPECTOR),
    ("0061", "陆芒种", Role.ADMINISTRATOR),
    (DEMO_REVIEWER, "方夏至", Role.REVIEWER),
    (SECOND_REVIEWER, "冯小暑", Role.REVIEWER),
)
_FILE = "clerks.json"
_SECRETS_FILE = "second-factors.json"


def clerk_passwords(home: SandboxHome) -> dict[str, str]:
    """The passwords of the invented clerks, by work id; made once for each home."""
    return _kept(home, _FILE, lambda: f"demo-{secrets.token_hex(4)}")


def clerk_secrets(home: SandboxHome) -> dict[str, str]:
    """The secrets of their second factors in base32, by work id; made once for each home."""
    return _kept(
        home, _SECRETS_FILE, lambda: second_factors.secret_text(second_factors.new_secret())
    )


def _kept(home: SandboxHome, name: str, make: Callable[[], str]) -> dict[str, str]:
    stored = home.read_private(name)
    if stored is None:
        stored = json.dumps({number: make() for number, _, _ in _CLERKS}).encode()
        home.write_private(name, stored)
    with whole(home.private(name)):
        said = json.loads(stored)
        kept = {
            number: str(said[number])
            for number, _, _ in _CLERKS
            if number != SECOND_REVIEWER or number in said
        }
    if SECOND_REVIEWER not in kept:  # a home of before a second one was needed
        kept[SECOND_REVIEWER] = make()
        home.write_private(name, json.dumps(kept).encode())
    return kept


def found(
    desk: Desk, outlet: Outlet, passwords: dict[str, str], second_factor_secrets: dict[str, str]
) -> None:
    """Fill an empty sandbox; one that was founded before stays as it is."""
    if desk.connection.scalar(select(func.count()).select_from(tables.outlets)):
        if desk.outlets.commissions.newest(outlet.code) is None:  # of before there was this book
            _admit(desk, desk.outlets.get(outlet.code))
        return
    _admit(desk, outlet)
    for number, name, role in _CLERKS:
        secret = second_factors.secret_from(second_factor_secrets[number])
        place = CENTRE if role is Role.REVIEWER else outlet.code
        person = f"EMP-{number}"  # in the demo everybody has one work id
        desk.sessions.enter_clerk(number, name, role, place, passwords[number], secret, person)
    desk.stock.deliver(outlet.code, desk.policy.first_delivery, is_received=True)
    desk.numbers.fill()
    desk.numbers.fill_for(outlet.brand)
    desk.subscribers.fill()
    fill_campaign(desk.campaign, outlet.code, desk.policy.campaign, local_day(desk.clock()))
    desk.donors.fill()
    desk.units.fill()


def _admit(desk: Desk, outlet: Outlet) -> None:
    admit(desk.channels, desk.admissions, facts_of(outlet), desk.clock())
