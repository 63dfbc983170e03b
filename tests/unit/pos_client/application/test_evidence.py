"""What a read leaves behind: every fact of it, once, and accounted for before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.trouble import StoreTrouble
from pos_client.domain.audit import AuditEvent
from pos_client.domain.evidence import Challenge, Evidence, EvidenceLevel
from tests import people
from tests.unit.pos_client.application.rig import READER, SAM_ID, Rig, body_of


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig(None)
    rig.log_in()
    yield rig
    rig.close()


def test_evidence_holds_every_fact_of_its_read(rig: Rig) -> None:
    rig.clock.advance(timedelta(minutes=1))
    _, head = rig.store.audit_head()
    counter = rig.store.next_read_counter()
    rig.lay()
    read_at, ticks = rig.clock.now(), rig.clock.monotonic_ns()
    rig.finish()
    (read,) = body_of(rig).evidence
    said = {each.name: getattr(read, each.name) for each in fields(Evidence)}
    assert said.pop("id").version == 7
    challenge = said.pop("challenge")
    assert (len(challenge.nonce), challenge.expires_at > read_at) == (32, True)
    assert challenge.real_name_transaction_id == body_of(rig).real_name_transaction_id
    assert said == {
        "raw_text": people.raw_text(),
        "raw_photo": bytes(1024),
        "sam_id": SAM_ID,
        "card_serial": "",
        "reader_address": READER.address,
        "driver": "pos-client/sam-serial",
        "driver_version": "1",
        "driver_sha256": "00" * 32,
        "is_simulated": False,
        "read_at": read_at,
        "monotonic_ns": ticks,
        "boot_id": "boot-1",
        "duration_s": 0.3,
        "read_counter": counter,
        "previous_head": head,
        "level": EvidenceLevel.B,
        "signed_read": "",
    }


def test_a_read_that_cannot_be_accounted_for_is_shown_to_nobody(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_event: AuditEvent, _counter: int, _challenge_id: str) -> None:
        raise StoreTrouble

    monkeypatch.setattr(rig.store, "append_read", full)
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == StoreTrouble.code


def challenges_of(rig: Rig) -> list[str]:
    entries = rig.store.audit_behind(0, 1000)
    return [str(e.event.details["challenge_id"]) for e in entries if e.event.kind == "card_read"]


def test_cancelled_reads_use_their_challenges_up_too(rig: Rig) -> None:
    for _ in range(3):
        rig.lay()
        rig.ask(commands.CancelCase())
    assert len(set(challenges_of(rig))) == 3
    rig.fill_pool()
    rig.lose_gateway()
    for _ in range(3):
        rig.lay()
        rig.ask(commands.CancelCase())
    assert len(set(challenges_of(rig))) == len(challenges_of(rig)) == 6


def test_a_challenge_that_comes_once_more_is_used_for_no_second_read(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.lay()
    (used,) = challenges_of(rig)
    again = Challenge(used, bytes(32), rig.clock.now() + timedelta(minutes=10), "RN-again")
    monkeypatch.setattr(rig.gateway, "open_case", lambda *_: again)
    rig.ask(commands.CancelCase())
    rig.fill_pool()
    for _ in range(2):  # the one that was at hand, and then what there is
        rig.clock.advance(timedelta(seconds=6))
        rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
        rig.do(rig.counter.tick)
        rig.lay()
        rig.ask(commands.CancelCase())
    assert len(set(challenges_of(rig))) == len(challenges_of(rig)) == 3


@pytest.mark.parametrize(
    "change",
    [{"sha256": "11" * 32}, {"schemes": ["sam-tcp"]}, {"distribution": "somebody-else"}],
)
def test_a_driver_that_has_left_the_carriers_list_meanwhile_has_read_for_nothing(
    change: dict[str, object],
) -> None:
    usual = Rig(None).gateway.claims["drivers"][0]
    rig = Rig(None, drivers=[usual | change])
    rig.log_in()
    rig.lay()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "READER_NOT_TRUSTED")
    rig.close()
