"""An enrolled device with a chain that was countersigned piece by piece, and its gateway."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pos_client.application.trouble import StoreDamaged
from pos_client.bootstrap import enrol_device
from pos_client.bootstrap.audit import AuditReport, verify_audit
from pos_client.bootstrap.papers import Papers
from pos_client.domain.audit import AuditEvent
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.home import Home
from pos_client.protocol import jws
from pos_client.protocol.api import AuditEntryJson, AuditRequest
from pos_client.sandbox.authority import fingerprint_of
from pos_client.sandbox.door import Knock, Needs
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.registrations import registration
from tests.tamper.edits import Kept

__all__ = ["TamperedDevice"]

_STAGES = 6
_FIRST_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class _Undone(Exception):
    """The gateway would have taken it; nothing of it stays."""


class TamperedDevice:
    """Use it as a context: its gateway runs meanwhile."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = Random(seed)
        self._sandbox = RunningSandbox(folder / "gateway")
        self._home = Home.at(folder / "home")
        self._file = self._home.store_file
        self._whole = folder / "whole.sqlite3"
        self._at = _FIRST_AT
        self._sequence = 0
        self._reads = 0

    @contextmanager
    def opened(self) -> Iterator[Kept]:
        """Enrol, live through some days, and answer what is kept at their end."""
        with self._sandbox:
            code = self._sandbox.issue_code()
            enrol_device(self._home, self._sandbox.gateway_file, code, "tampered")
            with closing(SqlStore(self._file)) as store:
                papers = Papers(store, load_device(self._home.device_folder))
                past = []
                with closing(papers.gateway(store.audit_head)) as gateway:
                    for _ in range(_STAGES):
                        self._live(store)
                        self._countersign(store, gateway)
                        past.append(self._kept(store.database.driver()))
                self._live(store)
                kept = self._kept(store.database.driver())
            self._key = papers.evidence_key
            shutil.copy(self._file, self._whole)
            self.newest = kept.token[1] if kept.token else ""
            forged = tuple(self._forged(index, kept) for index in range(1, kept.countersigned + 1))
            yield replace(kept, past=tuple(past[:-1]), forged=forged)

    def put(self, kept: Kept) -> None:
        """Make the device's file hold this, written by a hand that knows SQLite."""
        shutil.copy(self._whole, self._file)
        self._home.store_file.with_name("store.sqlite3.begun").unlink(missing_ok=True)
        with closing(sqlite3.connect(self._file)) as link, link:
            link.execute("PRAGMA synchronous = OFF")
            link.execute("DELETE FROM audit")
            link.executemany("INSERT INTO audit VALUES (?, CAST(? AS TEXT), ?)", kept.rows)
            link.execute("DELETE FROM countersignature")
            if kept.token is not None:
                link.execute("INSERT INTO countersignature VALUES (1, ?, ?)", kept.token)
            link.execute("UPDATE reads SET read_counter = ?", [kept.read_counter])
            left = [sequence for sequence, _ in kept.registrations]
            marks = ",".join("?" * len(left))
            link.execute(f"DELETE FROM envelopes WHERE sequence NOT IN ({marks})", left)  # noqa: S608
            link.execute(f"DELETE FROM outbox WHERE sequence NOT IN ({marks})", left)  # noqa: S608

    def examined(self, newest: str = "") -> AuditReport | None:
        """What `pos-client audit verify` finds; None where the file is not even opened."""
        try:
            return verify_audit(self._home, newest=newest)
        except StoreDamaged:
            return None

    def is_noticed_by_gateway(self, kept: Kept) -> bool:
        """Whether the gateway refuses what a device with this chain sends next."""
        index, head = (kept.rows[-1][0], kept.rows[-1][2]) if kept.rows else (0, bytes(32))
        text = b'{"at":"2026-04-01T00:00:00+00:00","details":{},"kind":"logged_in"}'
        end = hashlib.sha256(head + text).digest()
        new = [row for row in kept.rows if row[0] > kept.countersigned]
        sent = [*new, (index + 1, text, end)]
        request = AuditRequest(
            entries=tuple(
                AuditEntryJson(index=at, event=told.decode("utf-8", "replace"), head=to.hex())
                for at, told, to in sent
            ),
            signed_head=self._signed(index + 1, end),
        )
        enrolled = load_device(self._home.device_folder)
        device_id = enrolled.device_id
        pem = enrolled.tls_certificate.read_text("ascii")
        fingerprint = fingerprint_of(ssl.PEM_cert_to_DER_cert(pem))

        def take(desk: object) -> None:
            device = desk.devices.find(device_id)  # type: ignore[attr-defined]
            # The head that its next call shows at the door, and the entries it sends behind it.
            knock = Knock(fingerprint, audit_head=self._signed(index, head))
            desk.door.admit(knock, Needs.LIVE_DEVICE)  # type: ignore[attr-defined]
            desk.audit.take(device, request)  # type: ignore[attr-defined]
            raise _Undone

        try:
            self._sandbox.call(take)
        except Refusal:
            return True
        except _Undone:
            return False
        raise AssertionError("one of the two was raised")

    def _live(self, store: SqlStore) -> None:
        for _ in range(self._chance.randint(6, 14)):
            self._at += timedelta(seconds=self._chance.randint(1, 900))
            what = self._chance.choice(["card_read", "registration_saved", "logged_in", "refused"])
            if what == "card_read":
                self._reads += 1
                event = AuditEvent(what, self._at)
                store.append_read(event, self._reads, f"c{self._reads}")
            elif what == "registration_saved":
                self._sequence += 1
                sealed = registration(self._sequence)
                said = {"registration_id": str(sealed.id), "sha256": sealed.envelope_sha256.hex()}
                store.save(sealed, AuditEvent(what, self._at, said))
            else:
                store.append_audit(AuditEvent(what, self._at, {"code": "示例"}))

    def _countersign(self, store: SqlStore, gateway: HttpGateway) -> None:
        entries = store.audit_behind(store.countersigned_index(), 1000)
        store.keep_countersignature(gateway.send_audit(entries))

    def _kept(self, link: sqlite3.Connection) -> Kept:
        rows = link.execute("SELECT position, CAST(event AS BLOB), head FROM audit ORDER BY 1")
        kept = tuple(rows.fetchall())
        token = link.execute("SELECT position, token FROM countersignature").fetchone()
        saved = link.execute("SELECT sequence, envelope_sha256 FROM outbox ORDER BY 1").fetchall()
        return Kept(kept, token, self._reads, tuple(saved))

    def _signed(self, index: int, head: bytes) -> str:
        device_id = load_device(self._home.device_folder).device_id
        claims: dict[str, str | int] = {"device_id": device_id, "index": index, "head": head.hex()}
        return self._key.sign_token(claims, jws.TokenType.AUDIT_HEAD)

    def _forged(self, index: int, kept: Kept) -> str:
        """A countersignature under the only key that a thief has."""
        device_id = load_device(self._home.device_folder).device_id
        claims: dict[str, str | int] = {
            "device_id": device_id,
            "index": index,
            "head": kept.rows[index - 1][2].hex(),
        }
        return self._key.sign_token(claims, jws.TokenType.COUNTERSIGNATURE)
