"""A card that is opened behind the gateway: reader, decoder, counter and ledger, all real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.simulator.device import SimulatedCard
from drivers.simulator.remote_device import RemoteSamDevice
from pos_client.application.state import CasePhase
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import BelowLevel, LevelRule
from pos_client.infrastructure.settings import Settings
from pos_client.sandbox.cipher_cards import CipherCards, card_answers
from pos_client.sandbox.cipher_session import TestAuthority
from pos_client.sandbox.policy import everywhere
from tests.integration.chain.plate import Plate
from tests.integration.chain.shop import Shop, eventually, reachable, saved, trouble
from tests.integration.drivers.served import served

A_NEEDED = everywhere(LevelRule(EvidenceLevel.A))
A_OR_REVIEW = everywhere(LevelRule(EvidenceLevel.A, BelowLevel.REVIEW, review_above_per_day=1))


def remote_plate(answers: Callable[..., bytes | None] = card_answers) -> Plate:
    return Plate(RemoteSamDevice(answers), "remote-sam")


def levels(shop: Shop) -> list[tuple[str, str, str]]:
    return [
        (row["outcome"], row["evidence_level"], row["code"])
        for row in shop.ledger()["registrations"]
    ]


def test_a_card_that_only_the_decoder_can_open_is_registered_at_level_a(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(plate=remote_plate(), minimum_level=A_NEEDED)
    counter = shop.open_at_work()
    last = counter.settled(counter.register("resident-lin").id)
    assert last.outcome is Outcome.ACCEPTED
    assert levels(shop) == [("ACCEPTED", "A", "")]


def test_a_sam_reader_is_not_enough_where_level_a_is_needed(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(minimum_level=A_NEEDED)
    counter = shop.open_at_work()
    state = counter.lay("resident-lin")
    assert state.case is None
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.facts) == ("B-615", ())


def test_below_level_a_one_a_day_is_taken_and_the_next_is_looked_at(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(minimum_level=A_OR_REVIEW)
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    counter.settled(counter.register("resident-deang").id)
    assert levels(shop) == [("ACCEPTED", "B", ""), ("UNDER_REVIEW", "B", "LEVEL_TOO_LOW")]


@pytest.mark.parametrize("needed", [A_NEEDED, A_OR_REVIEW])
def test_without_the_gateway_no_case_begins_where_level_a_is_needed(
    make_shop: Callable[..., Shop], needed: object
) -> None:
    shop = make_shop(minimum_level=needed)
    counter = shop.open_at_work()
    counter.wait_for(lambda state: not state.gateway.is_draining)
    shop.close(counter)
    shop.sandbox.stop()
    counter = shop.open_offline()
    state = counter.wait_for(lambda state: state.offline is not None)
    assert state.offline is not None
    assert (state.offline.allowed_more, state.offline.limit) == (0, "level")
    counter.lay("resident-lin")
    counter.wait_for(trouble("B-601"))
    assert shop.asked("select count(*) from outbox") == [(0,)]


def test_without_the_gateway_a_remote_reader_gives_nothing_and_says_why(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(plate=remote_plate())
    counter = shop.open_at_work()
    shop.close(counter)
    shop.sandbox.stop()
    counter = shop.open_offline()
    state = counter.lay("resident-lin")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.CARD_REFUSED, "decoder_away")


def test_a_card_of_another_authority_is_not_believed(make_shop: Callable[..., Shop]) -> None:
    strangers = CipherCards(TestAuthority("somebody else's"))

    def answers(card: SimulatedCard, sam_id: str, opening: bytes) -> bytes | None:
        # It does not mind who the decoder is, either.
        return strangers.answer(card, sam_id, opening, is_trusting=True)

    shop = make_shop(plate=remote_plate(answers))
    counter = shop.open_at_work()
    state = counter.lay("resident-lin")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.CARD_REFUSED, "card_not_believed")
    assert {alarm["code"] for alarm in shop.ledger()["alarms"]} == {"CARD_NOT_BELIEVED"}


def test_a_remote_reader_waits_for_nobody_who_has_not_logged_in(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(plate=remote_plate())
    counter = shop.open()
    counter.wait_for(lambda state: bool(state.reader.sam_id))
    counter.plate.lay("resident-lin")
    counter.wait_for(lambda state: state.has_unread_card)
    shop.log_in(counter)
    counter.plate.lift()
    assert counter.register("resident-lin")


@pytest.mark.parametrize("line", ["--pty", "--tcp"])
def test_a_remote_reader_in_a_process_of_its_own_serves_a_counter(
    make_shop: Callable[..., Shop], tmp_path: Path, line: str
) -> None:
    where = str(tmp_path / "reader") if line == "--pty" else "0"
    with served("--remote", line, where, "--control", str(tmp_path / "control")) as simulator:
        assert simulator.address.startswith("remote-sam:")
        shop = make_shop(minimum_level=A_NEEDED)
        counter = shop.open(Settings(reader_addresses=(simulator.address,)))
        counter.wait_for(reachable)
        shop.log_in(counter)
        counter.wait_for(lambda state: bool(state.reader.sam_id))
        counter.welcome("resident-lin")
        simulator.tell("lay resident-lin")
        counter.wait_for(lambda state: state.case is not None or state.trouble is not None)
        assert saved(counter.finish())
        simulator.tell("lift")
        eventually(lambda: levels(shop))
        assert levels(shop) == [("ACCEPTED", "A", "")]
