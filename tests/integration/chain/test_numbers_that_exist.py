"""A number that exists goes through a real counter and gateway, from its look-up to the receipt."""

from __future__ import annotations

import time
from collections.abc import Callable

from pos_client.application import commands
from pos_client.application.state import CasePhase, CounterState
from pos_client.application.subject_commands import BeginFlow, DisputeNumber, LookUpNumber
from pos_client.domain.flow import Step
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.ledger import read_ledger
from tests.integration.chain.shop import Counter, Shop, told, trouble

CHECK = "second_real_person_check"
OF_LIN, NEW_SIM_OF_JIN, OF_JIN = 7, 8, 200
A_HAND_S = 1.0  # nobody changes cards so quickly that a reader sees no empty plate
FLAGGED_OF_LIN, FLAGGED_OF_JIN = 10, 250


def number_of(invented: int) -> str:
    return f"170556{invented:05d}"


def at(step: Step) -> Callable[[CounterState], bool]:
    def holds(state: CounterState) -> bool:
        case = state.case
        return case is not None and case.phase is CasePhase.OPEN and case.step is step

    return holds


def looked_up(counter: Counter, flow: str, invented: int) -> None:
    """The key of the flow and the number, at an idle counter."""
    counter.submit(commands.FinishCase())
    counter.wait_for(lambda state: state.case is None)
    counter.submit(BeginFlow(flow))
    counter.wait_for(at(Step.LOOK_UP))
    counter.submit(LookUpNumber(number_of(invented)))
    counter.wait_for(at(Step.READ_CARD))


def served(counter: Counter, flow: str, invented: int, slug: str) -> CounterState:
    """Until the case is over, by whoever is honest."""
    looked_up(counter, flow, invented)
    counter.welcome(slug)
    counter.plate.lay(slug)
    counter.wait_for(at(Step.VISUAL_CHECK))
    counter.plate.lift()
    return counter.finish()


def test_a_sim_is_replaced_at_once_or_later_and_for_its_person_only(shop: Shop) -> None:
    counter = shop.open_at_work()
    for invented, slug, is_delayed in (
        (OF_LIN, "resident-lin", False),
        (NEW_SIM_OF_JIN, "resident-jin", True),
    ):
        served(counter, "sim_replacement", invented, slug)
        saved = counter.state.last_saved
        assert saved is not None, told(counter.state)
        receipt = counter.settled(saved.id)
        assert (receipt.outcome, receipt.phone_number) == (Outcome.ACCEPTED, number_of(invented))
        assert (receipt.sim_works_from is not None) is is_delayed
    state = served(counter, "sim_replacement", OF_JIN, "resident-tong")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")
    ledger = shop.ledger()
    assert [each["phone_number"] for each in ledger["sim_replacements"]] == [
        number_of(OF_LIN),
        number_of(NEW_SIM_OF_JIN),
    ]
    assert [row["effects"] for row in ledger["registrations"]] == [1, 1]
    assert counter.state.queue.pending == 0


def test_the_person_of_a_flagged_number_is_checked_in_an_own_hall(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(kind=OutletKind.OWN_HALL)
    counter = shop.open_at_work()
    served(counter, CHECK, FLAGGED_OF_LIN, "resident-lin")
    saved = counter.state.last_saved
    assert saved is not None, told(counter.state)
    receipt = counter.settled(saved.id)
    assert (receipt.outcome, receipt.phone_number) == (
        Outcome.ACCEPTED,
        number_of(FLAGGED_OF_LIN),
    )
    counter.submit(commands.FinishCase())
    counter.wait_for(lambda state: state.case is None)
    counter.submit(BeginFlow(CHECK))
    counter.wait_for(at(Step.LOOK_UP))
    counter.submit(LookUpNumber(number_of(FLAGGED_OF_LIN)))
    counter.wait_for(trouble("B-618"))  # the flag is lifted
    counter.submit(commands.CancelCase())
    state = served(counter, CHECK, FLAGGED_OF_JIN, "resident-tong")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")


def _lists_numbers(state: CounterState) -> bool:
    shown = state.case.own_numbers if state.case is not None else None
    return shown is not None and shown.numbers is not None


def test_a_customer_disputes_a_number_of_their_own_list_in_an_own_hall(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(kind=OutletKind.OWN_HALL)
    counter = shop.open_at_work()
    counter.submit(commands.FinishCase())
    counter.submit(BeginFlow("disputed_number"))
    counter.wait_for(at(Step.READ_CARD))
    counter.welcome("resident-lin")
    counter.plate.lay("resident-lin")
    counter.wait_for(at(Step.VISUAL_CHECK))
    counter.plate.lift()
    counter.reach(Step.OWN_NUMBERS.value)
    counter.submit(commands.ConfirmStep(Step.OWN_NUMBERS.value))
    case = counter.wait_for(_lists_numbers).case
    assert case is not None
    assert case.own_numbers is not None
    shown = case.own_numbers.numbers or ()
    assert [each.masked_phone_number[-4:] for each in shown] == ["0001", "0007", "0010"]
    counter.submit(DisputeNumber(shown[1].reference))
    counter.wait_for(at(Step.FORM))
    counter.finish()
    saved = counter.state.last_saved
    assert saved is not None, told(counter.state)
    settled = counter.settled(saved.id)
    mask = mask_phone_number(number_of(OF_LIN))
    assert (settled.outcome, settled.phone_number) == (Outcome.ACCEPTED, mask)
    (filed,) = read_ledger(shop.sandbox.home.folder)["disputed_numbers"]
    assert filed["phone_number"] == number_of(OF_LIN)
    assert filed["registration_id"] == str(saved.id)


def test_an_agent_does_not_offer_a_second_check(shop: Shop) -> None:
    counter = shop.open_at_work()
    assert "sim_replacement" in [each.name for each in counter.state.flows]
    assert CHECK not in [each.name for each in counter.state.flows]
    counter.submit(BeginFlow(CHECK))
    assert counter.wait_for(trouble("B-617")).case is None


def test_without_the_gateway_no_key_begins_what_needs_it(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.sandbox.stop()
    counter.wait_for(lambda state: state.gateway.is_reachable is False)
    counter.submit(BeginFlow("sim_replacement"))
    state = counter.wait_for(trouble("B-607"))
    assert state.case is None


def laid(counter: Counter, slug: str) -> None:
    """The next person's card, at the step that asks for one."""
    time.sleep(A_HAND_S)
    counter.welcome(slug)
    counter.plate.lay(slug)
    counter.wait_for(lambda state: at(Step.VISUAL_CHECK)(state) or state.trouble is not None)
    counter.plate.lift()


def given_by(counter: Counter, slug: str, invented: int) -> None:
    """A transfer as far as the card of whoever gets the number."""
    looked_up(counter, "transfer", invented)
    laid(counter, slug)
    counter.reach(Step.READ_CARD.value)


def test_a_number_goes_from_one_person_to_another(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(kind=OutletKind.OWN_HALL)
    counter = shop.open_at_work()
    given_by(counter, "resident-lin", OF_LIN)
    laid(counter, "resident-lin")
    assert counter.state.trouble is not None
    assert counter.state.trouble.code == "B-619"  # nobody gives to themselves
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda state: state.trouble is None)
    laid(counter, "resident-wang")
    state = counter.finish()
    saved = counter.state.last_saved
    assert saved is not None, told(state)
    receipt = counter.settled(saved.id)
    assert (receipt.outcome, receipt.phone_number) == (Outcome.ACCEPTED, number_of(OF_LIN))
    # Whoever gave it away has it no more.
    counter.submit(commands.FinishCase())
    counter.wait_for(lambda state: state.case is None)
    looked_up(counter, "transfer", OF_LIN)
    laid(counter, "resident-lin")
    state = counter.finish()
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")
    ledger = shop.ledger()
    assert [row["effects"] for row in ledger["registrations"]] == [1]
