"""Password and six digits at the gateway: RFC 6238, one use, a window of one step, lock-out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_client.domain.outlet import Role
from pos_client.domain.policy import SecondFactor
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.authenticator import Authenticator
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.device import TestDevice

STEP = timedelta(seconds=30)
ASKED = SandboxPolicy(second_factor=SecondFactor.REQUIRED, quota_review_from=1)


class Standing:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(second=15, microsecond=0)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Standing:
    return Standing()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Standing) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path / "sandbox", policy=ASKED, clock=clock) as running:
        yield running


@pytest.fixture
def device(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[TestDevice]:
    folder = tmp_path / "device"
    folder.mkdir()
    made = TestDevice.enrolled(sandbox.gateway_file, sandbox.issue_code(), folder)
    yield made
    made.close()


def digits(sandbox: RunningSandbox, clock: Standing, steps: int = 0, clerk: str = "") -> str:
    """What the clerk's authenticator shows so many steps from now."""
    secret = sandbox.second_factor_secret(clerk or sandbox.clerk_number)
    at_s = (clock.at + steps * STEP).timestamp()
    return Authenticator(secret, lambda: at_s).shown()


def tried(device: TestDevice, sandbox: RunningSandbox, code: str) -> tuple[int, str]:
    answer = device.log_in(sandbox.clerk_number, sandbox.password, code)
    return answer.status_code, answer.json().get("code", "")


REFUSED = (401, TroubleCode.LOG_IN_REFUSED.value)


def test_the_configuration_asks_for_it(device: TestDevice) -> None:
    assert device.configuration["second_factor"] == "required"


def test_a_password_alone_opens_nothing(device: TestDevice, sandbox: RunningSandbox) -> None:
    assert tried(device, sandbox, "") == REFUSED


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_step_before_and_the_step_after_are_taken(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing, steps: int
) -> None:
    assert tried(device, sandbox, digits(sandbox, clock, steps))[0] == 200


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_an_older_and_a_later_one_are_refused(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing, steps: int
) -> None:
    assert tried(device, sandbox, digits(sandbox, clock, steps)) == REFUSED


def test_each_code_is_good_once_and_none_before_it_comes_back(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing
) -> None:
    assert tried(device, sandbox, digits(sandbox, clock))[0] == 200
    assert tried(device, sandbox, digits(sandbox, clock)) == REFUSED
    assert tried(device, sandbox, digits(sandbox, clock, -1)) == REFUSED
    assert tried(device, sandbox, digits(sandbox, clock, 1))[0] == 200
    clock.at += STEP
    assert tried(device, sandbox, digits(sandbox, clock)) == REFUSED
    clock.at += STEP
    assert tried(device, sandbox, digits(sandbox, clock))[0] == 200


def test_a_wrong_password_uses_no_code_up(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing
) -> None:
    code = digits(sandbox, clock)
    assert device.log_in(sandbox.clerk_number, "wrong", code).status_code == 401
    assert tried(device, sandbox, code)[0] == 200


def test_another_clerks_digits_are_worth_nothing(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing
) -> None:
    theirs = digits(sandbox, clock, clerk=sandbox.supervisor_number)
    assert tried(device, sandbox, theirs) == REFUSED


def test_guessing_digits_locks_the_clerk_out(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing
) -> None:
    code = digits(sandbox, clock)
    for _ in range(5):
        assert tried(device, sandbox, f"{(int(code) + 1) % 10**6:06}") == REFUSED
    assert tried(device, sandbox, code) == (429, TroubleCode.TOO_MANY_TRIES.value)
    clock.at += 3 * STEP
    assert tried(device, sandbox, digits(sandbox, clock))[0] == 200


def test_a_clerk_without_a_secret_cannot_log_in(
    device: TestDevice, sandbox: RunningSandbox
) -> None:
    clerk = ("0099", "夏至", Role.CLERK, device.outlet_code, "pw")
    sandbox.call(lambda desk: desk.sessions.enter_clerk(*clerk))
    assert device.log_in("0099", "pw", "").status_code == 401
    assert device.log_in("0099", "pw", "000000").status_code == 401


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", " 12345"])
def test_what_is_no_six_digits_is_no_request(
    device: TestDevice, sandbox: RunningSandbox, code: str
) -> None:
    assert tried(device, sandbox, code) == (400, TroubleCode.REQUEST_UNREADABLE.value)


def test_a_review_takes_the_supervisors_own_digits(
    device: TestDevice, sandbox: RunningSandbox, clock: Standing, card: Cards
) -> None:
    assert tried(device, sandbox, digits(sandbox, clock))[0] == 200
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.verify(case)
    supervisor = sandbox.supervisor_number, sandbox.supervisor_password
    clerks = digits(sandbox, clock, 1)
    for wrong in ("", clerks):
        assert device.ask_review(case, *supervisor, second_factor=wrong).status_code == 401
    own = digits(sandbox, clock, clerk=sandbox.supervisor_number)
    assert device.ask_review(case, *supervisor, second_factor=own).status_code == 200
    again = device.ask_review(case, *supervisor, second_factor=own)
    assert (again.status_code, again.request.url.path) == (401, Paths.REVIEWS)


def test_where_the_outlet_asks_for_none_a_password_is_enough(tmp_path: Path) -> None:
    with RunningSandbox(tmp_path / "sandbox") as sandbox:
        (tmp_path / "device").mkdir()
        device = TestDevice.enrolled(
            sandbox.gateway_file, sandbox.issue_code(), tmp_path / "device"
        )
        assert device.configuration["second_factor"] == "none"
        assert tried(device, sandbox, "")[0] == 200
        device.close()
