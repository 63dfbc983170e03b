"""One batch of forgeries: a fresh gateway, and afterwards the honest original as the control."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from uuid import UUID

from sqlalchemy import select

from drivers.simulator.deck import load_deck
from pos_client.protocol import jws
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.words import receipt_from
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.forge.application import Answered, application_of
from tests.forge.forgeries import Call, Forger, Kind
from tests.integration.sandbox.device import TestDevice

__all__ = ["Batch", "run_batch", "run_batch_over_https", "run_job"]

_MEMORY = Path("/dev/shm")  # a gateway that nobody keeps need not wait for a disk
_MIX = (*(Kind.ENVELOPE,) * 5, *(Kind.CHALLENGE,) * 2, *(Kind.RECEIPT,) * 3)
Send = Callable[[Call], Answered]


@dataclass
class Batch:
    """What became of forgeries.

    Attributes:
        accepted: registrations in the ledger, log-ins and believed receipts that a forgery got.
        faults: answers that are the gateway's own failure.
        controls: honest originals that were accepted afterwards, one a gateway.
    """

    offered: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    faults: list[str] = field(default_factory=list)
    controls: int = 0
    gateways: int = 0

    def add(self, other: Batch) -> None:
        self.offered += other.offered
        self.answers += other.answers
        self.accepted += other.accepted
        self.faults += other.faults
        self.controls += other.controls
        self.gateways += other.gateways

    @property
    def is_good(self) -> bool:
        return not self.accepted and not self.faults and self.controls == self.gateways


def run_job(job: tuple[bool, str, int]) -> tuple[bool, Batch]:
    """Run a batch in a process of its own: whether over HTTPS, its seed and size."""
    is_https, seed, size = job
    return is_https, (run_batch_over_https if is_https else run_batch)(seed, size)


def run_batch(seed: str, count: int, off: frozenset[Control] = frozenset()) -> Batch:
    """Offer forgeries to the application in this process."""
    with _stage(off) as (sandbox, device):
        book = tables.certificates
        print_ = sandbox.call(lambda desk: desk.connection.scalar(select(book.c.fingerprint)))
        with application_of(sandbox, str(print_)) as application:
            trial = _Trial(device, seed, lambda call: application.post(*_of(call)))
            application.run(lambda: trial.go_on(count))
            trial.batch.accepted += _effects(sandbox) - 1  # that of the receipt
            application.run(trial.offer_original)
            return trial.batch


def run_batch_over_https(seed: str, count: int) -> Batch:
    """Offer forgeries over mutual TLS."""
    with _stage(frozenset()) as (sandbox, device):

        def send(call: Call) -> Answered:
            answer = device.client.post(call.path, content=call.body, headers=call.headers)
            return Answered(answer.status_code, answer.content)

        trial = _Trial(device, seed, send)
        trial.go_on(count)
        trial.batch.accepted += _effects(sandbox) - 1
        trial.offer_original()
        return trial.batch


def _of(call: Call) -> tuple[str, bytes, dict[str, str]]:
    return call.path, call.body, call.headers


@contextmanager
def _stage(off: frozenset[Control]) -> Iterator[tuple[RunningSandbox, TestDevice]]:
    place = _MEMORY if _MEMORY.is_dir() else None
    policy = SandboxPolicy(challenge_pool=6, number_block=4, controls=Controls(off))
    with (
        tempfile.TemporaryDirectory(prefix="forge-", dir=place) as name,
        # Wrong passwords by the thousand: what they cost is not what is looked at.
        mock.patch("pos_client.sandbox.passwords.ITERATIONS", 1),
        mock.patch("pos_client.sandbox.passwords.MEMORY_KIB", 64),
        RunningSandbox(Path(name) / "gateway", policy=policy) as sandbox,
    ):
        folder = Path(name) / "device"
        folder.mkdir()
        device = TestDevice.enrolled(sandbox.gateway_file, sandbox.issue_code(), folder)
        try:
            answer = device.log_in(sandbox.clerk_number, sandbox.password)
            assert answer.status_code == 200, answer.text
            yield sandbox, device
        finally:
            device.close()


class _Trial:
    """Forgeries of one device, one after the other."""

    def __init__(self, device: TestDevice, seed: str, send: Send) -> None:
        self.batch = Batch(gateways=1)
        self._device = device
        self._send = send
        self._chance = random.Random(seed)
        self._forger = Forger(device, load_deck()["resident-lin"].card(), self._chance)
        self._receipt, self._of_receipt = _receipt(device)

    def go_on(self, count: int) -> None:
        """Offer so many."""
        for _ in range(count):
            kind = _MIX[self._chance.randrange(len(_MIX))]
            self.batch.offered[kind] += 1
            if kind is Kind.RECEIPT:
                token = self._forger.receipt(self._receipt)
                _offer_receipt(self.batch, self._device, token, self._of_receipt)
                continue
            call = self._forger.envelope() if kind is Kind.ENVELOPE else self._forger.challenge()
            _offer(self.batch, call, self._send)

    def offer_original(self) -> None:
        """The control: what all envelopes were made of is accepted, unless one of them was."""
        said = self._send(self._forger.honest_call())
        if said.status == 200:
            receipt = receipt_from(said.json()["token"], self._device.words_keys)
            self.batch.controls += receipt.outcome.value == "ACCEPTED"


def _effects(sandbox: RunningSandbox) -> int:
    rows = read_ledger(sandbox.home.folder)["registrations"]
    return sum(int(row["effects"]) for row in rows)


def _receipt(device: TestDevice) -> tuple[str, tuple[UUID, bytes]]:
    """An honest registration of somebody else, and its receipt."""
    from tests.integration.sandbox.walks import captured

    data = device.registration(captured(device, load_deck()["resident-wang"].card(), 2))
    answer = device.register(data)
    receipt = receipt_from(answer.json()["token"], device.words_keys)
    assert receipt.outcome.value == "ACCEPTED"
    return receipt.token, (Envelope.from_bytes(data).header.id, receipt.body_sha256)


def _offer(batch: Batch, call: Call, send: Send) -> None:
    try:
        answer = send(call)
    except Exception as fault:  # noqa: BLE001 - whatever the gateway does not catch is a finding
        batch.faults.append(f"{type(fault).__name__} at {call.path}")
        return
    if answer.status >= 500:
        batch.faults.append(f"{answer.status} at {call.path}")
    elif answer.status != 200:
        batch.answers[f"{answer.status} {answer.json()['code']}"] += 1
    elif call.path.endswith("sessions"):
        batch.accepted += 1
    else:
        claims = jws._part(answer.json()["token"].split(".")[1])
        batch.answers[f"{claims['outcome']} {claims['code']}".rstrip()] += 1


def _offer_receipt(
    batch: Batch, device: TestDevice, token: str, of_receipt: tuple[UUID, bytes]
) -> None:
    """Do as a client does before it settles a row."""
    try:
        receipt = receipt_from(token, device.words_keys)
    except jws.TokenRefused:
        batch.answers["receipt refused"] += 1
        return
    # A signature has twins; what the token says is what counts.
    if (receipt.registration_id, receipt.body_sha256) != of_receipt:
        batch.accepted += 1
    batch.answers["receipt that says the same"] += 1
