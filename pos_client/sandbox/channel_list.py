"""The public list of commissioned agents on a day: the same bytes whenever it is asked for.

It is made of what the book said at the first moment of the day, by the clock of China, and of
nothing that came later. It names units and no person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from pos_client.domain.brands import BRANDS, CarrierKind
from pos_client.domain.channel import Channel, ChannelState, gap_on
from pos_client.domain.local_day import start_of_local_day
from pos_client.domain.outlet import OutletKind
from pos_client.protocol import strict_json
from pos_client.sandbox.channel_facts import ChannelFacts, facts_from
from pos_client.sandbox.channel_tables import channel_records
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.home import SandboxHome, SandboxUnusable

__all__ = ["COLUMNS", "agents_as_csv", "agents_as_json", "agents_on", "read_agents"]

COLUMNS = (
    "outlet_code",
    "name",
    "kind",
    "carrier",
    "carrier_kind",
    "basic_carrier",
    "agent_number",
    "sign_number",
    "unit_credit_code",
    "licence_until",
    "commission_from",
    "commission_until",
)


def agents_on(connection: Connection, day: date) -> list[dict[str, str]]:
    """Every outlet that a carrier had commissioned when the day began, by its code.

    A carrier's own halls are commissioned by nobody.
    """
    return [
        _row(facts)
        for facts in _commissioned(connection, day)
        if facts.outlet.kind is not OutletKind.OWN_HALL
    ]


def read_agents(folder: Path, day: date, today: date) -> list[dict[str, str]]:
    """The same of a sandbox's home, beside a running gateway.

    Raises:
        SandboxUnusable: there is none in this folder, or the day has not begun.
    """
    file = SandboxHome(folder).database_file
    if not file.exists():
        raise SandboxUnusable(f"there is no sandbox in {folder}; name its folder with --home")
    if day > today:
        raise SandboxUnusable(f"{day} has not begun; its list is not known yet")
    with open_for_reading(file) as connection:
        return agents_on(connection, day)


def agents_as_json(day: date, agents: list[dict[str, str]]) -> bytes:
    return strict_json.canonical({"date": day.isoformat(), "agents": agents}) + b"\n"


def agents_as_csv(agents: list[dict[str, str]]) -> bytes:
    """RFC 4180, in UTF-8, every field quoted."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(agents)
    return text.getvalue().encode()


def _commissioned(connection: Connection, day: date) -> Iterator[ChannelFacts]:
    book, begins = channel_records, start_of_local_day(day)
    rows = connection.execute(
        select(book.c.outlet_code, book.c.state, book.c.facts)
        .where(book.c.recorded_at <= begins)
        .order_by(book.c.id)
    )
    newest = {row.outlet_code: row for row in rows}
    for _, row in sorted(newest.items()):
        facts = facts_from(row.facts)
        channel = Channel(ChannelState(row.state), facts.licence)
        if gap_on(facts.outlet, channel, day) is None:
            yield facts


def _row(facts: ChannelFacts) -> dict[str, str]:
    outlet, brand = facts.outlet, BRANDS.get(facts.outlet.brand)
    return {
        "outlet_code": outlet.code,
        "name": outlet.name,
        "kind": outlet.kind.value,
        "carrier": outlet.brand,
        "carrier_kind": (brand.kind if brand is not None else CarrierKind.BASIC_CARRIER).value,
        "basic_carrier": brand.basic_carrier if brand is not None else "",
        "agent_number": outlet.agent_number,
        "sign_number": outlet.sign_number,
        "unit_credit_code": facts.licence.unit_credit_code,
        "licence_until": facts.licence.valid_until.isoformat(),
        "commission_from": outlet.commission_from.isoformat(),
        "commission_until": outlet.commission_until.isoformat(),
    }
