"""One suite for the store in memory and the store on disk: a fake that drifts fails here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from pos_client.application.storage import KeptReceipt, Store
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import GENESIS, AuditEvent, canonical_event, chain
from pos_client.domain.evidence import Challenge
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.domain.standing import Standing
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.words import Countersignature
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
ALL = tuple(OutboxState)


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, count: int = 1, **facts: object) -> list[SealedRegistration]:
    made = []
    for _ in range(count):
        made.append(registration(store.next_sequence(), **facts))  # type: ignore[arg-type]
        store.save(made[-1], SEALED)
    return made


def sequences(store: Store, **asked: object) -> list[int]:
    wanted = {"states": ALL, "below_sequence": None, "above_sequence": None, "limit": 50} | asked
    return [row.sequence for row in store.page(**wanted)]  # type: ignore[arg-type]


# What is saved


def test_a_saved_registration_is_claimed_with_the_very_bytes(store: Store) -> None:
    (sealed,) = saved(store)
    due = store.claim(NOON)
    assert due is not None
    assert (due.id, due.sequence, due.attempts) == (sealed.id, 1, 0)
    assert (due.envelope, due.envelope_sha256) == (sealed.envelope, sealed.envelope_sha256)
    assert store.envelope_of(sealed.id) == sealed.envelope


def test_a_row_shows_everything_but_bytes(store: Store) -> None:
    (sealed,) = saved(store, is_offline=True)
    row = store.row(sealed.id)
    assert row is not None
    for name in ("id", "sequence", "flow", "is_offline", "clerk_number", "created_at"):
        assert getattr(row, name) == getattr(sealed, name)
    for name in ("masked_name", "masked_id_number", "masked_phone_number"):
        assert getattr(row, name) == getattr(sealed, name)
    assert (row.state, row.attempts, row.reason, row.code) == (OutboxState.PENDING, 0, "", "")
    assert (row.next_try_at, row.outcome, row.settled_at) == (None, None, None)
    assert row.created_at.utcoffset() == timedelta(0)


def test_nobody_knows_an_id_that_was_never_saved(store: Store) -> None:
    assert store.row(uuid4()) is None
    assert store.envelope_of(uuid4()) is None
    assert store.claim(NOON) is None
    with pytest.raises(KeyError):
        store.settle(uuid4(), receipt(registration(1)), NOON)


def test_a_receipt_is_kept_as_it_came(store: Store) -> None:
    (sealed,) = saved(store)
    assert store.kept_receipt(sealed.id) is None
    assert store.kept_receipt(uuid4()) is None
    came = receipt(sealed)
    store.settle(sealed.id, came, NOON)
    assert store.kept_receipt(sealed.id) == KeptReceipt(sealed.case_id, came.token)


def test_sequence_numbers_have_no_gap_and_no_double(store: Store) -> None:
    saved(store, 2)
    for wrong in (2, 4):
        with pytest.raises(ValueError, match="sequence"):
            store.save(registration(wrong), SEALED)
    assert store.next_sequence() == 3


def test_an_id_is_saved_once(store: Store) -> None:
    (sealed,) = saved(store)
    head = store.audit_head()
    with pytest.raises(RuntimeError):
        store.save(registration(2, id_=sealed.id), SEALED)
    assert (store.next_sequence(), store.audit_head()) == (2, head)
    assert store.summary(TODAY).saved_today == 1


def test_saving_chains_its_audit_entry(store: Store) -> None:
    saved(store)
    assert store.audit_head() == (1, chain(GENESIS, SEALED))


# Delivery


def test_the_oldest_goes_first_and_a_postponed_one_waits_its_time(store: Store) -> None:
    first, second = saved(store, 2)
    store.postpone(first.id, NOON + HOUR, "G-201")
    due = store.claim(NOON)
    assert due is not None
    assert due.id == second.id
    row = store.row(first.id)
    assert row is not None
    assert (row.attempts, row.next_try_at, row.reason) == (1, NOON + HOUR, "G-201")
    due = store.claim(NOON + HOUR)
    assert due is not None
    assert (due.id, due.attempts) == (first.id, 1)


def test_make_all_due_ends_every_wait_but_keeps_the_count(store: Store) -> None:
    first, _ = saved(store, 2)
    store.postpone(first.id, NOON + HOUR, "G-201")
    store.make_all_due()
    due = store.claim(NOON)
    assert due is not None
    assert (due.id, due.attempts) == (first.id, 1)


def test_a_successor_waits_until_its_predecessor_is_settled(store: Store) -> None:
    (first,) = saved(store)
    (second,) = saved(store, predecessor_id=first.id)
    store.quarantine(first.id, "G-206")
    assert store.claim(NOON) is None
    store.release(first.id)
    store.settle(first.id, receipt(first), NOON)
    due = store.claim(NOON)
    assert due is not None
    assert due.id == second.id


def test_the_next_one_is_found_beside_the_one_under_way(store: Store) -> None:
    first, second = saved(store, 2)
    (successor,) = saved(store, predecessor_id=second.id)
    beside_first, beside_second = store.claim(NOON, first.id), store.claim(NOON, second.id)
    assert beside_first is not None
    assert beside_second is not None
    assert (beside_first.id, beside_second.id) == (second.id, first.id)
    store.settle(first.id, receipt(first), NOON)
    assert store.claim(NOON, second.id) is None, successor
    store.settle(second.id, receipt(second), NOON)
    assert store.claim(NOON, successor.id) is None


def test_an_unknown_predecessor_holds_nobody(store: Store) -> None:
    saved(store, predecessor_id=UUID(int=7))
    assert store.claim(NOON) is not None


def test_a_quarantined_record_is_visible_and_comes_back_when_released(store: Store) -> None:
    (sealed,) = saved(store)
    store.quarantine(sealed.id, "G-206")
    assert store.claim(NOON) is None
    row = store.row(sealed.id)
    assert row is not None
    assert (row.state, row.reason) == (OutboxState.QUARANTINED, "G-206")
    assert store.summary(TODAY).quarantined == 1
    store.release(sealed.id)
    due = store.claim(NOON)
    assert due is not None
    assert due.id == sealed.id


def test_a_receipt_settles_and_ends_the_waiting(store: Store) -> None:
    (sealed,) = saved(store)
    store.postpone(sealed.id, NOON + HOUR, "G-202")
    store.settle(sealed.id, receipt(sealed, Outcome.REJECTED, "QUOTA_FULL"), NOON + HOUR)
    row = store.row(sealed.id)
    assert row is not None
    assert (row.state, row.outcome) == (OutboxState.SETTLED, Outcome.REJECTED)
    assert (row.code, row.reason, row.next_try_at) == ("QUOTA_FULL", "", None)
    assert row.settled_at == NOON + HOUR
    assert store.claim(NOON + DAY) is None
    assert store.envelope_of(sealed.id) == sealed.envelope


@pytest.mark.parametrize("change", ["id", "bytes"])
def test_a_receipt_for_something_else_settles_nothing(store: Store, change: str) -> None:
    (sealed,) = saved(store)
    good = receipt(sealed)
    if change == "id":
        wrong = replace(good, registration_id=uuid4())
    else:
        wrong = replace(good, body_sha256=bytes(32))
    with pytest.raises(ValueError, match="something else"):
        store.settle(sealed.id, wrong, NOON)
    assert store.claim(NOON) is not None


def test_a_settled_record_is_neither_postponed_nor_put_aside(store: Store) -> None:
    (sealed,) = saved(store)
    store.settle(sealed.id, receipt(sealed), NOON)
    before = store.row(sealed.id)
    store.postpone(sealed.id, NOON + HOUR, "G-202")
    store.quarantine(sealed.id, "G-206")
    store.release(sealed.id)
    assert store.row(sealed.id) == before


def test_a_quarantined_record_is_settled_by_its_receipt(store: Store) -> None:
    (sealed,) = saved(store)
    store.quarantine(sealed.id, "G-206")
    store.settle(sealed.id, receipt(sealed), NOON)
    assert store.summary(TODAY).quarantined == 0
    assert store.summary(TODAY).accepted_today == 1


@pytest.mark.parametrize("outcome", [Outcome.UNDER_REVIEW, Outcome.AWAITING_CUSTOMER])
def test_an_open_outcome_is_replaced_by_a_final_one(store: Store, outcome: Outcome) -> None:
    (sealed,) = saved(store)
    store.settle(sealed.id, receipt(sealed, outcome, "RISK_REVIEW"), NOON)
    assert store.awaiting_outcome(9) == ((sealed.id, sealed.envelope_sha256),)
    assert store.summary(TODAY).under_review == (outcome is Outcome.UNDER_REVIEW)
    store.settle(sealed.id, receipt(sealed), NOON + DAY)
    row = store.row(sealed.id)
    assert row is not None
    assert (row.outcome, row.code, row.settled_at) == (Outcome.ACCEPTED, "", NOON + DAY)
    assert store.awaiting_outcome(9) == ()
    assert store.summary(TODAY).accepted_today == 0
    assert store.summary(TODAY + DAY).accepted_today == 1
    assert store.summary(TODAY + DAY).last_receipt_at == NOON + DAY


@pytest.mark.parametrize("second", list(Outcome))
def test_a_final_outcome_stays(store: Store, second: Outcome) -> None:
    (sealed,) = saved(store)
    store.settle(sealed.id, receipt(sealed, Outcome.REJECTED, "ID_MISMATCH"), NOON)
    before = store.row(sealed.id), store.summary(TODAY)
    store.settle(sealed.id, receipt(sealed, second), NOON + HOUR)
    assert (store.row(sealed.id), store.summary(TODAY)) == before


def test_outcomes_are_asked_for_in_turn(store: Store) -> None:
    first, second, third = saved(store, 3)
    for sealed in (first, second, third):
        store.settle(sealed.id, receipt(sealed, Outcome.UNDER_REVIEW), NOON)
    store.settle(first.id, receipt(first, Outcome.UNDER_REVIEW), NOON + HOUR)
    assert [id_ for id_, _ in store.awaiting_outcome(2)] == [second.id, third.id]
    row = store.row(first.id)
    assert row is not None
    assert row.settled_at == NOON  # nothing new was said


def test_a_dispute_is_asked_about_until_it_is_answered_and_counts_once(store: Store) -> None:
    (other,) = saved(store)
    dispute = replace(registration(store.next_sequence()), flow="disputed_number")
    store.save(dispute, SEALED)
    for sealed in (other, dispute):
        store.settle(sealed.id, receipt(sealed), NOON)
    assert store.awaiting_outcome(9) == ((dispute.id, dispute.envelope_sha256),)
    before = store.summary(TODAY)
    store.settle(dispute.id, receipt(dispute), NOON + HOUR)
    assert store.awaiting_outcome(9) == ((dispute.id, dispute.envelope_sha256),)
    answer = receipt(dispute, Outcome.ACCEPTED, "DISPUTE_UPHELD")
    assert store.settle(dispute.id, answer, NOON + HOUR) is None
    row = store.row(dispute.id)
    assert row is not None
    assert (row.outcome, row.code, row.settled_at) == (Outcome.ACCEPTED, "DISPUTE_UPHELD", NOON)
    assert store.kept_receipt(dispute.id) == KeptReceipt(dispute.case_id, answer.token)
    assert store.awaiting_outcome(9) == ()
    assert store.summary(TODAY) == before
    for later in (receipt(dispute), receipt(other, Outcome.ACCEPTED, "DISPUTE_UPHELD")):
        store.settle(later.registration_id, later, NOON + DAY)
    assert store.row(dispute.id) == row
    assert store.awaiting_outcome(9) == ()


# Figures and pages


def test_the_summary_counts_by_the_calendar_day_of_china(store: Store) -> None:
    before_midnight = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    first, _ = saved(store, created_at=before_midnight) + saved(
        store, created_at=before_midnight + timedelta(minutes=2)
    )
    store.settle(first.id, receipt(first, Outcome.REJECTED, "QUOTA_FULL"), before_midnight + HOUR)
    today, tomorrow = store.summary(TODAY), store.summary(TODAY + DAY)
    assert (today.saved_today, today.accepted_today, today.rejected_today) == (1, 0, 0)
    assert (tomorrow.saved_today, tomorrow.accepted_today, tomorrow.rejected_today) == (1, 0, 1)
    assert tomorrow.pending == 1
    assert tomorrow.oldest_pending_at == before_midnight + timedelta(minutes=2)
    assert tomorrow.last_receipt_at == before_midnight + HOUR


def test_an_empty_store_has_an_empty_summary(store: Store) -> None:
    summary = store.summary(TODAY)
    assert (summary.pending, summary.quarantined, summary.under_review) == (0, 0, 0)
    assert (summary.oldest_pending_at, summary.last_receipt_at) == (None, None)


def test_pending_is_counted_by_clerk_and_by_what_was_captured_offline(store: Store) -> None:
    saved(store)
    (first,) = saved(store, is_offline=True, created_at=NOON + HOUR)
    saved(store, is_offline=True, clerk_number="1002", created_at=NOON + 2 * HOUR)
    assert store.count_pending(offline_only=False) == 3
    assert store.count_pending(offline_only=True) == 2
    assert store.count_pending("1001", offline_only=True) == 1
    assert store.count_pending("1001", offline_only=False) == 2
    store.settle(first.id, receipt(first), NOON)
    assert store.count_pending(offline_only=True) == 1


def test_pages_go_down_and_up_by_key_and_never_skip(store: Store) -> None:
    saved(store, 7)
    assert sequences(store, limit=3) == [7, 6, 5]
    assert sequences(store, below_sequence=5, limit=3) == [4, 3, 2]
    assert sequences(store, below_sequence=2, limit=3) == [1]
    assert sequences(store, below_sequence=1, limit=3) == []
    assert sequences(store, above_sequence=1, limit=3) == [4, 3, 2]
    assert sequences(store, above_sequence=4, limit=9) == [7, 6, 5]
    assert sequences(store, above_sequence=7, limit=3) == []


def test_a_page_of_what_waits_for_a_reviewer(store: Store) -> None:
    saved = [registration(store.next_sequence() + place) for place in range(5)]
    for each in saved:
        store.save(each, SEALED)
    for each in saved[:3]:
        store.settle(each.id, receipt(each, Outcome.UNDER_REVIEW, "QUOTA_REVIEW"), NOON)
    store.settle(saved[1].id, receipt(saved[1]), NOON)
    store.settle(saved[3].id, receipt(saved[3], Outcome.AWAITING_CUSTOMER), NOON)
    asked: dict[str, Any] = {"states": (), "limit": 9, "under_review": True}
    page = store.page(**asked, below_sequence=None, above_sequence=None)
    assert [row.id for row in page] == [saved[2].id, saved[0].id]
    page = store.page(**asked, below_sequence=saved[2].sequence, above_sequence=None)
    assert [row.id for row in page] == [saved[0].id]


def test_a_page_mixes_the_states_that_were_asked_for(store: Store) -> None:
    made = saved(store, 6)
    for sealed in made[1:3]:
        store.settle(sealed.id, receipt(sealed), NOON)
    store.quarantine(made[3].id, "G-206")
    pending, settled, quarantined = ALL
    assert sequences(store, states=(pending,)) == [6, 5, 1]
    assert sequences(store, states=(settled,)) == [3, 2]
    assert sequences(store, states=(pending, quarantined), limit=3) == [6, 5, 4]
    assert sequences(store, states=(quarantined, settled), above_sequence=1, limit=2) == [3, 2]
    assert sequences(store, states=()) == []


# What the gateway hands out in advance


def challenge(name: str, expires_at: datetime) -> Challenge:
    return Challenge(name, name.encode(), expires_at)


def test_a_challenge_is_taken_once_and_never_after_its_end(store: Store) -> None:
    late, good, more = (
        challenge("a", NOON),
        challenge("b", NOON + HOUR),
        challenge("c", NOON + HOUR),
    )
    assert store.challenges_until(NOON, 1) is None
    store.add_challenges([late, good, more])
    assert store.challenges_left(NOON) == 2
    assert store.challenges_until(NOON, 2) == NOON + HOUR
    assert store.challenges_until(NOON, 3) is None
    assert store.take_challenge(NOON) == good
    store.add_challenges([good, more])
    assert store.challenges_left(NOON) == 1
    assert store.take_challenge(NOON) == more
    assert store.take_challenge(NOON) is None
    assert store.challenges_until(NOON, 1) is None


def test_so_many_supplies_last_as_long_as_the_shortest_lived_of_them(store: Store) -> None:
    ends = [NOON + HOUR, NOON + 3 * HOUR, NOON + 2 * HOUR]
    store.add_challenges([challenge(str(end), end) for end in ends])
    block = [LeasedNumber(f"1700000000{place}", end) for place, end in enumerate(ends)]
    store.keep_configuration("token", 1, block)
    for until in (store.challenges_until, store.free_numbers_until):
        found = [until(NOON, at_least) for at_least in (1, 2, 3, 4)]
        assert found == [NOON + 3 * HOUR, NOON + 2 * HOUR, NOON + HOUR, None]
        assert until(NOON + HOUR, 3) is None


def test_only_a_newer_configuration_replaces_the_last_good_one(store: Store) -> None:
    assert store.configuration_token() is None
    store.keep_configuration("two", 2, [])
    store.keep_configuration("two again", 2, leased("17000000002"))
    with pytest.raises(ValueError, match="older"):
        store.keep_configuration("one", 1, leased("17000000001"))
    assert store.configuration_token() == "two again"
    assert store.free_numbers(NOON, 9) == tuple(leased("17000000002"))


def leased(*numbers: str, until: datetime = NOON + DAY) -> list[LeasedNumber]:
    return [LeasedNumber(number, until) for number in numbers]


def test_a_leased_number_is_used_by_the_case_that_took_it(store: Store) -> None:
    first, second = leased("17000000001", "17000000002")
    store.keep_configuration("token", 1, [second, first])
    assert store.free_numbers(NOON, 9) == (first, second)
    saved(store, leased_number=first.phone_number)
    assert store.free_numbers(NOON, 9) == (second,)
    assert (store.free_number_count(NOON), store.free_number_count(NOON + DAY)) == (1, 0)
    assert store.free_numbers_until(NOON, 1) == NOON + DAY
    assert store.free_numbers_until(NOON + DAY, 1) is None


def test_a_new_block_takes_the_old_one_away_but_for_what_was_used(store: Store) -> None:
    store.keep_configuration("token", 1, leased("17000000001", "17000000002"))
    saved(store, leased_number="17000000001")
    new = leased("17000000001", "17000000003", until=NOON + 2 * DAY)
    store.keep_configuration("token", 1, new)
    assert store.free_numbers(NOON, 9) == (new[1],)


@pytest.mark.parametrize("number", ["17000000001", "17000000009"])
def test_a_number_that_is_not_free_saves_nothing(store: Store, number: str) -> None:
    store.keep_configuration("token", 1, leased("17000000001"))
    saved(store, leased_number="17000000001")
    head = store.audit_head()
    with pytest.raises(ValueError, match="not a free one"):
        store.save(registration(2, leased_number=number), SEALED)
    assert (store.next_sequence(), store.audit_head()) == (2, head)
    assert store.summary(TODAY).saved_today == 1


def test_the_last_contact_is_kept(store: Store) -> None:
    assert store.last_contact() is None
    store.note_contact(NOON, NOON + HOUR)
    store.note_contact(NOON + DAY, NOON + DAY + HOUR)
    assert store.last_contact() == (NOON + DAY, NOON + DAY + HOUR)


def test_what_the_gateway_said_of_this_device_is_kept(store: Store) -> None:
    assert store.standing() is Standing.ADMITTED
    for standing in (Standing.REFUSED, Standing.DRAIN_ONLY, Standing.ADMITTED):
        store.note_standing(standing)
        assert store.standing() is standing


# Audit


def test_the_chain_is_what_anybody_can_compute_from_its_entries(store: Store) -> None:
    assert store.audit_head() == (0, GENESIS)
    zone = datetime.fromisoformat("2026-03-02T12:00:00.000001+08:00")
    for number in range(5):
        store.append_audit(AuditEvent("读证", zone, {"n": number, "ok": True, "s": "é"}))
    entries = store.audit_behind(0, 9)
    head = GENESIS
    for index, entry in enumerate(entries, 1):
        head = chain(head, entry.event)
        assert (entry.index, entry.head) == (index, head)
    assert store.audit_head() == (5, head)
    assert canonical_event(entries[0].event).startswith(b'{"at":"2026-03-02T12:00:00.000001+08')
    assert [entry.index for entry in store.audit_behind(2, 2)] == [3, 4]
    assert store.audit_behind(5, 2) == ()


def test_reads_are_counted_without_gaps_from_the_chain(store: Store) -> None:
    assert store.next_read_counter() == 1
    entry = store.append_read(AuditEvent("card_read", NOON, {"x": 1}), 1, "c-1")
    assert dict(entry.event.details) == {"x": 1, "read_counter": 1, "challenge_id": "c-1"}
    for wrong in (1, 3):
        with pytest.raises(ValueError, match="read counter"):
            store.append_read(AuditEvent("card_read", NOON), wrong, "c-2")
    assert store.next_read_counter() == 2
    assert store.audit_behind(0, 9) == (entry,)


def countersigned(store: Store, index: int) -> Countersignature:
    return Countersignature("D-1", index, store.audit_behind(index - 1, 1)[0].head, "token")


def test_a_countersignature_never_goes_back(store: Store) -> None:
    for _ in range(3):
        store.append_audit(SEALED)
    assert store.countersigned_index() == 0
    store.keep_countersignature(countersigned(store, 2))
    store.keep_countersignature(countersigned(store, 1))
    assert store.countersigned_index() == 2


@pytest.mark.fault(22)
def test_a_countersignature_of_another_chain_means_a_damaged_store(store: Store) -> None:
    store.append_audit(SEALED)
    for wrong in (
        Countersignature("D-1", 1, bytes(32), "token"),
        Countersignature("D-1", 2, store.audit_head()[1], "token"),
    ):
        with pytest.raises(StoreDamaged):
            store.keep_countersignature(wrong)
    assert store.countersigned_index() == 0


# Retention


def test_bytes_go_seven_days_after_the_receipt_and_never_without_one(store: Store) -> None:
    settled, pending, aside = saved(store, 3)
    store.settle(settled.id, receipt(settled), NOON)
    store.quarantine(aside.id, "G-206")
    assert store.shred(NOON + 7 * DAY - HOUR) == 0
    assert store.envelope_of(settled.id) is not None
    assert store.shred(NOON + 7 * DAY) == 1
    assert store.shred(NOON + 7 * DAY) == 0
    assert store.envelope_of(settled.id) is None
    assert store.row(settled.id) is not None
    store.shred(NOON + 400 * DAY)
    assert store.envelope_of(pending.id) == pending.envelope
    assert store.envelope_of(aside.id) == aside.envelope


@pytest.mark.parametrize(
    ("days", "signed_off_until", "is_masked"),
    [
        (29, TODAY, True),
        (30, TODAY, False),
        (30, TODAY - DAY, True),
        (30, None, True),
        (89, None, True),
        (90, None, False),
    ],
)
def test_masks_go_when_the_month_was_signed_off_at_the_latest_after_ninety_days(
    store: Store, days: int, signed_off_until: date | None, is_masked: bool
) -> None:
    final, still_open = saved(store, 2)
    store.settle(final.id, receipt(final), NOON)
    store.settle(still_open.id, receipt(still_open, Outcome.UNDER_REVIEW), NOON)
    store.shred(NOON + days * DAY, signed_off_until)
    row, other = store.row(final.id), store.row(still_open.id)
    assert row is not None
    assert other is not None
    masks = {row.masked_name, row.masked_id_number, row.masked_phone_number}
    assert (masks != {""}) is is_masked
    assert other.masked_name != ""
    assert (row.outcome, row.settled_at) == (Outcome.ACCEPTED, NOON)


@pytest.mark.fault(22)
def test_a_refused_chain_is_remembered_until_the_gateway_takes_it(store: Store) -> None:
    store.append_audit(SEALED)
    index, head = store.audit_head()
    marks: Any = store.marks
    assert not marks.has_refused_chain
    marks.note_refused(index, head)
    assert marks.has_refused_chain
    store.keep_countersignature(Countersignature("D-1", index, head, "token"))
    assert not marks.has_refused_chain
    marks.expect(7)
