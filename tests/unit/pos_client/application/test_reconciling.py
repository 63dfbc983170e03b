"""What the carrier does about a gateway that says it knows less than it has signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.ports import Heard
from pos_client.application.rounds import Rounds
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, UntrustedReceipt
from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from tests.unit.pos_client.application.rig import Rig

HOUR = timedelta(hours=1)


class Restored:
    """A counter with a carrier, before a scripted gateway that can forget."""

    def __init__(self, folder: Path) -> None:
        self.rig = rig = Rig(folder)
        rig.fill_pool()
        rig.log_in()
        self.gateway: Any = rig.gateway
        self.store = rig.store
        self.met: list[Trouble] = []
        self.refuted: list[Trouble] = []
        self.asked: list[UUID] = []
        self.posted: list[UUID] = []
        self._status, self._deliver = self.gateway.status, self.gateway.deliver
        self.gateway.status, self.gateway.deliver = self._asked, self._posted
        self.start()

    def start(self) -> None:
        self.rounds = Rounds(
            StoreAtHand(self.store),
            self.gateway,
            self.rig.clock,
            self.rig.configuration,
            CarrierNews(
                line_changed=lambda _: None,
                contact_made=lambda _: None,
                receipt_settled=lambda _: None,
                configuration_found=lambda *_: None,
                queue_changed=lambda: None,
                trouble_met=self.met.append,
                session_ended=lambda *_: None,
                store_refuted=self.refuted.append,
            ),
        )

    def _asked(self, registration_id: UUID, sha256: bytes) -> Any:
        self.asked.append(registration_id)
        return self._status(registration_id, sha256)

    def _posted(self, due: Any) -> Any:
        self.posted.append(due.id)
        return self._deliver(due)

    def register(self, count: int) -> list[UUID]:
        """Customers whose records are saved and receipted."""
        made = [self.rig.register() for _ in range(count)]
        self.run(timedelta(minutes=6))
        assert self.store.count_pending(offline_only=False) == 0
        self.asked.clear()
        self.posted.clear()
        return made

    def run(self, for_: timedelta) -> None:
        end = self.rig.clock.now() + for_
        while self.rig.clock.now() < end:
            wait_s = self.rounds.turn()
            self.rig.clock.advance(timedelta(seconds=301 if wait_s >= 1 else 0.05))

    def forget(self, *ids: UUID) -> None:
        for key in [key for key in self.gateway.ledger if key[1] in ids]:
            del self.gateway.ledger[key]

    def say(self, books: DeviceBooks | None, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on the heartbeat has this of the books, whatever is in them."""
        beat = self.gateway.heartbeat

        def said(*facts: Any) -> Heard:
            return replace(beat(*facts), books=books)

        monkeypatch.setattr(self.gateway, "heartbeat", said)

    @property
    def codes(self) -> list[str]:
        return [trouble.code for trouble in self.met]

    def outcomes(self) -> list[Outcome | None]:
        found = (self.store.row(id_) for id_ in self.rig.registered)
        return [row.outcome for row in found if row is not None]


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Restored]:
    made = Restored(tmp_path)
    yield made
    made.rig.close()


@pytest.mark.fault(44)
@pytest.mark.expected_log("has forgotten")
def test_only_what_is_not_known_there_is_sent_again(restored: Restored) -> None:
    ids = restored.register(6)
    given = dict(restored.gateway.given)
    restored.forget(*ids[3:])
    restored.run(timedelta(minutes=6))
    assert restored.posted == ids[3:]
    assert restored.asked == ids[:2:-1], "newest first, and no further than to what is missing"
    assert restored.gateway.given == given, "no word was given anew"
    assert restored.outcomes() == [Outcome.ACCEPTED] * 6
    assert restored.codes == ["Q-804"]


@pytest.mark.fault(44)
@pytest.mark.expected_log("the gateway (says|knows)")
@pytest.mark.parametrize("audit_index", [0, 10**6])
def test_a_figure_that_is_old_or_made_up_moves_nothing_and_is_soon_left_alone(
    restored: Restored, audit_index: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = restored.register(5)
    tokens = [restored.store.kept_receipt(id_) for id_ in ids]
    restored.say(DeviceBooks(1, 0, audit_index), monkeypatch)
    restored.run(timedelta(minutes=55))
    assert restored.asked == ids[::-1], "each was asked for, once"
    assert restored.posted == []
    assert [restored.store.kept_receipt(id_) for id_ in ids] == tokens
    assert restored.store.forgotten.noted() == ()
    assert restored.codes == []
    assert restored.rig.audited().count("registration_forgotten") == 0
    restored.run(HOUR)
    assert len(restored.asked) == 10, "once an hour"


@pytest.mark.fault(44)
@pytest.mark.expected_log("the gateway")
def test_a_gateway_that_forgets_again_and_again_gets_them_once_an_hour_and_no_effect_more(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = restored.register(3)
    effects = dict(restored.gateway.ledger)
    monkeypatch.setattr(restored.gateway, "status", lambda *_: None)
    restored.say(DeviceBooks(), monkeypatch)
    restored.run(6 * HOUR)
    assert 3 <= len(restored.posted) <= 3 * 7
    assert restored.gateway.ledger == effects
    assert restored.outcomes() == [Outcome.ACCEPTED] * len(ids)
    assert restored.store.summary(restored.rig.clock.now().date()).accepted_today == len(ids)


@pytest.mark.fault(44)
@pytest.mark.expected_log("has forgotten")
def test_what_has_no_bytes_any_more_is_named_and_keeps_its_receipt(restored: Restored) -> None:
    ids = restored.register(3)
    restored.rig.clock.advance(timedelta(days=8))
    restored.store.note_contact(restored.rig.clock.now(), restored.rig.clock.now())
    while restored.store.shred(restored.rig.clock.now()):
        pass
    restored.forget(*ids)
    restored.run(timedelta(minutes=6))
    assert restored.posted == []
    assert restored.store.forgotten.noted() == (1, 2, 3)
    assert restored.outcomes() == [Outcome.ACCEPTED] * 3
    assert all(restored.store.kept_receipt(id_) for id_ in ids)
    assert restored.codes == ["Q-804", "Q-805"]
    assert restored.met[1].facts == {"count": 3, "numbers": "1, 2, 3"}
    asked = len(restored.asked)
    restored.run(3 * HOUR)
    assert len(restored.asked) == asked, "what is known to be lost is not looked for again"


@pytest.mark.fault(44)
@pytest.mark.expected_log("has forgotten")
def test_a_line_that_breaks_meanwhile_costs_nothing(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = restored.register(4)
    restored.forget(*ids)
    status, turn = restored.gateway.status, iter(range(99))

    def breaks(*facts: Any) -> Any:
        if next(turn) % 2:
            raise OutcomeUnknown
        return status(*facts)

    monkeypatch.setattr(restored.gateway, "status", breaks)
    restored.run(HOUR)
    assert sorted(restored.posted) == sorted(ids)
    assert restored.outcomes() == [Outcome.ACCEPTED] * 4


@pytest.mark.fault(44)
@pytest.mark.expected_log("has forgotten|asked for again")
def test_an_answer_that_proves_nothing_is_passed_over(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = restored.register(3)
    restored.forget(ids[0], ids[2])
    status = restored.gateway.status

    def lies(id_: UUID, sha256: bytes) -> Any:
        if id_ == ids[1]:
            raise UntrustedReceipt
        return status(id_, sha256)

    monkeypatch.setattr(restored.gateway, "status", lies)
    restored.run(timedelta(minutes=6))
    assert restored.posted == [ids[0], ids[2]]


@pytest.mark.fault(44)
@pytest.mark.expected_log("has forgotten|otherwise")
def test_another_decision_stands_and_is_told(restored: Restored) -> None:
    (id_,) = restored.register(1)
    restored.forget(id_)
    restored.gateway.given.clear()
    restored.gateway.outcome, restored.gateway.code = Outcome.REJECTED, "NUMBER_NOT_HELD"
    restored.run(timedelta(minutes=6))
    assert restored.outcomes() == [Outcome.REJECTED]
    assert restored.codes == ["Q-804", "Q-806"]
    assert len(restored.store.forgotten.earlier_receipts(id_)) == 1
    assert "outcome_changed" in restored.rig.audited()


@pytest.mark.fault(44)
@pytest.mark.expected_log("knows the audit chain up to")
def test_a_chain_that_is_refused_is_continued_from_where_the_gateway_has_gone_back_to(
    restored: Restored,
) -> None:
    """No heartbeat has told yet: it is asked at once, and nobody hears of a broken chain."""
    restored.register(1)
    restored.gateway._countersigned = (0, bytes(32))
    restored.rig.register()
    restored.run(timedelta(seconds=30))
    assert restored.codes == []
    assert restored.gateway._countersigned == restored.store.audit_head()
    assert restored.store.countersigned_index() == restored.store.audit_head()[0]


def test_a_gateway_that_says_nothing_of_its_books_is_asked_nothing(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = restored.register(2)
    restored.say(None, monkeypatch)
    restored.forget(*ids)
    restored.run(timedelta(minutes=20))
    assert restored.asked == []
    states = {row.state for id_ in ids if (row := restored.store.row(id_))}
    assert states == {OutboxState.SETTLED}


@pytest.mark.fault(22)
@pytest.mark.expected_log("an old copy of the data file")
def test_a_gateway_that_knows_more_registrations_than_were_saved_stops_the_counter(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored.register(2)
    assert restored.refuted == []
    index, _ = restored.store.audit_head()
    restored.say(DeviceBooks(3, 3, index), monkeypatch)
    restored.run(timedelta(minutes=6))
    told = restored.refuted[0]
    assert (told.code, told.facts) == ("S-303", {"check": "old_copy", "expected": 3, "found": 2})
    assert restored.codes == []


@pytest.mark.fault(22)
@pytest.mark.expected_log("an old copy of the data file")
def test_the_chain_of_an_old_copy_is_not_shown_or_the_right_file_would_be_taken_for_it(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored.register(2)
    index, _ = restored.store.audit_head()
    shown: list[Any] = []

    def refuse(entries: Any) -> Any:
        shown.append(entries)
        raise NotAuthorised(code="AUDIT_HEAD_REFUSED")

    monkeypatch.setattr(restored.gateway, "send_audit", refuse)
    restored.say(DeviceBooks(3, 3, index + 7), monkeypatch)
    restored.store.append_audit(AuditEvent("something", restored.rig.clock.now()))
    restored.run(timedelta(minutes=21))
    assert {each.facts["check"] for each in restored.refuted} == {"old_copy"}
    assert shown == []
    assert not restored.store.marks.has_refused_chain  # type: ignore[attr-defined]


@pytest.mark.fault(22)
@pytest.mark.expected_log("knows more of the audit chain")
@pytest.mark.parametrize("is_fork", [True, False])
def test_more_of_the_audit_chain_is_believed_when_the_gateway_refuses_ours(
    restored: Restored, monkeypatch: pytest.MonkeyPatch, *, is_fork: bool
) -> None:
    restored.register(2)
    index, _ = restored.store.audit_head()
    restored.say(DeviceBooks(2, 2, index + 7), monkeypatch)
    if is_fork:

        def refuse(_: Any) -> Any:
            raise NotAuthorised(code="AUDIT_HEAD_REFUSED")

        monkeypatch.setattr(restored.gateway, "send_audit", refuse)
    restored.run(timedelta(minutes=21))
    assert {each.facts["check"] for each in restored.refuted} == ({"audit"} if is_fork else set())
    assert restored.store.marks.has_refused_chain is is_fork  # type: ignore[attr-defined]
    assert restored.codes == []
    assert restored.rig.audited().count("books_ahead") == 1, "asked once, whatever is said again"
