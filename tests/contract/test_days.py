"""Figures of days and shifts: the store in memory and the store on disk say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.day_figures import ClerkFigures, Figures, Shift, total
from pos_client.domain.day_sheet import DaySheet, SheetKind
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.retention import RECORD_KEPT
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.day_sheets import day_sheet
from tests.registrations import NOON, SEALED, receipt, registration

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
CLOSED = AuditEvent("shift_handed_over", NOON, {"sheet": 1})


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, **facts: object) -> SealedRegistration:
    changes = {name: facts.pop(name) for name in ("flow", "masked_phone_number") if name in facts}
    made = registration(store.next_sequence(), **facts)  # type: ignore[arg-type]
    made = replace(made, **changes)  # type: ignore[arg-type]
    store.save(made, SEALED)
    return made


def figures(store: Store, day: date = TODAY) -> Figures:
    return total(store.days.of_day(day))


def close(store: Store, sheet: DaySheet, event: AuditEvent) -> AuditEntry:
    """End the shift with nothing in between the sheet and its signatures."""
    return store.days.close(sheet, event, store.days.freeze(None).counted)


def test_a_new_counter_has_nothing_to_tell(store: Store) -> None:
    assert figures(store) == Figures()
    assert store.days.shift() == Shift(1, "", None)
    assert store.days.last_sheet() is None
    assert store.days.next_number() == 1


def test_what_is_saved_is_counted_with_its_clerk(store: Store) -> None:
    saved(store)
    saved(store, is_offline=True)
    saved(store, clerk_number="1002", is_offline=True)
    assert store.days.of_day(TODAY) == (
        ClerkFigures("1001", Figures(saved=2, captured=1, sims_used=2)),
        ClerkFigures("1002", Figures(saved=1, captured=1, sims_used=1)),
    )


def test_only_a_registration_with_a_sim_uses_one_up(store: Store) -> None:
    saved(store, flow="re_registration")
    saved(store, masked_phone_number="", is_offline=True)  # its customer comes again for it
    assert figures(store).sims_used == 0
    for place, flow in enumerate(("await_customer", "sim_replacement", "port_in"), start=1):
        saved(store, flow=flow)
        assert figures(store).sims_used == place


def test_a_receipt_counts_for_who_registered_on_the_day_on_which_it_came(store: Store) -> None:
    sealed = saved(store, clerk_number="1002", is_offline=True)
    store.settle(sealed.id, receipt(sealed, Outcome.UNDER_REVIEW), NOON)
    assert figures(store).accepted == 0
    store.settle(sealed.id, receipt(sealed), NOON + DAY)
    assert figures(store).accepted == 0
    assert store.days.of_day(TODAY + DAY) == (ClerkFigures("1002", Figures(accepted=1)),)


def test_the_sim_of_a_rejected_registration_comes_back(store: Store) -> None:
    first, second = saved(store), saved(store)
    store.settle(first.id, receipt(first, Outcome.REJECTED, "QUOTA_FULL"), NOON)
    store.settle(second.id, receipt(second), NOON)
    assert figures(store) == Figures(saved=2, accepted=1, rejected=1, sims_used=1)


def test_a_receipt_twice_counts_once(store: Store) -> None:
    sealed = saved(store)
    for _ in range(2):
        store.settle(sealed.id, receipt(sealed), NOON)
    assert figures(store).accepted == 1


def test_the_day_of_china_begins_eight_hours_before_that_of_greenwich(store: Store) -> None:
    saved(store, created_at=NOON.replace(hour=15, minute=59))
    saved(store, created_at=NOON.replace(hour=16))
    assert (figures(store).saved, figures(store, TODAY + DAY).saved) == (1, 1)


def test_the_figures_agree_with_the_summary_of_the_queue(store: Store) -> None:
    made = [saved(store, is_offline=place % 2 == 0) for place in range(6)]
    for place, sealed in enumerate(made[:4]):
        word = Outcome.REJECTED if place == 3 else Outcome.ACCEPTED
        store.settle(sealed.id, receipt(sealed, word), NOON)
    counted, summary = figures(store), store.summary(TODAY)
    assert (counted.saved, counted.accepted, counted.rejected) == (6, 3, 1)
    assert (summary.saved_today, summary.accepted_today, summary.rejected_today) == (6, 3, 1)


def test_papers_are_counted_by_kind_and_by_whether_they_are_the_first(store: Store) -> None:
    for is_slip, is_reprint, times in (
        (True, False, 4),
        (True, True, 3),
        (False, False, 2),
        (False, True, 1),
    ):
        for _ in range(times):
            store.days.note_printed("1001", NOON, is_slip=is_slip, is_reprint=is_reprint)
    assert store.days.of_day(TODAY) == (
        ClerkFigures("1001", Figures(slips=4, slip_reprints=3, forms=2, form_reprints=1)),
    )


def test_a_shift_is_begun_by_the_first_log_in_behind_the_last_one(store: Store) -> None:
    store.days.begin_shift("1001", NOON)
    store.days.begin_shift("1002", NOON + DAY)  # at lunch
    assert store.days.shift() == Shift(1, "1001", NOON)
    close(store, day_sheet(), CLOSED)
    assert store.days.shift() == Shift(2, "", None)
    store.days.begin_shift("1002", NOON + DAY)
    assert store.days.shift() == Shift(2, "1002", NOON + DAY)


def test_a_hand_over_divides_the_figures_of_a_day(store: Store) -> None:
    store.days.begin_shift("1001", NOON)
    first = saved(store)
    close(store, day_sheet(), CLOSED)
    saved(store, clerk_number="1002")
    store.settle(first.id, receipt(first), NOON)  # of the earlier shift, and it came in this one
    assert store.days.of_shift(1) == (ClerkFigures("1001", Figures(saved=1, sims_used=1)),)
    assert total(store.days.of_shift(2)) == Figures(saved=1, accepted=1, sims_used=1)
    assert figures(store) == Figures(saved=2, accepted=1, sims_used=2)


@pytest.mark.parametrize("day", [None, TODAY])
def test_what_comes_while_a_sheet_is_signed_is_of_the_next_shift(
    store: Store, day: date | None
) -> None:
    first, second = saved(store), saved(store, clerk_number="1002")
    store.settle(first.id, receipt(first), NOON)
    frozen = store.days.freeze(day)
    late = NOON + timedelta(minutes=1)
    store.settle(second.id, receipt(second, Outcome.REJECTED, "QUOTA_FULL"), late)
    store.days.close(day_sheet(made_at=NOON), CLOSED, frozen.counted)
    assert tuple(store.days.of_shift(1)) == frozen.lines
    assert store.days.of_shift(2) == (ClerkFigures("1002", Figures(rejected=1, sims_used=-1)),)
    assert figures(store) == Figures(saved=2, accepted=1, rejected=1, sims_used=1)
    # What comes out otherwise is taken back where it stands now.
    at = NOON + DAY
    assert store.forgotten.deliver_again(second.id, AuditEvent("forgotten", at, {}), at)
    store.settle(second.id, receipt(second), at)
    assert total(store.days.of_shift(2)) == Figures(accepted=1)
    assert tuple(store.days.of_shift(1)) == frozen.lines


def test_a_case_refused_at_the_counter_is_counted_with_its_entry(store: Store) -> None:
    refused = AuditEvent("case_refused", NOON, {"code": "ID_MISMATCH"})
    entry = store.days.note_refused("1001", refused)
    assert store.audit_head() == (entry.index, entry.head)
    assert store.days.of_day(TODAY) == (ClerkFigures("1001", Figures(refused=1)),)
    assert [each.event for each in store.audit_behind(0, 9)] == [refused]


def test_day_end_sheets_of_one_day_are_numbered(store: Store) -> None:
    assert store.days.day_ends(TODAY) == 0
    close(store, day_sheet(kind=SheetKind.DAY_END), CLOSED)
    close(store, day_sheet(number=2, shift=2), CLOSED)
    assert store.days.day_ends(TODAY) == store.days.freeze(TODAY).day_ends == 1
    assert store.days.day_ends(TODAY + DAY) == store.days.freeze(None).day_ends == 0


def test_a_shift_may_last_beyond_midnight(store: Store) -> None:
    saved(store)
    saved(store, created_at=NOON + DAY)
    assert (figures(store).saved, figures(store, TODAY + DAY).saved) == (1, 1)
    assert total(store.days.of_shift(1)).saved == 2


def test_a_sheet_is_kept_as_it_was_signed_with_its_entry_in_the_chain(store: Store) -> None:
    sheet = day_sheet()
    entry = close(store, sheet, CLOSED)
    assert store.audit_head() == (entry.index, entry.head)
    assert [each.event for each in store.audit_behind(0, 9)] == [CLOSED]
    kept = store.days.last_sheet()
    assert kept == sheet
    assert kept is not None
    assert kept.sha256 == sheet.sha256
    assert store.days.next_number() == 2


@pytest.mark.parametrize("change", [{"number": 2}, {"shift": 2}])
def test_a_sheet_of_another_shift_ends_nothing(store: Store, change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="another shift"):
        close(store, day_sheet(**change), CLOSED)
    assert store.days.last_sheet() is None
    assert store.audit_head()[0] == 0


def test_what_the_gateway_forgot_is_taken_back_where_it_was_counted(store: Store) -> None:
    sealed = saved(store)
    store.settle(sealed.id, receipt(sealed), NOON)
    close(store, day_sheet(made_at=NOON + timedelta(hours=1)), CLOSED)
    at = NOON + DAY
    assert store.forgotten.deliver_again(sealed.id, AuditEvent("forgotten", at, {}), at)
    store.settle(sealed.id, receipt(sealed, Outcome.REJECTED, "QUOTA_FULL"), NOON + DAY)
    assert total(store.days.of_shift(1)) == Figures(saved=1, sims_used=1)
    assert store.days.of_day(TODAY + DAY) == (
        ClerkFigures("1001", Figures(rejected=1, sims_used=-1)),
    )


def test_figures_and_sheets_are_kept_for_24_months_and_the_newest_sheet_for_ever(
    store: Store,
) -> None:
    saved(store)
    close(store, day_sheet(), CLOSED)
    close(store, day_sheet(number=2, shift=2), CLOSED)
    late = NOON + RECORD_KEPT
    store.note_contact(late, late)
    store.shred(late)
    assert figures(store).saved == 1
    late += DAY
    store.note_contact(late, late)
    while store.shred(late):
        pass
    assert figures(store) == Figures()
    last = store.days.last_sheet()
    assert last is not None
    assert (last.number, store.days.next_number(), store.days.shift().number) == (2, 3, 3)
