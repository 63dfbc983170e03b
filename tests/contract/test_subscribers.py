"""`ports.Subscribers`, by the scripted one and by the real gateway: one suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from pos_client.application.case_trouble import (
    CaseTrouble,
    LookUpRefused,
    OwnNumbersRefused,
    PortInRefused,
)
from pos_client.application.subscribers import OwnNumbersAsked, Subscribers
from pos_client.domain.subject import SubscriberState, Suspension
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.words import Session
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.subscribers import (
    DONOR,
    DONOR_CODE,
    INCOMPLETE,
    PORTED,
    ScriptedSubscribers,
)
from tests.contract.gateway_world import sandbox_world, scripted_world

# The second of the invented numbers is suspended both ways, the fifth complete.
INCOMPLETE_NUMBER, DEAF_NUMBER, COMPLETE_NUMBER = "17055600001", "17055600002", "17055600005"
NOBODYS = "17055699999"


class Known(NamedTuple):
    """A carrier that knows these three numbers by the same SIMs."""

    port: Subscribers
    session: Session
    newest_code: Callable[[str], str]

    def look_up(self, phone_number: str = "", iccid: str = "") -> tuple[str, bool]:
        found = self.port.look_up(phone_number, iccid, self.session)
        return found.subscriber.phone_number, found.is_sim_in_use

    def refusal(self, work: Callable[[], object], kind: type[CaseTrouble] = LookUpRefused) -> str:
        with pytest.raises(kind) as caught:
            work()
        return str(dict(caught.value.facts)["reason"])

    def wrong(self, code: str) -> str:
        return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture(params=["scripted", "http"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Known]:
    if request.param == "scripted":
        port = ScriptedSubscribers()
        deaf = replace(
            INCOMPLETE, phone_number=DEAF_NUMBER, suspension=Suspension.SUSPENDED_BOTH_WAYS
        )
        complete = replace(
            INCOMPLETE, phone_number=COMPLETE_NUMBER, state=SubscriberState.REGISTERED, missing=()
        )
        port.known = {
            iccid_in_use(1): INCOMPLETE,
            iccid_in_use(2): deaf,
            iccid_in_use(5): complete,
        }
        yield Known(port, scripted_world().log_in(), port.codes.__getitem__)
        return
    with RunningSandbox(tmp_path / "sandbox") as sandbox:
        world = sandbox_world(sandbox, tmp_path / "device")
        assert isinstance(world.gateway, HttpGateway)

        def newest(phone_number: str) -> str:
            return sandbox.call(lambda desk: desk.subscribers.codes.newest(phone_number))

        yield Known(world.gateway.subscribers, world.log_in(), newest)
        world.gateway.close()


def test_a_number_is_found_by_itself_by_its_sim_and_by_both(known: Known) -> None:
    sim = iccid_in_use(1)
    assert known.look_up(INCOMPLETE_NUMBER) == (INCOMPLETE_NUMBER, False)
    assert known.look_up(iccid=sim) == (INCOMPLETE_NUMBER, True)
    assert known.look_up(INCOMPLETE_NUMBER, sim) == (INCOMPLETE_NUMBER, True)


def test_another_numbers_sim_is_found_not_to_be_in_use(known: Known) -> None:
    assert known.look_up(INCOMPLETE_NUMBER, iccid_in_use(2)) == (INCOMPLETE_NUMBER, False)
    assert known.look_up(INCOMPLETE_NUMBER, iccid_in_use(7_777)) == (INCOMPLETE_NUMBER, False)


@pytest.mark.parametrize(
    ("phone_number", "iccid"), [(NOBODYS, ""), ("", iccid_in_use(7_777)), ("", "")]
)
def test_who_is_not_known_is_said_to_be_unknown(
    known: Known, phone_number: str, iccid: str
) -> None:
    assert known.refusal(lambda: known.look_up(phone_number, iccid)) == "unknown"


def test_what_is_said_is_masked(known: Known) -> None:
    found = known.port.look_up(INCOMPLETE_NUMBER, "", known.session).subscriber
    assert found.state is SubscriberState.INCOMPLETE
    assert found.masked_owner.endswith("*")
    assert found.missing


def test_a_code_that_is_read_out_proves_once(known: Known) -> None:
    known.port.send_code(INCOMPLETE_NUMBER, known.session)
    code = known.newest_code(INCOMPLETE_NUMBER)
    check = known.port.check_code
    assert check(INCOMPLETE_NUMBER, code, known.session).startswith("use-")
    assert known.refusal(lambda: check(INCOMPLETE_NUMBER, code, known.session)) == "code"


def test_only_the_newest_code_counts(known: Known) -> None:
    known.port.send_code(INCOMPLETE_NUMBER, known.session)
    first = known.newest_code(INCOMPLETE_NUMBER)
    known.port.send_code(INCOMPLETE_NUMBER, known.session)
    second = known.newest_code(INCOMPLETE_NUMBER)
    check = known.port.check_code
    if first != second:  # six digits meet once in a million
        assert known.refusal(lambda: check(INCOMPLETE_NUMBER, first, known.session)) == "code"
    assert check(INCOMPLETE_NUMBER, second, known.session)


def test_nobody_guesses_for_ever(known: Known) -> None:
    known.port.send_code(INCOMPLETE_NUMBER, known.session)
    code = known.newest_code(INCOMPLETE_NUMBER)
    check = known.port.check_code
    wrong = known.wrong(code)
    for _ in range(5):
        assert known.refusal(lambda: check(INCOMPLETE_NUMBER, wrong, known.session)) == "code"
    assert known.refusal(lambda: check(INCOMPLETE_NUMBER, code, known.session)) == "code"


def test_a_code_of_another_number_is_none(known: Known) -> None:
    known.port.send_code(INCOMPLETE_NUMBER, known.session)
    code = known.newest_code(INCOMPLETE_NUMBER)
    check = known.port.check_code
    assert known.refusal(lambda: check(DEAF_NUMBER, code, known.session)) == "code"


@pytest.mark.parametrize(
    ("phone_number", "reason"),
    [(DEAF_NUMBER, "not_sent"), (COMPLETE_NUMBER, "not_sent"), (NOBODYS, "unknown")],
)
def test_no_code_goes_where_none_arrives_or_helps(
    known: Known, phone_number: str, reason: str
) -> None:
    send = known.port.send_code
    assert known.refusal(lambda: send(phone_number, known.session)) == reason


@pytest.mark.parametrize("verdicts", [(), ("made up",)])
def test_nobody_unverified_is_shown_their_numbers(known: Known, verdicts: tuple[str, ...]) -> None:
    if isinstance(known.port, ScriptedSubscribers):
        known.port.refuses_own_numbers = bool(verdicts)
    with pytest.raises(OwnNumbersRefused):
        known.port.own_numbers(OwnNumbersAsked(new_id(), verdicts), known.session)


def test_the_code_of_the_other_carrier_names_that_carrier_and_a_case_of_its_own(
    known: Known,
) -> None:
    first = known.port.authorise(PORTED, DONOR_CODE, known.session)
    again = known.port.authorise(PORTED, DONOR_CODE, known.session)
    assert first.donor == again.donor == DONOR
    assert first.reference.startswith("port-")
    assert first.reference != again.reference


@pytest.mark.parametrize(
    ("phone_number", "code", "reason"),
    [
        (PORTED, "00000000", "code"),
        (PORTED, "12", "code"),
        ("17155699999", DONOR_CODE, "nobodys"),
        (COMPLETE_NUMBER, DONOR_CODE, "ours"),
    ],
)
def test_no_other_number_or_code_is_taken_along(
    known: Known, phone_number: str, code: str, reason: str
) -> None:
    def ask() -> object:
        return known.port.authorise(phone_number, code, known.session)

    assert known.refusal(ask, PortInRefused) == reason


def test_nobody_guesses_the_other_carriers_code_for_ever(known: Known) -> None:
    def tried(code: str) -> str:
        return known.refusal(
            lambda: known.port.authorise(PORTED, code, known.session), PortInRefused
        )

    assert [tried(f"{guess:08d}") for guess in range(5)] == ["code"] * 5
    assert tried(DONOR_CODE) == "code"
