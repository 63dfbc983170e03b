"""The outlet's channel in the signed configuration, and the token on its sign."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from pos_client.domain.channel import Channel, ChannelState, Geofence, Licence, OpeningHours
from pos_client.domain.sign_code import SignCode, read_sign_token, sign_text
from pos_client.protocol import jws
from pos_client.protocol.channel import ChannelClaims, channel_claims
from pos_client.protocol.jws import TokenRefused, TokenType
from pos_client.protocol.message import MessageRefused, read
from pos_client.protocol.sign import sign_claims, sign_from
from pos_client.testing.keys import ThrowawayKey

WHOLE = Channel(
    state=ChannelState.SUSPENDED,
    licence=Licence("91350100MA00DEM00M", date(2030, 1, 1)),
    sign_until=date(2029, 1, 1),
    geofence=Geofence(26.0745, -119.2965, 150),
    hours=(OpeningHours(1, time(9), time(18, 30)), OpeningHours(7, time(10), time(16))),
    basic_carrier="示例移动",
    asks_for_sign=True,
)
SIGN = SignCode("X-1", "FJ-0001", "DL-350100-0001", date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize("channel", [WHOLE, Channel()])
def test_what_is_written_is_read_back(channel: Channel) -> None:
    assert read(ChannelClaims, channel_claims(channel)).value() == channel


def test_where_there_is_nothing_to_say_nothing_is_written() -> None:
    assert channel_claims(Channel()) == {"state": "ADMITTED"}
    assert read(ChannelClaims, {}).value() == Channel()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "OPEN"},
        {"licence": {"unit_credit_code": "91350100MA00DEM00X", "valid_until": "2030-01-01"}},
        {"licence": {"unit_credit_code": "11010519491231002X", "valid_until": "2030-01-01"}},
        {"geofence": {"latitude_deg": "91.0", "longitude_deg": "0.0", "radius_m": 5}},
        {"geofence": {"latitude_deg": "26", "longitude_deg": "0.0", "radius_m": 5}},
        {"geofence": {"latitude_deg": "26.0", "longitude_deg": "0.0", "radius_m": 0}},
        {"hours": [{"weekday": 8, "opens": "09:00", "closes": "18:00"}]},
        {"hours": [{"weekday": 1, "opens": "18:00", "closes": "09:00"}]},
        {"hours": [{"weekday": 1, "opens": "09:00", "closes": "18:00"}] * 2},
        {"basic_carrier": "11010519491231002X"},
        {"unknown": True},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MessageRefused):
        read(ChannelClaims, channel_claims(WHOLE) | changes)


def test_a_sign_is_believed_with_the_gateways_signature_only() -> None:
    ours, theirs = ThrowawayKey("sign-ours"), ThrowawayKey("sign-ours")
    keys = {ours.kid: jws.public_key(ours.jwk)}
    text = sign_text(jws.sign(sign_claims(SIGN), ours.key, ours.kid, TokenType.SIGN))
    assert sign_from(read_sign_token(text), keys) == SIGN
    assert read_sign_token(text.swapcase()) == read_sign_token(f"]Q3{text}")
    for token in (
        jws.sign(sign_claims(SIGN), theirs.key, ours.kid, TokenType.SIGN),
        jws.sign(sign_claims(SIGN), ours.key, ours.kid, TokenType.SESSION),
        jws.sign(sign_claims(SIGN) | {"more": "x"}, ours.key, ours.kid, TokenType.SIGN),
        jws.sign(sign_claims(SIGN) | {"valid_until": "soon"}, ours.key, ours.kid, TokenType.SIGN),
    ):
        with pytest.raises(TokenRefused):
            sign_from(token, keys)
