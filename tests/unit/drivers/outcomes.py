"""What a stream of bytes comes to, in the words of the published vectors."""

from __future__ import annotations

from typing import Any

from drivers import CardRead, RecordRefused
from drivers.sam import payloads, status
from drivers.sam.commands import COMMANDS
from drivers.sam.exchange import Answer, Exchange, LineTiming, NoAnswer
from tests.unit.drivers.vectors import AS_OF, VECTORS, as_named_in_vectors

__all__ = ["STREAMS", "assert_outcome"]

STREAMS = VECTORS["responses"] + VECTORS["malformed"]


def assert_outcome(row: dict[str, Any], stream: bytes, size: int) -> None:
    """Hold what comes of `stream`, in pieces of `size`, to what is published of `row`."""
    expected = dict(row["expect"])
    outcome = outcome_of(row["request"], stream, size)
    got = as_in_vectors(row["request"], outcome, expected.get("layout"))
    if card := got.pop("card", None):
        assert_read(card, expected)
        got["outcome"] = expected["outcome"]
    for name in expected.keys() & got.keys():
        assert got[name] == expected[name]
    assert got["outcome"] == expected["outcome"]
    if "reason" in expected:
        assert got["reason"] == expected["reason"]


def outcome_of(request: str, stream: bytes, size: int) -> Answer | NoAnswer:
    """Let a stream arrive in pieces of `size`, a millisecond apart, and then silence."""
    exchange = Exchange(COMMANDS[request], LineTiming.from_baud(115200), sent_at=0.0)
    now = 0.0
    for start in range(0, len(stream), size):
        now += 0.001
        if outcome := exchange.feed(stream[start : start + size], now):
            return outcome
    while (outcome := exchange.feed(b"", now)) is None:
        assert exchange.deadline > now
        now = exchange.deadline
    return outcome


def as_in_vectors(request: str, outcome: Answer | NoAnswer, layout: str | None) -> dict[str, Any]:
    """Describe an outcome in the words of the vectors."""
    if isinstance(outcome, NoAnswer):
        kind = "no_reply" if outcome.reason == "timeout" else "bad_frame"
        return {"outcome": kind, "reason": outcome.reason}
    reply = outcome.reply
    if not outcome.is_expected or reply.status != COMMANDS[request].success:
        meaning = status.meaning(reply.status)
        reason = meaning.reason if outcome.is_expected else status.UNEXPECTED_STATUS
        return {"outcome": "status", "status": reply.status, "reason": reason}
    answered = {"outcome": "answered", "status": reply.status}
    match request:
        case "read_base" | "read_base_fingerprint":
            return record_outcome(request, reply.data, layout)
        case "sam_id":
            return answered | {"sam_id": payloads.parse_sam_id(reply.data)}
        case "find_card":
            return answered | {"iin": reply.data.hex()}
        case "select_card":
            return answered | {"sn": reply.data.hex()}
        case "read_extra_address":
            return answered | {"address": payloads.parse_extra_address(reply.data)}
        case "read_card_management_number":
            number = payloads.parse_management_number(reply.data)
            return answered | {
                "iin": number.iin,
                "chip_sn": number.chip_sn,
                "card_dn": number.card_dn.upper(),
            }
        case _:
            return answered


def record_outcome(request: str, data: bytes, layout: str | None) -> dict[str, Any]:
    is_base = request == "read_base"
    try:
        record = (payloads.parse_base if is_base else payloads.parse_base_with_fingers)(data)
        card = CardRead.parse(record.text, record.photo, read_at=AS_OF)
    except RecordRefused as refused:
        return {"outcome": "refused", "stage": "record", "reason": refused.reason}
    if reason := card.registration_refusal(AS_OF.date()):
        return {"outcome": "refused", "stage": "registration", "reason": reason}
    fingers = {} if is_base else {"finger_len": len(record.fingers), "total": len(data) + 11}
    heads = payloads.parse_fingers(record.fingers)
    return {
        "status": 0x90,
        "layout": layout,
        "card": card,
        "fingers": [
            {"registered": head.registered, "position": head.position, "quality": head.quality}
            for head in heads
        ],
    } | fingers


def assert_read(card: CardRead, expected: dict[str, Any]) -> None:
    layout = expected.get("layout")
    fields = VECTORS["layouts"][layout]["expect"] if layout else expected["fields"]
    assert as_named_in_vectors(card, fields) == fields
    allowed = set(expected.get("allowed_warnings", ()))
    assert [code for code in card.warnings if code not in allowed] == expected.get("warnings", [])
    assert ("warnings" in expected) == (expected["outcome"] == "read_with_warnings")
