"""The simulator on TCP serves one client at a time, as a serial server does."""

from __future__ import annotations

import socket
import time

import pytest

from drivers.api import ReaderUnavailable
from drivers.card.read import CardRead
from drivers.registry import open_reader
from tests.integration.drivers.served import Served, eventually, served

SAM_ID = bytes.fromhex("AAAAAA9669000312FFEE")


def connect(simulator: Served) -> socket.socket:
    port = int(simulator.address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=3)


def ask_sam_id(client: socket.socket) -> bytes:
    client.sendall(SAM_ID)
    reply = b""
    while len(reply) < 27 and (piece := client.recv(4096)):
        reply += piece
    return reply


def test_a_card_is_read_through_the_tcp_driver_and_again_after_reconnecting() -> None:
    with served("--tcp", "0", "--lay", "foreign-2017-long-name") as simulator:
        with open_reader(simulator.address) as reader:
            first = reader.poll(5.0)
        simulator.tell("lift")
        simulator.tell("lay foreign-2017-long-name")
        with open_reader(simulator.address) as reader:
            second = reader.poll(5.0)
    assert isinstance(first, CardRead)
    assert isinstance(second, CardRead)
    assert first.raw_text == second.raw_text


def test_a_client_may_leave_and_come_back_at_once_many_times() -> None:
    with served("--tcp", "0") as simulator:
        for _ in range(20):
            with connect(simulator) as client:
                assert len(ask_sam_id(client)) == 27


def test_a_second_client_is_hung_up_on_and_the_first_one_goes_on() -> None:
    with served("--tcp", "0") as simulator, connect(simulator) as first:
        assert len(ask_sam_id(first)) == 27
        with connect(simulator) as second:
            assert second.recv(1) == b""
        assert len(ask_sam_id(first)) == 27


def test_the_line_behind_the_port_is_paced() -> None:
    line_s = (10 + 27) * 10 / 9600
    ratios = []
    with served("--tcp", "0", "--baud", "9600") as simulator, connect(simulator) as client:
        for _ in range(5):
            began_s = time.monotonic()
            ask_sam_id(client)
            ratios.append((time.monotonic() - began_s) / line_s)
    assert 1.0 <= min(ratios) <= 1.05


def test_an_unplugged_port_refuses_and_a_plugged_one_is_the_same() -> None:
    with served("--tcp", "0") as simulator:
        with open_reader(simulator.address) as reader:
            assert simulator.tell("unplug") == "ok"
            with pytest.raises(ReaderUnavailable):
                reader.poll(2.0)
        with pytest.raises(ReaderUnavailable):
            open_reader(simulator.address)
        assert simulator.tell("plug") == "ok"
        with open_reader(simulator.address) as reader:
            assert eventually(lambda: reader.poll(0.05) is None)


def test_a_port_in_use_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments in (("--tcp", port), ("--tcp", "0", "--control", port)):
            with served(*arguments) as simulator:
                assert simulator.process.wait(5) == 1
                told = simulator.stderr()
            assert told.startswith("error: ")
            assert port in told
            assert told.count("\n") == 1
