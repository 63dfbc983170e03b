"""A file of sealed records on their way to another counter: frozen bytes, ids and hashes, no more.

One JSON object a line: a heading, the records, and at the end the hash of all lines before::

    {"form": "pos-client sealed records 1", "outlet_code": ..., "device_id": ..., "records": 2}
    {"id": ..., "sequence": 7, "sha256": <hex>, "envelope": <base64>}
    {"id": ..., "sequence": 8, "sha256": <hex>, "envelope": <base64>}
    {"sha256": <hex>}

What was salvaged from a damaged data file has the same lines, more of them and no hash at the end;
it can be taken in as well. Nothing here is secret or believed: the gateway opens and judges it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_client.protocol import strict_json
from pos_client.protocol.envelope import Envelope, EnvelopeRefused, Purpose

__all__ = ["BundleDamaged", "SealedRecord", "read_bundle", "write_bundle"]

_FORM = "pos-client sealed records 1"
_SALVAGED_FORM = "pos-client salvaged records 1"
_SETTLED = "SETTLED"


class BundleDamaged(ValueError):
    """These bytes are no bundle, or not all of one; the text says which line."""


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """One envelope of whichever counter, with what everybody may read of it.

    Attributes:
        device_id, sequence: of the counter that captured it.
    """

    id: UUID
    device_id: str
    outlet_code: str
    sequence: int
    created_at: datetime
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)

    @classmethod
    def of(cls, envelope: bytes) -> SealedRecord:
        """Read what stands on the outside.

        Raises:
            BundleDamaged: no envelope of a registration.
        """
        try:
            header = Envelope.from_bytes(envelope).header
        except EnvelopeRefused as error:
            raise BundleDamaged(str(error)) from None
        if header.purpose is not Purpose.REGISTRATION:
            raise BundleDamaged("an envelope for another purpose")
        return cls(
            header.id,
            header.device_id,
            header.outlet_code,
            header.sequence,
            header.created_at,
            envelope,
            hashlib.sha256(envelope).digest(),
        )


def write_bundle(
    records: Iterable[SealedRecord], outlet_code: str, device_id: str
) -> tuple[bytes, int]:
    """Put records into one file's bytes; answers how many they are, too."""
    lines = [
        {
            "id": str(record.id),
            "sequence": record.sequence,
            "sha256": record.envelope_sha256.hex(),
            "envelope": base64.b64encode(record.envelope).decode(),
        }
        for record in records
    ]
    heading = {
        "form": _FORM,
        "outlet_code": outlet_code,
        "device_id": device_id,
        "records": len(lines),
    }
    text = b"".join(strict_json.canonical(line) + b"\n" for line in (heading, *lines))
    end = strict_json.canonical({"sha256": hashlib.sha256(text).hexdigest()})
    return text + end + b"\n", len(lines)


def read_bundle(data: bytes) -> tuple[SealedRecord, ...]:
    """Take a file apart. All of it is whole, or nothing is taken.

    Raises:
        BundleDamaged: another form, a missing line, or bytes that have not their hash.
    """
    lines = data.splitlines()
    if not lines:
        raise BundleDamaged("empty")
    heading = _object(lines[0], 1)
    form, count = heading.get("form"), heading.get("records")
    if form == _FORM:
        body, end = lines[1:-1], _object(lines[-1], len(lines))
        before = data[: data.rstrip(b"\r\n").rfind(b"\n") + 1]
        if end != {"sha256": hashlib.sha256(before).hexdigest()}:
            raise BundleDamaged("the file has not the hash that stands at its end")
    elif form == _SALVAGED_FORM:
        body = lines[1:]
    else:
        raise BundleDamaged("no file of sealed records")
    if count != len(body):
        raise BundleDamaged("records are missing")
    return tuple(_records(body))


def _records(lines: Sequence[bytes]) -> Iterator[SealedRecord]:
    for place, line in enumerate(lines, 2):
        plain = _object(line, place)
        if plain.get("state") == _SETTLED:
            continue
        try:
            record = SealedRecord.of(base64.b64decode(plain["envelope"], validate=True))
        except (KeyError, TypeError, ValueError) as error:
            raise BundleDamaged(f"line {place}: {type(error).__name__}") from None
        named = (plain.get("id"), plain.get("sequence"), plain.get("sha256"))
        if named != (str(record.id), record.sequence, record.envelope_sha256.hex()):
            raise BundleDamaged(f"line {place}: not what its hash says")
        yield record


def _object(line: bytes, place: int) -> dict[str, Any]:
    try:
        plain = strict_json.loads(line)
    except strict_json.JsonRefused as error:
        raise BundleDamaged(f"line {place}: {type(error).__name__}") from None
    if not isinstance(plain, dict):
        raise BundleDamaged(f"line {place}: no object")
    return plain
