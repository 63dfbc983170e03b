"""A gateway that was restored from a backup and has forgotten what it signed since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxState
from pos_client.sandbox.running import RunningSandbox
from tests.faults.restored_shop import KeptCounter, opened_gateway
from tests.faults.test_killed_statements import deaths

pytestmark = pytest.mark.timeout(300)

ACCEPTED, REVIEW, UNKNOWN = ("ACCEPTED", 1), ("UNDER_REVIEW", 0), ("", 0)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with opened_gateway(tmp_path) as opened:
        yield opened


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.sqlite3"


@pytest.fixture
def counter(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[KeptCounter]:
    made = KeptCounter(sandbox, tmp_path)
    made.work()
    yield made
    made.close()


@pytest.mark.expected_log("the gateway")
def test_row_44_what_it_decided_and_forgot_is_sent_again_and_stands_as_it_was_decided(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path
) -> None:
    counter.capture_online()
    counter.work()
    sandbox.copy_books(backup)
    for _ in range(2):
        counter.capture_online()
        counter.capture_offline()
    counter.work()
    receipts, numbers = counter.tokens(), [row["phone_number"] for row in counter.ledger().values()]
    sandbox.put_back(backup)
    assert counter.outcomes() == [ACCEPTED, *[UNKNOWN] * 4]
    counter.beat()
    assert counter.outcomes() == [ACCEPTED] * 5
    assert counter.tokens() == receipts, "the gateway stands by the very words of then"
    assert [row["phone_number"] for row in counter.ledger().values()] == numbers
    assert counter.codes == ["Q-804"]
    assert counter.met[0].facts == {"count": 4}
    assert len(counter.events("registration_forgotten")) == 4
    (told,) = counter.events("gateway_restored")
    assert told.details == {"sent_again": 4, "receipts_left": 0}
    for sealed in counter.saved[1:]:
        assert len(counter.store.forgotten.earlier_receipts(sealed.id)) == 1
    # And it is over: nothing more is asked for or sent.
    counter.beat()
    assert len(counter.events("registration_forgotten")) == 4
    assert not counter.alarms() & {"AUDIT_BROKEN", "RECEIPT_INVALID", "NUMBER_TWICE"}


@pytest.mark.expected_log("the gateway")
def test_row_44_the_audit_chain_goes_on_from_where_the_gateway_has_gone_back_to(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path
) -> None:
    counter.capture_offline()
    counter.work()
    counter.beat()
    sandbox.copy_books(backup)
    before = counter.audit_index()
    for _ in range(3):
        counter.capture_offline()
        counter.beat()
    signed = counter.store.countersigned_index()
    assert before < signed == counter.audit_index()
    sandbox.put_back(backup)
    assert counter.audit_index() == before
    counter.beat()
    assert counter.store.countersigned_index() >= signed
    assert counter.audit_index() == counter.store.countersigned_index()
    assert "S-303" not in counter.codes
    assert not counter.alarms() & {"AUDIT_BROKEN", "AUDIT_FORKED", "COUNTER_GAP"}


@pytest.mark.expected_log("the gateway")
def test_row_44_an_outcome_that_was_decided_later_is_taken_back_too(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path
) -> None:
    sandbox.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "RISK_REVIEW", 1))
    first = counter.capture_online()
    counter.work()
    assert counter.outcomes() == [REVIEW]
    sandbox.copy_books(backup)
    sandbox.call(lambda desk: desk.registrations.finish_review(first.id, is_accepted=True))
    counter.beat()
    (receipt,) = counter.tokens()
    sandbox.put_back(backup)
    assert counter.outcomes() == [REVIEW]
    counter.beat()
    assert counter.outcomes() == [ACCEPTED]
    assert counter.tokens() == [receipt]


@pytest.mark.expected_log("the gateway")
def test_row_44_a_number_that_was_sold_again_meanwhile_is_looked_at_and_the_clerk_hears_of_it(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path, tmp_path: Path
) -> None:
    sandbox.copy_books(backup)
    counter.capture_online()
    counter.work()
    (mine,) = counter.ledger().values()
    (receipt,) = counter.tokens()
    sandbox.put_back(backup)
    other = KeptCounter(sandbox, tmp_path / "other")
    other.capture_online()
    other.work()
    (theirs,) = other.ledger().values()
    assert theirs["phone_number"] == mine["phone_number"]
    counter.beat()
    assert counter.outcomes() == [REVIEW]
    assert other.outcomes() == [ACCEPTED]
    assert counter.codes == ["Q-804", "Q-806"]
    assert counter.met[1].facts == {"number": 1}
    (changed,) = counter.events("outcome_changed")
    assert (changed.details["before"], changed.details["outcome"]) == ("ACCEPTED", "UNDER_REVIEW")
    assert counter.store.forgotten.earlier_receipts(counter.saved[0].id) == (receipt,)
    assert counter.tokens() not in ([receipt], [""])
    other.close()


@pytest.mark.expected_log("the gateway")
def test_row_44_what_was_sealed_with_what_it_gave_out_and_forgot_is_looked_at_and_not_refused(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path
) -> None:
    """No receipt yet: challenge, session, hold and lease are from the hour that is forgotten."""
    lent = {number.phone_number for number in counter.configuration.number_block}
    sandbox.copy_books(backup)
    counter.session = counter.world.log_in()
    counter.capture_offline()
    counter.work()
    counter.beat()
    online, offline = counter.capture_online(), counter.capture_offline()
    assert offline.leased_number not in lent
    sandbox.put_back(backup)
    counter.beat()
    rows = counter.ledger()
    for sealed in (online, offline):
        found = rows[sealed.id]
        assert (found["outcome"], found["code"]) == ("UNDER_REVIEW", "NUMBER_NOT_HELD")
    sandbox.call(lambda desk: desk.registrations.finish_review(online.id, is_accepted=True))
    counter.beat()
    assert counter.outcomes() == [ACCEPTED, ACCEPTED, REVIEW]


@pytest.mark.expected_log("the gateway")
def test_row_44_it_is_put_back_while_the_queue_is_being_drained(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.copy_books(backup)
    for _ in range(6):
        counter.capture_offline()
    deliver, delivered = counter.gateway.deliver, []

    def put_back_behind_the_third(due: Due) -> Receipt:
        delivered.append(due.id)
        if len(delivered) == 4:
            sandbox.put_back(backup)
        return deliver(due)  # type: ignore[no-any-return]

    monkeypatch.setattr(counter.gateway, "deliver", put_back_behind_the_third)
    counter.work()
    counter.beat()
    assert counter.outcomes() == [ACCEPTED] * 6
    assert {row.state for row in counter.rows()} == {OutboxState.SETTLED}
    assert len(counter.events("registration_forgotten")) == 3


@pytest.mark.expected_log("the gateway")
def test_row_44_a_program_that_ends_while_it_finds_out_goes_on_at_its_next_start(
    sandbox: RunningSandbox, counter: KeptCounter, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.copy_books(backup)
    for _ in range(4):
        counter.capture_offline()
    counter.work()
    receipts = counter.tokens()
    sandbox.put_back(backup)
    status, asked = counter.gateway.status, []

    class Killed(BaseException):
        pass

    def ends(*facts: object) -> Receipt | None:
        asked.append(facts)
        if len(asked) == 3:
            raise Killed
        return status(*facts)  # type: ignore[no-any-return]

    with monkeypatch.context() as patch:
        patch.setattr(counter.gateway, "status", ends)
        with pytest.raises(Killed):
            counter.beat()
    counter.store.close()
    counter.open()
    counter.start()
    counter.work(until=lambda: counter.outcomes() == [ACCEPTED] * 4)
    assert counter.tokens() == receipts
    assert len(counter.events("registration_forgotten")) == 4


def test_row_44_killed_before_any_statement_every_record_is_settled_or_goes_again() -> None:
    assert deaths("reconciling") > 25
