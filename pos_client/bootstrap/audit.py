"""Examines the audit chain of a home, beside a counter that may be at work, and writes it out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from pos_client.bootstrap.papers import last_good
from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.audit_examination import (
    AuditExamination,
    AuditFinding,
    AuditFlaw,
    KeptEntry,
)
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.audit_chain import ChainExtent
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.retention import RECORD_KEPT
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import Countersignature, countersignature_from

__all__ = ["AuditReport", "NoCountersignature", "verify_audit"]

_PAGE = 500
_CLOCKS_DIFFER = timedelta(days=1)
_BEFORE_ALL = -(2**63)

_Check = Callable[[str], Countersignature | None]


class NoCountersignature(ValueError):
    """What was given as one is no word of this device's gateway."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an examination of the whole chain has found.

    Attributes:
        countersigned: index of the newest head that the gateway has vouched for; 0 for none.
        findings: empty when everything holds.
    """

    device_id: str
    entries: int
    head: bytes
    countersigned: int
    findings: tuple[AuditFinding, ...]


def verify_audit(home: Home, export: Path | None = None, newest: str = "") -> AuditReport:
    """Examine the chain of a home from its first entry to its last.

    Args:
        export: a new file that gets the chain, one JSON object a line.
        newest: the newest countersignature that the carrier has given this device. Without it an
            old copy of the whole file, with its old countersignature, is only told by the gateway.

    Raises:
        NoCountersignature: `newest` is none of this device.
        FileExistsError: `export` is there already; it is never overwritten.
        DeviceTrouble, StoreTrouble: there is nothing that could be examined.
    """
    device = load_device(home.device_folder)
    with ExitStack() as opened:
        store = opened.enter_context(opened_store(home))
        token = store.configuration_token() if store is not None else None
        wordings = SignedWordings(device.gateway.root, device.device_id)
        last_good(wordings, token, device.configuration, 0)

        def check(token: str) -> Countersignature | None:
            return _believed(token, wordings)

        known = check(newest) if newest else None
        if newest and known is None:
            raise NoCountersignature
        written = opened.enter_context(_new_file(export)) if export is not None else None
        if store is None:
            return _Examination(device.device_id, None, ChainExtent.nothing(), check).run(known)
        extent = store.audit_extent()
        if written is not None:
            _write_head(written, device.device_id, extent)
        return _Examination(device.device_id, store, extent, check, written).run(known)


class _Examination:
    """One walk along the chain."""

    def __init__(
        self,
        device_id: str,
        store: StoreReader | None,
        extent: ChainExtent,
        check: _Check,
        written: TextIO | None = None,
    ) -> None:
        self._device_id = device_id
        self._store = store
        self._extent = extent
        self._check = check
        self._written = written
        self._chain = AuditExamination()
        self._let_go_before = SystemClock().now() - RECORD_KEPT + _CLOCKS_DIFFER

    def run(self, known: Countersignature | None) -> AuditReport:
        extent, chain = self._extent, self._chain
        kept = self._check(extent.token) if extent.token else None
        signed = [each for each in (kept, known) if each is not None]
        chain.expect(*(each.index for each in signed))
        if extent.begins_at != 1:
            chain.begin_at(extent.begins_at, extent.head_before, self._let_go_before)
        for entry in self._entries():
            chain.take(entry)
            if self._written is not None:
                _write_entry(self._written, entry)
        for each in signed:
            chain.hold_against_head(each.index, each.head)
        if extent.token and (kept is None or kept.index != extent.countersigned_index):
            chain.note_countersignature(AuditFlaw.COUNTERSIGNATURE_UNTRUSTED)
        elif extent.has_receipt and not extent.token:
            chain.note_countersignature(AuditFlaw.COUNTERSIGNATURE_MISSING)
        chain.hold_against_reads(extent.read_counter)
        for sha256 in self._hashes():
            chain.take_registration(sha256)
        chain.end_registrations(self._let_go_before)
        vouched_for = max((each.index for each in signed), default=0)
        return AuditReport(
            self._device_id, chain.index, chain.head, vouched_for, tuple(chain.findings)
        )

    def _entries(self) -> Iterator[KeptEntry]:
        behind = _BEFORE_ALL
        while self._store and (
            page := self._store.audit_entries(behind, self._extent.index, _PAGE)
        ):
            yield from page
            behind = page[-1].index

    def _hashes(self) -> Iterator[bytes]:
        behind = _BEFORE_ALL
        while self._store and (
            page := self._store.envelope_hashes(behind, self._extent.last_sequence, _PAGE)
        ):
            yield from (sha256 for _, sha256 in page)
            behind = page[-1][0]


def _believed(token: str, wordings: SignedWordings) -> Countersignature | None:
    try:
        found = countersignature_from(token, wordings.signing_keys)
    except TokenRefused:
        return None
    return found if found.device_id == wordings.device_id else None


def _new_file(path: Path) -> TextIO:
    """A file for this user only; never one that is there already."""
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    return os.fdopen(number, "w", encoding="utf-8")


def _write_head(file: TextIO, device_id: str, extent: ChainExtent) -> None:
    first = {
        "format": 2,
        "device_id": device_id,
        "first_index": extent.begins_at,
        "head_before": extent.head_before.hex(),
        "countersignature": extent.token,
    }
    file.write(json.dumps(first, sort_keys=True) + "\n")


def _write_entry(file: TextIO, entry: KeptEntry) -> None:
    line: dict[str, str | int] = {"index": entry.index, "head": entry.head.hex()}
    try:
        line["event"] = entry.text.decode("utf-8")
    except UnicodeDecodeError:
        line["event_hex"] = entry.text.hex()
    file.write(json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n")
