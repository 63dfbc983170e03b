"""However numbers come and go, the limit counts what their holder is shown: one book for both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert, update

from pos_client.domain.flow import Flow
from pos_client.domain.flows import (
    AWAIT_CUSTOMER,
    DISPUTED_NUMBER,
    NEW_NUMBER,
    NEW_NUMBER_BY_TRUSTEE,
    NEW_NUMBER_WITH_GUARDIAN,
    PORT_IN,
    RE_REGISTRATION,
    SECOND_REAL_PERSON_CHECK,
    SIM_REPLACEMENT,
    TRANSFER,
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_USER,
)
from pos_client.domain.own_number import DisputeAnswer
from pos_client.domain.subject import SubscriberState
from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.acceptance import Acceptance
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.names import brand_of, count_in_name
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.subscriber_tables import subscribers
from tests.integration.sandbox.conftest import Enrol

_OPENING = (
    NEW_NUMBER,
    AWAIT_CUSTOMER,
    NEW_NUMBER_WITH_GUARDIAN,
    NEW_NUMBER_BY_TRUSTEE,
    PORT_IN,
    UNIT_USER,
    UNIT_ACTIVATION,
)
_STAYING = (SIM_REPLACEMENT, SECOND_REAL_PERSON_CHECK)
_PEOPLE = st.integers(0, 2)
_ANY = st.integers(0, 2**16)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path_factory.mktemp("gateway")) as sandbox:
        yield sandbox


class Numbers(RuleBasedStateMachine):
    """Three people, and who has which numbers after each acceptance; the model is a dictionary."""

    made = 0

    def __init__(self, gateway: RunningSandbox, device_id: str) -> None:
        super().__init__()
        self._gateway, self._device_id = gateway, device_id
        self._people = [new_id().bytes for _ in range(3)]
        self._holders: dict[str, bytes | None] = {}
        self._disputed: set[str] = set()
        self._nobodys: list[str] = []

    def _accept(self, flow: str, number: str, person: bytes) -> None:
        accepted = Acceptance(flow, self._device_id, str(new_id()), number, person, _iccid(number))
        self._gateway.call(lambda desk: desk.decisions.take_effect(accepted))

    def _one_more(self) -> str:
        Numbers.made += 1
        return f"170{Numbers.made:08d}"

    def _some(self, which: int) -> str:
        return sorted(self._holders)[which % len(self._holders)]

    @rule(who=_PEOPLE, flow=st.sampled_from(_OPENING))
    def get_a_number(self, who: int, flow: Flow) -> None:
        number = self._one_more()
        self._accept(flow.name, number, self._people[who])
        self._holders[number] = self._people[who]

    @rule(who=_PEOPLE)
    def answer_for_a_device(self, who: int) -> None:
        self._accept(UNIT_INDUSTRY_SIM.name, self._one_more(), self._people[who])

    @rule()
    def find_a_number_of_nobodys(self) -> None:
        number = self._one_more()
        row = {
            "phone_number": number,
            "sim_number": "",
            "state": SubscriberState.UNREGISTERED.value,
            "suspension": "NONE",
        }
        self._gateway.call(lambda desk: desk.connection.execute(insert(subscribers), row))
        self._nobodys.append(number)

    @precondition(lambda self: self._nobodys)
    @rule(who=_PEOPLE)
    def register_it(self, who: int) -> None:
        number = self._nobodys.pop()
        self._accept(RE_REGISTRATION.name, number, self._people[who])
        self._holders[number] = self._people[who]

    @precondition(lambda self: self._holders)
    @rule(which=_ANY, who=_PEOPLE)
    def hand_over(self, which: int, who: int) -> None:
        number = self._some(which)
        self._accept(TRANSFER.name, number, self._people[who])
        self._holders[number] = self._people[who]

    @precondition(lambda self: self._holders)
    @rule(which=_ANY, flow=st.sampled_from(_STAYING))
    def keep(self, which: int, flow: Flow) -> None:
        number = self._some(which)
        person = self._holders[number]
        assert person is not None
        self._accept(flow.name, number, person)

    @precondition(lambda self: self._holders)
    @rule(which=_ANY, is_upheld=st.booleans())
    def dispute(self, which: int, is_upheld: bool) -> None:
        number = self._some(which)
        person = self._holders[number]
        if number in self._disputed or person is None:
            return
        self._disputed.add(number)
        self._accept(DISPUTED_NUMBER.name, number, person)
        answer = DisputeAnswer.UPHELD if is_upheld else DisputeAnswer.WITHDRAWN
        self._gateway.call(lambda desk: desk.own_numbers.answer(number, answer))
        if is_upheld:
            del self._holders[number]
            self._nobodys.append(number)

    @precondition(lambda self: self._holders)
    @rule(which=_ANY)
    def end(self, which: int) -> None:
        """销户, which the carrier alone does."""
        number = self._some(which)
        of_number = subscribers.c.phone_number == number
        ended = {"state": SubscriberState.TERMINATED.value}
        self._gateway.call(
            lambda desk: desk.connection.execute(update(subscribers).where(of_number).values(ended))
        )
        del self._holders[number]

    @invariant()
    def each_is_counted_for_whom_it_is_shown_to(self) -> None:
        for person in self._people:
            counted, shown = self._gateway.call(lambda desk, who=person: self._told(desk, who))
            theirs = sorted(number for number, who in self._holders.items() if who == person)
            assert (counted, shown) == (len(theirs), theirs)

    def _told(self, desk: Desk, person: bytes) -> tuple[int, list[str]]:
        brands = (brand_of(desk.connection, self._device_id),)
        lines = desk.own_numbers.in_name_of(person)
        shown = [each.phone_number for each in lines if each.answer != DisputeAnswer.UPHELD]
        return count_in_name(desk.connection, person, brands), sorted(shown)


def _iccid(number: str) -> str:
    return f"898600{int(number) % 10**13:013d}0"


def test_what_is_counted_is_what_is_shown(gateway: RunningSandbox, enrol: Enrol) -> None:
    device_id = enrol(gateway).id
    run_state_machine_as_test(
        lambda: Numbers(gateway, device_id),
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
