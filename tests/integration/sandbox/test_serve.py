"""The sandbox as a program: its ready line, its verbs on standard input, its end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pos_client.protocol import jws
from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.faults import FaultKind
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.serve import ledger_command, openapi_command, serve_command
from pos_client.testing.authenticator import Authenticator
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice

COMMAND = "import sys; from pos_client.sandbox.serve import serve_command as serve; sys.exit({})"


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    code = COMMAND.format("serve(sys.argv[1:])")
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def configuration(device: TestDevice, sandbox: RunningSandbox) -> dict[str, Any]:
    """What the device would be told now."""
    carrier = json.loads(sandbox.gateway_file.read_text("utf-8"))
    root = {carrier["root"]["kid"]: jws.public_key(carrier["root"])}
    token = device.call("GET", Paths.CONFIGURATION).json()["token"]
    return jws.verify(token, root, jws.TokenType.CONFIGURATION)


def ask(process: subprocess.Popen[str], line: str) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def test_it_serves_obeys_and_ends_with_its_input(tmp_path: Path) -> None:
    home = tmp_path / "gateway"
    with served("--home", str(home), "--until-eof") as (process, ready):
        device = TestDevice.enrolled(Path(ready["gateway_file"]), ready["enrolment_code"], tmp_path)
        digits = Authenticator(ready["second_factor_secret"]).shown()
        answer = device.log_in(ready["clerk_number"], ready["password"], digits)
        assert answer.status_code == 200
        assert ask(process, "fault unavailable times=1")["ok"]
        assert device.call("GET", Paths.CONFIGURATION).status_code == 503
        assert ask(process, f"revoke {device.id}")["ok"]
        assert device.call("GET", Paths.CONFIGURATION).status_code == 403
        assert not ask(process, "no such verb")["ok"]
        device.close()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0
    assert oct((home / "private").stat().st_mode)[-3:] == "700"


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_it_ends_on_a_signal_and_comes_back_on_the_same_port(tmp_path: Path) -> None:
    urls = set()
    for more in ((), ("--until-eof",)):
        with served("--home", str(tmp_path), *more) as (process, ready):
            urls.add(ready["url"])
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    assert len(urls) == 1


def test_its_verbs(gateway: RunningSandbox, device: TestDevice, card: Cards) -> None:
    control = Control(gateway)
    case = device.offline_case()
    device.read(case, card("resident-register-no-photo"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    id_ = device.receipt(device.register(device.registration(case)))["registration_id"]
    assert control.obey(f"review {id_} reject")["ok"]
    assert not control.obey(f"review {id_} reject")["ok"]
    status = device.receipt(device.call("GET", f"{Paths.REGISTRATIONS}/{id_}"))
    assert (status["outcome"], status["code"]) == ("REJECTED", "ID_NO_PHOTO")
    assert len(control.obey("code")["enrolment_code"]) == 14
    assert control.obey("ledger")["ledger"] == read_ledger(gateway.home.folder)
    for line in ("drain", "restore"):
        assert control.obey(f"{line} {device.id}")["ok"]
    for line in (
        *("fault", "fault nothing", "review x accept", "drain", "fault delay times=x"),
        *("verdict", "verdict QUOTA", "verdict SIZE QUOTA_OK", "verdict QUOTA quota_ok"),
        *("verdict QUOTA QUOTA_OK times=0", "verdicts", "register", "register sideways"),
        *("completion", "completion SOMEHOW", "outlet", "outlet kind", "outlet kind KIOSK"),
    ):
        assert not control.obey(line)["ok"], line
    assert control.obey("fault delay seconds=0.5")["ok"]
    assert gateway.faults.strike("/", {FaultKind.DELAY}) is not None
    assert control.obey("faults clear")["ok"]
    assert gateway.faults.strike("/", {FaultKind.DELAY}) is None


def test_what_an_outlet_is_and_how_cases_end_may_change_while_it_runs(
    tmp_path: Path, enrol: Enrol
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device, control = enrol(sandbox), Control(sandbox)
        first = configuration(device, sandbox)
        assert first["offline"]["completion"] == "GATEWAY_COMPLETES"
        assert first["case"]["reviews_here"] == ["QUOTA_REVIEW"]
        assert control.obey("completion CUSTOMER_RETURNS")["ok"]
        second = configuration(device, sandbox)
        assert second["offline"]["completion"] == "CUSTOMER_RETURNS"
        assert control.obey("outlet kind OWN_HALL")["ok"]
        third = configuration(device, sandbox)
        assert "FACE_UNSURE" in third["case"]["reviews_here"]
        assert [each["version"] for each in (first, second, third)] == [1, 2, 3]


def test_an_outlet_may_be_founded_as_the_carriers_own(tmp_path: Path) -> None:
    options = ("--home", str(tmp_path / "hall"), "--outlet-kind", "OWN_HALL")
    with served(*options, "--until-eof") as (process, ready):
        device = TestDevice.enrolled(Path(ready["gateway_file"]), ready["enrolment_code"], tmp_path)
        assert device.configuration["outlet"]["kind"] == "OWN_HALL"
        digits = Authenticator(ready["supervisor_second_factor_secret"]).shown()
        who = ready["supervisor_number"], ready["supervisor_password"], digits
        assert device.log_in(*who).status_code == 200
        device.close()
        process.terminate()
        assert process.wait(10) == 0


def told_of(capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence on standard error; a second line would be a traceback."""
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    return told.removeprefix("error: ")


def test_the_ledger_of_no_sandbox(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "nobody"
    assert ledger_command(["--home", str(home)]) == 1
    assert told_of(capsys) == f"there is no sandbox in {home}; name its folder with --home\n"
    assert not home.exists()


def test_a_ledger_that_may_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as closed:
        closed.setattr(Path, "stat", refuse)
        assert ledger_command(["--home", str(tmp_path)]) == 1
    file = tmp_path / "gateway.sqlite3"
    assert told_of(capsys) == f"{file}: Permission denied; may you read this folder?\n"
    assert ledger_command(["--home", str(tmp_path / ("long" * 99))]) == 1
    assert "File name too long" in told_of(capsys)


@pytest.mark.parametrize("name", ["gateway.sqlite3", "gateway.json", "private/root.pem"])
@pytest.mark.parametrize("spoil", [Path.mkdir, lambda path: path.write_text("{spoilt")])
def test_a_home_that_is_spoilt_is_told_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, spoil: Callable[[Path], object]
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    spoil(file)
    assert serve_command(["--home", str(tmp_path)]) == 1
    told = told_of(capsys)
    assert str(file) in told
    assert "another --home" in told


@pytest.mark.parametrize("text", ["", "no database at all"])
def test_a_ledger_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "gateway.sqlite3").write_text(text)
    assert ledger_command(["--home", str(tmp_path)]) == 1
    assert "cannot be used as a sandbox's database" in told_of(capsys)


def test_a_port_in_use_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve_command(["--home", str(tmp_path), "--port", str(port)]) == 1
    assert told_of(capsys).startswith(f"port {port} of this computer cannot be had")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "80000"), "a port is a number from 0 to 65535, not '80000'"),
        (("--port", "any"), "a port is a number from 0 to 65535, not 'any'"),
        (("--block", "-1"), "a block is a number from 0 to 1000, not '-1'"),
        (("--block", "1001"), "a block is a number from 0 to 1000"),
        (("--home", ""), "an empty text names no place"),
    ],
)
def test_an_argument_that_makes_no_sense_is_a_wrong_call(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.setattr(RunningSandbox, "start", lambda _: pytest.fail("it was served"))
    with pytest.raises(SystemExit) as ended:
        serve_command(["--home", str(tmp_path), *arguments])
    assert ended.value.code == 2
    assert f"argument {arguments[0]}: {told}" in capsys.readouterr().err


def test_a_home_may_be_called_anything(tmp_path: Path) -> None:
    home = tmp_path / "a?mode=rw&b%20 #c"
    with RunningSandbox(home):
        assert read_ledger(home)["totals"]["accepted"] == 0
    assert (home / "gateway.sqlite3").is_file()


def test_a_deck_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve_command(["--home", str(tmp_path), "--deck", str(tmp_path / "no")]) == 1
    assert "No such file" in told_of(capsys)


def test_a_home_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    for home in (file, file / "inside"):
        assert serve_command(["--home", str(home)]) == 1
        assert told_of(capsys).startswith(f"{home}: ")
        assert ledger_command(["--home", str(home)]) == 1
        assert told_of(capsys).startswith("there is no sandbox in ")


def test_the_contract_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert openapi_command([]) == 0
    assert "openapi: 3.1" in capsys.readouterr().out
