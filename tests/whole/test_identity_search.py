"""The search for identities finds what it is there to find."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.simulator.deck import load_deck
from tests.whole.demo.identity_search import ENCODINGS, every_file_under, traces

DECK = load_deck()
PERSON = DECK["hmt-ho"]
FIELDS = ("name", "id_number", "address", "permit_number")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("what", FIELDS)
def test_a_field_is_found_in_every_encoding(what: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "store.sqlite3"
    file.parent.mkdir()
    file.write_bytes(b"\x00\x01" + getattr(PERSON.fields, what).encode(encoding) + b"\xff")
    assert what in {trace.what for trace in traces([PERSON], every_file_under(tmp_path))}


def test_a_name_escaped_by_json_is_found(tmp_path: Path) -> None:
    (tmp_path / "crash.json").write_text(json.dumps({"said": PERSON.fields.name}), "ascii")
    found = traces([PERSON], every_file_under(tmp_path))
    assert {(trace.what, trace.writing) for trace in found} == {("name", "json")}


@pytest.mark.parametrize("write", [bytes, base64.b64encode, lambda raw: raw.hex().encode()])
def test_the_content_of_a_chip_is_found(write: object, tmp_path: Path) -> None:
    assert callable(write)
    (tmp_path / "log").write_bytes(b"frame: " + write(PERSON.card().text))
    assert "text record" in {trace.what for trace in traces([PERSON], [tmp_path / "log"])}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize(
    "write",
    [base64.b64encode, base64.urlsafe_b64encode, bytes.hex, lambda raw: raw.hex().upper()],
    ids=["base64", "base64url", "hex", "HEX"],
)
def test_a_field_is_found_in_every_disguise(
    write: Callable[[bytes], str | bytes], before: str, encoding: str, tmp_path: Path
) -> None:
    told = before.encode() + PERSON.fields.address.encode(encoding) + b"and more"
    written = write(told)
    (tmp_path / "log").write_bytes(written if isinstance(written, bytes) else written.encode())
    found = traces([PERSON], [tmp_path / "log"])
    assert {trace.what for trace in found} == {"address"}
    assert any(trace.writing.startswith(encoding) for trace in found)


def test_among_many_people_the_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"\0" * 999 + PERSON.fields.id_number.encode("utf-16-be"))
    found = traces(DECK.entries, [tmp_path / "log"])
    assert {(trace.slug, trace.what) for trace in found} == {(PERSON.slug, "id_number")}


def test_masks_and_other_people_are_no_traces(tmp_path: Path) -> None:
    other = DECK["resident-lin"].fields
    (tmp_path / "log").write_text(
        f"何** 8100**********9912 {other.name} {other.id_number}", "utf-8"
    )
    assert traces([PERSON], every_file_under(tmp_path)) == []


def test_a_finding_does_not_quote_what_it_found(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(PERSON.fields.name, "utf-8")
    (trace,) = traces([PERSON], [tmp_path / "log"])
    assert PERSON.fields.name not in f"{trace} {trace!r}"
    assert "hmt-ho" in str(trace)


def test_a_name_without_a_writing_in_gbk_is_still_searched(tmp_path: Path) -> None:
    person = DECK["resident-supplementary"]
    (tmp_path / "log").write_text(person.fields.name, "utf-16-le")
    assert traces([person], [tmp_path / "log", tmp_path / "gone"])
