"""A file of sealed records is taken whole or not at all, and holds nothing but sealed bytes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pos_client.protocol.bundle import BundleDamaged, SealedRecord, read_bundle, write_bundle
from tests.unit.pos_client.application.rig import DEVICE, Rig

PEOPLE = ("mainland_han_20y", "mainland_longterm_female", "mainland_nation_97")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[SealedRecord]:
    rig = Rig(None)
    rig.fill_pool()
    rig.log_in()
    return [SealedRecord.of(rig.store.envelope_of(rig.register(name)) or b"") for name in PEOPLE]


@pytest.fixture(scope="module")
def bundle(records: list[SealedRecord]) -> bytes:
    return write_bundle(records, records[0].outlet_code, DEVICE)[0]


def test_what_was_written_is_read(records: list[SealedRecord], bundle: bytes) -> None:
    assert list(read_bundle(bundle)) == records
    assert [(each.device_id, each.sequence) for each in records] == [
        (DEVICE, place) for place in (1, 2, 3)
    ]


def test_an_empty_queue_makes_an_empty_file() -> None:
    assert read_bundle(write_bundle([], "FJ-1", DEVICE)[0]) == ()


def test_no_mask_and_no_card_stands_in_it(bundle: bytes) -> None:
    keys = {key for line in bundle.splitlines() for key in json.loads(line)}
    assert keys == {
        *("form", "outlet_code", "device_id", "records"),
        *("id", "sequence", "sha256", "envelope"),
    }


def test_any_changed_byte_and_any_missing_line_is_refused(bundle: bytes) -> None:
    chance = random.Random(801)
    for _ in range(300):
        at = chance.randrange(len(bundle))
        changed = bundle[:at] + bytes([bundle[at] ^ chance.randrange(1, 256)]) + bundle[at + 1 :]
        with pytest.raises(BundleDamaged):
            read_bundle(changed)
    for _ in range(100):
        with pytest.raises(BundleDamaged):
            read_bundle(bundle[: chance.randrange(len(bundle) - 1)])
    lines = bundle.splitlines(keepends=True)
    for left_out in range(len(lines)):
        with pytest.raises(BundleDamaged):
            read_bundle(b"".join(lines[:left_out] + lines[left_out + 1 :]))


def test_what_was_salvaged_is_taken_too_but_for_what_has_its_receipt(
    records: list[SealedRecord], bundle: bytes
) -> None:
    lines = [json.loads(line) for line in bundle.splitlines()[1:-1]]
    states = ("SETTLED", "PENDING", None)
    lines = [
        line | {"state": state, "receipt": ""} for line, state in zip(lines, states, strict=True)
    ]
    heading = {"form": "pos-client salvaged records 1", "records": 3, "missing": [7]}
    data = "".join(json.dumps(line) + "\n" for line in (heading, *lines)).encode()
    assert list(read_bundle(data)) == records[1:]
    with pytest.raises(BundleDamaged):
        read_bundle(data.replace(records[1].envelope_sha256.hex().encode(), b"00" * 32))


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}", b"[]\n[]", b"\xff\xfe", Path(__file__).read_bytes()]
)
def test_something_else_is_no_bundle(data: bytes) -> None:
    with pytest.raises(BundleDamaged):
        read_bundle(data)
