"""A running simulator is told what happens, by several people at once, over its socket."""

from __future__ import annotations

import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from drivers.api import CardRemoved
from drivers.card.read import CardRead
from drivers.registry import open_reader
from drivers.simulator.control import ControlClient, ControlLost, ControlRefused
from tests.integration.drivers.served import Served, served


@pytest.fixture(params=["unix", "tcp"])
def control(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "control") if request.param == "unix" else "0"


def test_cards_are_laid_and_lifted_over_the_control(control: str) -> None:
    with (
        served("--tcp", "0", "--control", control) as simulator,
        simulator.control() as person,
        open_reader(simulator.address) as reader,
    ):
        assert person.state()["card"] is None
        person.lay("hmt-leong")
        card = reader.poll(5.0)
        assert person.state()["card"] == "hmt-leong"
        person.lift()
        assert isinstance(reader.poll(5.0), CardRemoved)
    assert isinstance(card, CardRead)


def test_everything_can_be_told(control: str) -> None:
    with served("--tcp", "0", "--control", control) as simulator, simulator.control() as person:
        assert len(person.deck()) >= 36
        assert any("汉族" in card["zh"] for card in person.deck())
        person.seed_faults(5)
        person.fault("silent times=3 on=find_card")
        assert person.state()["faults"][0]["times"] == 3
        person.clear_faults()
        assert person.state()["faults"] == []
        person.unplug()
        assert person.state()["plugged"] is False
        person.plug()
        assert person.state()["plugged"] is True
        with pytest.raises(ControlRefused, match="did you mean 'hmt-leong'"):
            person.lay("hmt-leung")
        person.quit()
        assert simulator.process.wait(5) == 0
        with pytest.raises(ControlLost):
            person.state()


def test_two_people_and_the_console_may_speak_in_turns(tmp_path: Path) -> None:
    arguments = ("--tcp", "0", "--control", str(tmp_path / "control"))
    with served(*arguments) as simulator, simulator.control() as one, simulator.control() as two:
        one.lay("resident-lin")
        assert two.state()["card"] == "resident-lin"
        assert simulator.tell("lift") == "ok"
        two.close()
        assert one.state()["card"] is None


def test_a_client_that_leaves_in_the_middle_of_a_line_does_no_harm(tmp_path: Path) -> None:
    arguments = ("--tcp", "0", "--control", str(tmp_path / "control"))
    with served(*arguments) as simulator:
        with simulator.control() as rude:
            rude._socket.sendall(b"lay resi")
        with simulator.control() as flood, pytest.raises(ControlLost):
            flood.tell("x" * 200_000)
        with simulator.control() as polite:
            assert polite.state()["card"] is None


def test_the_control_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "control"
    with served("--tcp", "0", "--control", str(path)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_socket_of_a_living_simulator_is_not_taken(tmp_path: Path) -> None:
    path = str(tmp_path / "control")
    with served("--tcp", "0", "--control", path) as first:
        with served("--tcp", "0", "--control", path) as second:
            assert second.process.wait(5) == 1
            assert "another simulator" in second.stderr()
        with first.control() as person:
            assert person.state()["plugged"] is True


def test_nobody_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ControlLost, match="no simulator listens"):
        ControlClient(str(tmp_path / "nobody"))


def test_the_console_answers_each_line(tmp_path: Path) -> None:
    with served("--pty", str(tmp_path / "reader")) as simulator:
        assert simulator.ready["control"] is None
        assert simulator.tell("lay resident-lin") == "ok resident-lin"
        assert simulator.tell("dance").startswith("error unknown verb 'dance'")
        assert simulator.tell("quit") == "ok"
        assert simulator.process.wait(5) == 0


def replies_under_faults(simulator: Served) -> bytes:
    """Search twelve times in one go, and hear everything up to the SAM id asked for behind it."""
    port = int(simulator.address.rpartition(":")[2])
    searches = bytes.fromhex("AAAAAA96690003200122") * 12
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(searches + bytes.fromhex("AAAAAA9669000312FFEE"))
        while not re.search(rb"\xaa\xaa\xaa\x96\x69\x00\x14.{20}$", heard, re.DOTALL):
            heard += client.recv(4096)
    return heard


def test_faults_are_the_same_from_the_same_seed() -> None:
    runs = []
    for seed in ("3", "3", "4"):
        with served("--tcp", "0", "--seed", seed) as simulator:
            simulator.tell("fault garbage_before chance=0.5 on=find_card")
            simulator.tell("fault duplicate chance=0.5 on=find_card")
            runs.append(replies_under_faults(simulator))
            assert simulator.end(signal.SIGTERM) == 0
    assert runs[0] == runs[1] != runs[2]
