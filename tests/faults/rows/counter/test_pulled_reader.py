"""Row 53: a card is lifted, or its reader pulled, in the middle of a read."""

from __future__ import annotations

from pos_client.application.state import ReaderPhase
from tests.integration.chain.shop import Shop


def test_row_53_a_card_pulled_away_gives_nobody_and_can_be_laid_again(
    shop: Shop,
) -> None:
    counter = shop.open_at_work()
    shop.plate.control.fault("card_lost times=1")
    shop.plate.lay("resident-lin")
    shop.plate.clear()
    assert counter.state.case is None or counter.state.case.identity is None
    shop.plate.control.clear_faults()
    counter.register("resident-lin")


def test_row_53_a_pulled_reader_is_told_once_and_a_case_goes_on_without_it(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    shop.plate.control.unplug()
    counter.wait_for(lambda now: now.reader.phase is ReaderPhase.LOST)
    assert counter.finish().last_saved is not None
    lost = [state.reader for state in counter.watch.states]
    changes = [one for one, before in zip(lost[1:], lost, strict=False) if one != before]
    assert [each.phase for each in changes].count(ReaderPhase.LOST) == 1
    shop.plate.control.plug()
    counter.wait_for(lambda now: now.reader.phase is ReaderPhase.READY)
    counter.register("resident-wang")
