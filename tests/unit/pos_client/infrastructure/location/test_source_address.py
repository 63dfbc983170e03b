"""What the settings may say of a source of positions."""

from __future__ import annotations

import pytest

from pos_client.infrastructure.location.address import SourceAddress, SourceKind, source_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", SourceAddress(SourceKind.NONE)),
        ("system", SourceAddress(SourceKind.SYSTEM)),
        ("gpsd:", SourceAddress(SourceKind.GPSD, "127.0.0.1", 2947)),
        ("gpsd:localhost:3000", SourceAddress(SourceKind.GPSD, "localhost", 3000)),
        ("gpsd:[::1]:2947", SourceAddress(SourceKind.GPSD, "::1", 2947)),
        ("nmea:/dev/ttyACM0", SourceAddress(SourceKind.NMEA, "/dev/ttyACM0", 9600)),
        ("nmea:COM4?baud=4800", SourceAddress(SourceKind.NMEA, "COM4", 4800)),
    ],
)
def test_a_source_is_read(text: str, expected: SourceAddress) -> None:
    assert source_at(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "gpsd",
        "gpsd:10.0.0.7:2947",  # what another computer hears says where that one is
        "gpsd:127.0.0.1:0",
        "gpsd:127.0.0.1:x",
        "nmea:",
        "nmea:?baud=9600",
        "nmea:/dev/ttyACM0?baud=7",
        "26.07,119.30",
        "fixed:26.07,119.30",
    ],
)
def test_anything_else_is_none_and_nobody_types_a_place(text: str) -> None:
    assert source_at(text) is None
