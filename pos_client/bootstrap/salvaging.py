"""What can be done about a data file that is damaged: count what is whole, and take it out."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from pos_client.application.trouble import StoreDamaged, StoreTrouble
from pos_client.infrastructure.crypto.private_file import write_private
from pos_client.infrastructure.database.salvage import Salvage, SalvagedRecord, salvage
from pos_client.infrastructure.home import Home

__all__ = ["salvage_into", "with_what_is_whole"]

FORM = "pos-client salvaged records 1"


def with_what_is_whole(home: Home, trouble: StoreDamaged) -> StoreDamaged:
    """The same trouble, and how many records are whole; as it was if nobody can say."""
    try:
        found = salvage(home.store_file)
    except StoreTrouble:
        return trouble
    facts = {"salvaged": len(found.records), "unsettled": len(found.unsettled)}
    return StoreDamaged(**trouble.facts | facts)


def salvage_into(home: Home, file: Path) -> Salvage:
    """Write every record that is whole into a new file; the data file is not touched.

    One JSON object a line: a heading, then for each record `id`, `sequence`, `state` (null where
    only the audit chain knows it), `sha256` in hex, `envelope` in base64, `receipt`, and
    `captured_by`, which names the device where it is another one.

    Raises:
        FileExistsError: nothing is ever written over.
        StoreTrouble: the data file cannot be read at all.
    """
    found = salvage(home.store_file)
    heading = {
        "form": FORM,
        "records": len(found.records),
        "missing": list(found.missing),
        "missing_of_others": [list(each) for each in found.missing_of_others],
    }
    lines = [heading, *(_plain(record) for record in found.records)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_private(file, text.encode())
    return found


def _plain(record: SalvagedRecord) -> dict[str, object]:
    return {
        "id": str(record.id),
        "sequence": record.sequence,
        "state": None if record.state is None else record.state.value,
        "sha256": record.envelope_sha256.hex(),
        "envelope": base64.b64encode(record.envelope).decode("ascii"),
        "receipt": record.receipt,
        "captured_by": record.captured_by,
    }
