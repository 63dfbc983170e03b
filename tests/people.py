"""Invented people as evidence, for tests of the rules."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from pos_client.domain.case import Case
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.policy import Completion
from pos_client.infrastructure.ids import new_id

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_VECTORS = Path(__file__).parent / "vectors" / "card_readers.json"
_LAYOUTS = json.loads(_VECTORS.read_text("utf-8"))["layouts"]
LAYOUTS = tuple(_LAYOUTS)


RENEWED = "mainland_han_20y renewed"
"""The resident of `mainland_han_20y` with the next card: another validity."""


_BORN = "mainland_han_20y born "


def born(day: date) -> str:
    """The name of that resident as if born on another day."""
    return f"{_BORN}{day:%Y%m%d}"


def _born_on(text: bytes, birth: str) -> bytes:
    """The record with another birth date, also in the number and its check digit."""
    number = text[122:158].decode("utf-16-le")[:6] + birth + "001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))
    number += "10X98765432"[total % 11]
    day = birth.encode("utf-16-le")
    return text[:36] + day + text[52:122] + number.encode("utf-16-le") + text[158:]


def raw_text(name: str = "mainland_han_20y") -> bytes:
    """The 256 bytes of an invented person."""
    if name.startswith(_BORN):
        return _born_on(raw_text(), name.removeprefix(_BORN))
    if name == RENEWED:
        return renewed(raw_text())
    return bytes.fromhex(_LAYOUTS[name]["text_hex"])


def renewed(text: bytes) -> bytes:
    """The record of a mainland card as its holder's next card has it, valid from another day."""
    valid_from, valid_until = "20260601".encode("utf-16-le"), "20460601".encode("utf-16-le")
    return text[:188] + valid_from + valid_until + text[220:]


def evidence(
    name: str = "mainland_han_20y", read_at: datetime = NOON, id_: UUID | None = None
) -> Evidence:
    """One read of an invented card."""
    return Evidence(
        id=id_ or new_id(),
        raw_text=raw_text(name),
        raw_photo=bytes(1024),
        sam_id="99.99-20260101-0000000001-0000000001",
        card_serial="",
        reader_address="sim:",
        driver="pos-client/sim",
        driver_version="0.1.0",
        driver_sha256="00" * 32,
        is_simulated=True,
        challenge=Challenge("c-1", b"nonce", NOON.replace(hour=6), "T-1"),
        read_at=read_at,
        monotonic_ns=1,
        boot_id="boot",
        duration_s=0.3,
        read_counter=1,
        previous_head=bytes(32),
    )


def new_case(completion: Completion = Completion.GATEWAY_COMPLETES) -> Case:
    """A case before its first read."""
    return Case.begin(new_id(), NEW_NUMBER, NOON, completion)
