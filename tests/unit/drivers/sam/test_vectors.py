"""Every published stream, whole and in pieces, comes out as published."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.sam import payloads
from drivers.sam.commands import COMMANDS
from tests.unit.drivers.outcomes import STREAMS, assert_outcome
from tests.unit.drivers.vectors import VECTORS, request_of


@pytest.mark.parametrize("size", [1, 7, 64, 65536])
@pytest.mark.parametrize("row", STREAMS, ids=lambda row: str(row["name"]))
def test_every_published_stream_has_its_outcome(row: dict[str, Any], size: int) -> None:
    assert_outcome(row, bytes.fromhex(row["hex"]), size)


@pytest.mark.parametrize("row", VECTORS["requests"], ids=lambda row: str(row["name"]))
def test_every_published_request_is_built(row: dict[str, str]) -> None:
    assert COMMANDS[row["name"]].request == bytes.fromhex(row["hex"]) == request_of(row["name"])


@pytest.mark.parametrize("row", VECTORS["sam_ids"], ids=lambda row: str(row["text"]))
def test_every_published_sam_id_is_printed(row: dict[str, str]) -> None:
    assert payloads.parse_sam_id(bytes.fromhex(row["raw_hex"])) == row["text"]
