"""The one table of how long things are kept, walked through by one clock; both stores alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.domain.audit import AuditEvent
from pos_client.domain.inspection_due import InspectionPolicy
from pos_client.domain.local_day import local_day
from pos_client.domain.month import Month, month_of
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.bundle import SealedRecord
from pos_client.protocol.words import Countersignature
from pos_client.testing.store import InMemoryStore
from tests.inspecting import the_report
from tests.registrations import NOON, receipt, registration

DAY = timedelta(days=1)
MONTHS_24 = timedelta(days=731)

Walk = Callable[[int], None]


@pytest.fixture(params=["in memory", "SQLite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "in memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def shred_all(store: Store, day: int, signed_off_days: int | None = None) -> None:
    """What the counter does every hour, with the gateway in reach."""
    now = NOON + day * DAY
    store.note_contact(now, now)
    until = None if signed_off_days is None else local_day(NOON + signed_off_days * DAY)
    while store.shred(now, until):
        pass


def test_every_row_of_the_table_by_one_clock(store: Store) -> None:
    names = ("accepted", "rejected", "under review", "pending", "aside", "newest")
    made = {name: registration(number) for number, name in enumerate(names, 1)}
    for sealed in made.values():
        store.save(sealed, AuditEvent("registration_saved", NOON, {"sequence": sealed.sequence}))
    store.settle(made["accepted"].id, receipt(made["accepted"]), NOON)
    store.settle(made["rejected"].id, receipt(made["rejected"], Outcome.REJECTED, "X"), NOON)
    store.settle(made["under review"].id, receipt(made["under review"], Outcome.UNDER_REVIEW), NOON)
    store.quarantine(made["aside"].id, "G-206")
    later = store.append_audit(AuditEvent("clerk_logged_in", NOON + 400 * DAY))
    store.keep_countersignature(Countersignature("D-1", later.index, later.head, "token"))
    above = store.append_audit(AuditEvent("clerk_logged_in", NOON))

    def kept(name: str) -> tuple[bool, bool, bool]:
        """Whether the envelope, the masks, and id with hash and receipt are still there."""
        id_ = made[name].id
        row = store.row(id_)
        has_masks = row is not None and row.masked_id_number != ""
        return store.envelope_of(id_) is not None, has_masks, row is not None

    everything, masks, receipts, nothing = (
        (True, True, True),
        (False, True, True),
        (False, False, True),
        (False, False, False),
    )
    shred_all(store, 6)
    assert {kept(name) for name in names} == {everything}
    shred_all(store, 7)
    assert [kept(name) for name in names] == [masks] * 3 + [everything] * 3
    shred_all(store, 29, signed_off_days=29)
    assert kept("accepted") == masks
    shred_all(store, 31)  # the month is not signed off
    assert kept("accepted") == masks
    shred_all(store, 31, signed_off_days=-1)
    assert kept("accepted") == masks
    shred_all(store, 31, signed_off_days=0)
    assert [kept(name) for name in names[:3]] == [receipts, receipts, masks]
    shred_all(store, 90)  # open ones keep their masks: somebody has to find the customer
    assert kept("under review") == masks
    store.note_contact(NOON + 100 * DAY, NOON + 100 * DAY)
    store.settle(made["under review"].id, receipt(made["under review"]), NOON + 100 * DAY)
    shred_all(store, 189)
    assert kept("under review") == masks
    shred_all(store, 190)
    assert kept("under review") == receipts
    shred_all(store, 730)
    assert [kept(name) for name in names[:3]] == [receipts] * 3
    assert len(store.audit_behind(0, 99)) == above.index
    shred_all(store, 731)
    assert [kept(name) for name in names] == [nothing, nothing, receipts] + [everything] * 3
    assert store.kept_receipt(made["accepted"].id) is None
    # The countersigned part goes but for its newest old entry; what nobody has signed stays.
    left = store.audit_behind(0, 99)
    assert [entry.index for entry in left] == [6, 7, 8]
    assert store.audit_head() == (above.index, above.head)
    shred_all(store, 831)
    assert kept("under review") == nothing
    shred_all(store, 5000)
    assert [kept(name) for name in ("pending", "aside")] == [everything] * 2
    assert [entry.index for entry in store.audit_behind(0, 99)] == [6, 7, 8]


def test_the_numbers_go_on_where_they_were(store: Store) -> None:
    for sequence in (1, 2):
        sealed = registration(sequence)
        store.save(sealed, AuditEvent("registration_saved", NOON))
        store.settle(sealed.id, receipt(sealed), NOON)
    shred_all(store, 800)
    assert store.row(registration(1).id) is None
    assert store.row(registration(2).id) is not None
    assert store.next_sequence() == 3
    store.save(registration(3), AuditEvent("registration_saved", NOON + 800 * DAY))


def test_a_wrong_date_of_this_computer_throws_no_evidence_away(store: Store) -> None:
    for sequence in (1, 2):
        sealed = registration(sequence)
        store.save(sealed, AuditEvent("registration_saved", NOON))
        store.settle(sealed.id, receipt(sealed), NOON)
    far = NOON + 5000 * DAY
    while store.shred(far):
        pass
    assert store.row(registration(1).id) is not None
    store.note_contact(far, NOON + DAY)
    while store.shred(far):
        pass
    assert store.row(registration(1).id) is not None


YEAR = 365 * DAY


def record_of(sealed: SealedRegistration) -> SealedRecord:
    """As another counter of the outlet would give it."""
    return SealedRecord(sealed.id, "D-2", "FJ-1", 1, NOON, sealed.envelope, sealed.envelope_sha256)


@pytest.mark.parametrize("ahead", [2 * DAY, YEAR, 10 * YEAR])
def test_a_clock_that_is_ahead_shreds_nothing_too_early(store: Store, ahead: timedelta) -> None:
    sealed, forwarded = registration(1), registration(900)
    store.save(sealed, AuditEvent("registration_saved", NOON))
    store.take_in([record_of(forwarded)], NOON)
    store.note_contact(NOON, NOON)
    store.settle(sealed.id, receipt(sealed), NOON)
    store.settle(forwarded.id, receipt(forwarded), NOON)
    assert store.shred(NOON + ahead, local_day(NOON)) == 0
    assert store.envelope_of(sealed.id) is not None
    assert store.sealed(forwarded.id) is not None
    # The clock is put right, or the gateway says that so much time has passed.
    store.note_contact(NOON + 8 * DAY, NOON + 8 * DAY)
    while store.shred(NOON + 8 * DAY):
        pass
    assert store.envelope_of(sealed.id) is None
    assert store.sealed(forwarded.id) is None
    row = store.row(sealed.id)
    assert row is not None
    assert row.masked_name


@pytest.mark.parametrize("off_by", [10 * YEAR, -10 * YEAR, 2 * DAY, -2 * DAY])
def test_what_was_settled_by_a_wrong_clock_is_kept_no_longer_and_no_shorter(
    store: Store, off_by: timedelta
) -> None:
    sealed, forwarded = registration(1), registration(900)
    store.save(sealed, AuditEvent("registration_saved", NOON))
    store.take_in([record_of(forwarded)], NOON)
    store.note_contact(NOON + off_by, NOON)
    store.settle(sealed.id, receipt(sealed), NOON + off_by)
    store.settle(forwarded.id, receipt(forwarded), NOON + off_by)
    rows = [store.row(each.id) for each in (sealed, forwarded)]
    assert [row and row.settled_at for row in rows] == [NOON, NOON]
    for days, is_there in ((6, True), (8, False)):
        now = NOON + days * DAY
        store.note_contact(now, now)
        while store.shred(now):
            pass
        assert (store.envelope_of(sealed.id) is not None) is is_there
        assert (store.sealed(forwarded.id) is not None) is is_there


def test_a_receipt_that_came_over_the_shop_is_dated_by_the_gateway_too(store: Store) -> None:
    """The last contact of this counter itself is long ago, and its clock is wrong."""
    sealed = registration(1)
    store.save(sealed, AuditEvent("registration_saved", NOON))
    store.note_contact(NOON - 5 * DAY, NOON - 5 * DAY)
    store.settle(sealed.id, receipt(sealed), NOON + YEAR)
    row = store.row(sealed.id)
    assert row is not None
    assert row.settled_at == NOON


def test_a_clock_that_stands_in_the_past_keeps_nothing_for_ever(store: Store) -> None:
    sealed = registration(1)
    store.save(sealed, AuditEvent("registration_saved", NOON))
    store.note_contact(NOON, NOON)
    store.settle(sealed.id, receipt(sealed), NOON)
    store.note_contact(NOON - YEAR, NOON + 8 * DAY)
    while store.shred(NOON - YEAR):
        pass
    assert store.envelope_of(sealed.id) is None


def test_an_old_countersignature_of_what_was_let_go_changes_nothing(store: Store) -> None:
    entries = [store.append_audit(AuditEvent("clerk_logged_in", NOON)) for _ in range(5)]
    old, new = (Countersignature("D-1", each.index, each.head, "t") for each in entries[1::3])
    store.keep_countersignature(new)
    shred_all(store, 800)
    assert [entry.index for entry in store.audit_behind(0, 9)] == [4, 5]
    store.keep_countersignature(old)
    assert store.countersigned_index() == new.index
    after = store.append_audit(AuditEvent("clerk_logged_in", NOON))
    assert after.index == 6


def test_a_long_backlog_goes_in_slices(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "store")
    for sequence in range(1, 121):
        sealed = registration(sequence)
        store.save(sealed, AuditEvent("registration_saved", NOON))
        store.settle(sealed.id, receipt(sealed), NOON)
    touched = []
    while slice_ := store.shred(NOON + 100 * DAY):
        touched.append(slice_)
    assert sum(touched) == 240
    assert max(touched) <= 100
    store.close()


def test_the_counter_keeps_masks_until_the_month_of_a_case_is_signed_off(store: Store) -> None:
    """What the counter passes on: nothing signed, the month before, this month; and no later than
    ninety days whatever was signed."""
    policy = InspectionPolicy(month_of(NOON))
    walk = []
    for day, signed in ((31, None), (31, month_of(NOON).previous), (31, month_of(NOON))):
        sealed = registration(store.next_sequence())
        store.save(sealed, AuditEvent("registration_saved", NOON))
        store.settle(sealed.id, receipt(sealed), NOON)
        now = NOON + day * DAY
        store.note_contact(now, now)
        until = policy.owes_from.previous if signed is None else signed
        while store.shred(now, until.last_day):
            pass
        row = store.row(sealed.id)
        walk.append(row is not None and bool(row.masked_id_number))
        store.note_contact(NOON, NOON)
    assert walk == [True, True, False]


def test_a_signed_month_is_kept_as_long_as_receipts_are(store: Store) -> None:
    report = the_report(Month(2026, 2))
    event = AuditEvent("inspection_signed", NOON)
    store.inspections.close(report, "proof", event)
    store.inspections.acknowledge(1, "receipt", NOON)
    newest = replace(report, month=Month(2026, 3))
    store.inspections.close(newest, "proof", event)
    store.inspections.refuse(2, "INSPECTION_REFUSED")
    shred_all(store, 730)
    store.inspections.close(newest, "proof", AuditEvent("inspection_signed", NOON + 730 * DAY))
    last = store.inspections.last()
    assert last is not None
    assert last.number == 3
    shred_all(store, 731)
    assert store.inspections.signed_until() == newest.month
