"""What lies in the home after a registration names nobody, in any encoding."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pos_client.domain.identity import Identity
from pos_client.infrastructure.database.store import SqlStore
from tests.people import evidence
from tests.registrations import NOON, SEALED, receipt, registration


def test_no_file_of_the_store_names_the_customer(tmp_path: Path) -> None:
    person = Identity.derived_from(evidence())
    with closing(SqlStore(tmp_path / "store")) as store:
        store.append_read(SEALED, store.next_read_counter(), "c-1")
        sealed = replace(
            registration(1),
            masked_name=person.masked_name,
            masked_id_number=person.masked_id_number,
        )
        store.save(sealed, SEALED)
        store.settle(sealed.id, receipt(sealed), NOON)
        files = [Path(folder) / name for folder, _, names in os.walk(tmp_path) for name in names]
        everything = b"".join(file.read_bytes() for file in files)
    assert person.masked_name.encode() in everything  # the search does find what is there
    texts = (person.name, person.id_number, person.address, f"{person.birth_date:%Y%m%d}")
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert text.encode(encoding) not in everything
