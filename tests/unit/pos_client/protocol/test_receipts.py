"""What a receipt says beside its outcome stands in it only where there is something to say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.words import receipt_claims, receipt_from
from pos_client.testing.gateway_words import GatewayWords
from tests.people import NOON

OF_SOME = ("is_restored", "sim_works_from")
WORDS = GatewayWords()


def claims(**more: Any) -> dict[str, Any]:
    return receipt_claims(WORDS.receipt(new_id(), "device-1", bytes(32), NOON, **more))


def test_a_receipt_of_the_first_release_has_neither() -> None:
    assert not {*OF_SOME} & claims().keys()


def test_a_delay_is_read_as_it_was_signed() -> None:
    until = NOON + timedelta(hours=24)
    receipt = WORDS.receipt(new_id(), "device-1", bytes(32), NOON, sim_works_from=until)
    assert receipt_from(receipt.token, WORDS.keys).sim_works_from == until
    assert receipt_claims(receipt)["sim_works_from"] == until.isoformat()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sim_works_from": "2026-11-30T12:00:00"},
        {"sim_works_from": ""},
        {"sim_works_from": None},
        {"sim_works_from": 1},
        {"is_restored": False},
    ],
)
def test_a_receipt_has_one_form(wrong: dict[str, Any]) -> None:
    token = jws.sign(claims() | wrong, WORDS.signing.key, WORDS.signing.kid, jws.TokenType.RECEIPT)
    with pytest.raises(jws.TokenRefused):
        receipt_from(token, WORDS.keys)
