"""The simulator on a pseudo-terminal is a serial reader like any other."""

from __future__ import annotations

import os
import select
import signal
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.api import ReaderUnavailable
from drivers.card.read import CardRead
from drivers.hub import Hub, HubNews, ReaderFound, ReaderLost
from drivers.registry import open_reader
from drivers.simulator.deck import load_deck
from tests.integration.drivers.served import eventually, served

DECK = load_deck()
SAM_ID = bytes.fromhex("AAAAAA9669000312FFEE")
FIND = bytes.fromhex("AAAAAA96690003200122")
SELECT = bytes.fromhex("AAAAAA96690003200221")
READ = bytes.fromhex("AAAAAA96690003300132")


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "reader"


@contextmanager
def plain_client(link: Path) -> Iterator[int]:
    """Open the port as a program without any library would."""
    descriptor = os.open(link, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def exchange(descriptor: int, request: bytes, count: int) -> tuple[bytes, float]:
    """Send a request; return `count` bytes of answer and how long they took."""
    began_s = time.monotonic()
    os.write(descriptor, request)
    reply = b""
    while len(reply) < count:
        assert select.select([descriptor], [], [], 3.0)[0], f"{len(reply)} of {count} bytes"
        reply += os.read(descriptor, 4096)
    return reply, time.monotonic() - began_s


def test_a_card_is_read_through_the_serial_driver(link: Path) -> None:
    with served("--pty", str(link), "--lay", "resident-supplementary") as simulator:
        assert simulator.address == f"sam-serial:{link}"
        with open_reader(simulator.address) as reader:
            card = reader.poll(5.0)
            assert reader.info.sam_id.startswith("99.99-")
    assert isinstance(card, CardRead)
    assert card.name == DECK["resident-supplementary"].fields.name


def test_a_full_reply_takes_the_time_of_the_line_and_not_more(link: Path) -> None:
    line_s = (len(READ) + 1295) * 10 / 115200
    with served("--pty", str(link), "--lay", "resident-lin"), plain_client(link) as port:
        exchange(port, FIND, 15)
        exchange(port, SELECT, 19)
        ratios = [exchange(port, READ, 1295)[1] / line_s for _ in range(5)]
    assert 1.0 <= min(ratios) <= 1.05  # a busy machine must not fail the best of five


def test_a_short_reply_is_paced_too_at_another_speed(link: Path) -> None:
    line_s = (len(SAM_ID) + 27) * 10 / 9600
    with served("--pty", str(link), "--baud", "9600"), plain_client(link) as port:
        ratios = [exchange(port, SAM_ID, 27)[1] / line_s for _ in range(5)]
    assert 1.0 <= min(ratios) <= 1.05


def test_the_port_can_be_closed_and_opened_again(link: Path) -> None:
    with served("--pty", str(link)) as simulator:
        for slug in ("resident-lin", "hmt-tsai", "foreign-2023-mihon"):
            simulator.tell(f"lay {slug}")
            with open_reader(simulator.address) as reader:
                card = reader.poll(5.0)
            simulator.tell("lift")
            assert isinstance(card, CardRead)
            assert card.id_number == DECK[slug].fields.id_number


def test_a_client_that_never_read_its_answer_leaves_the_simulator_alive(link: Path) -> None:
    with served("--pty", str(link)) as simulator:
        with plain_client(link) as port:
            for _ in range(600):
                os.write(port, SAM_ID)
        assert simulator.tell("lift") == "ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_nothing_behind(
    link: Path, tmp_path: Path, number: int
) -> None:
    control = tmp_path / "control"
    with served("--pty", str(link), "--control", str(control)) as simulator:
        assert link.is_symlink()
        assert simulator.end(number) == 0
        assert simulator.stderr() == ""
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_ends_it_only_when_asked_to(link: Path) -> None:
    with served("--pty", str(link)) as simulator:
        assert simulator.process.stdin is not None
        simulator.process.stdin.close()
        with plain_client(link) as port:
            assert len(exchange(port, SAM_ID, 27)[0]) == 27
        assert simulator.process.poll() is None
    with served("--pty", str(link), "--until-eof") as simulator:
        assert simulator.process.stdin is not None
        simulator.process.stdin.close()
        assert simulator.process.wait(5) == 0
    assert not link.is_symlink()


def test_what_a_killed_simulator_left_behind_is_taken_over(link: Path, tmp_path: Path) -> None:
    arguments = ("--pty", str(link), "--control", str(tmp_path / "control"))
    with served(*arguments) as simulator:
        simulator.end(signal.SIGKILL)
        assert link.is_symlink()
    with served(*arguments) as simulator:
        with simulator.control() as control:
            control.lay("resident-lin")
        with open_reader(simulator.address) as reader:
            assert isinstance(reader.poll(5.0), CardRead)


def test_a_file_of_that_name_is_left_alone(link: Path) -> None:
    link.write_text("precious")
    with served("--pty", str(link)) as simulator:
        assert simulator.process.wait(5) == 1
        assert "is no link" in simulator.stderr()
    assert link.read_text() == "precious"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--lay", "nobody"), "no card is named 'nobody'"),
        (("--deck", "/no/deck.json"), "No such file"),
        (("--deck", "/dev/null"), "not JSON"),
        (("--home", "/dev/null"), "/dev/null: File exists"),
        (("--control", "/dev/null"), "/dev/null is there already and is no socket"),
        (("--control", "/no/control"), "/no/control: No such file"),
        (("--control", "/" + "long" * 40), "too long"),
    ],
)
def test_a_bad_start_is_explained_in_one_line(
    link: Path, arguments: tuple[str, ...], told: str
) -> None:
    with served("--pty", str(link), *arguments) as simulator:
        assert simulator.process.wait(5) == 1
        complaint = simulator.stderr()
    assert told in complaint
    assert complaint.count("\n") == 1
    assert not link.is_symlink()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--baud", "0"), "argument --baud: invalid choice: 0"),
        (("--tcp", "99999"), "a port is a number from 0 to 65535, not '99999'"),
        (("--tcp", "any"), "a port is a number from 0 to 65535, not 'any'"),
        (("--tcp", "0", "--control", "65536"), "argument --control: a port is a number from 0"),
        (("--tcp", "0", "--control", ""), "argument --control: an empty text names no place"),
        (("--tcp", "0", "--sam-serial", "-1"), "a serial number is a number from 0"),
        (("--pty", ""), "argument --pty: an empty text names no place"),
        (("--home", ""), "argument --home: an empty text names no place"),
    ],
)
def test_an_argument_that_makes_no_sense_is_a_wrong_call(
    arguments: tuple[str, ...], told: str
) -> None:
    with served(*arguments) as simulator:
        assert simulator.process.wait(5) == 2
        assert told in simulator.stderr().splitlines()[-1]


def test_a_link_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with served("--pty", str(tmp_path / "none" / "reader")) as simulator:
        assert simulator.process.wait(5) == 1
        told = simulator.stderr()
    assert told.startswith(f"error: {tmp_path / 'none' / 'reader'}: No such file")
    assert told.count("\n") == 1


def test_an_unplugged_reader_is_lost_and_found_again(link: Path) -> None:
    news: list[HubNews] = []

    def count(kind: type) -> int:
        return sum(isinstance(item, kind) for item in list(news))

    def comes(kind: type, times: int) -> bool:
        return eventually(lambda: count(kind) == times)

    with (
        served("--pty", str(link)) as simulator,
        Hub([simulator.address], news.append, reopen_s=0.05),
    ):
        assert comes(ReaderFound, 1)
        for times in (1, 2):
            assert simulator.tell("unplug") == "ok"
            assert comes(ReaderLost, times)
            assert not link.is_symlink()
            assert simulator.tell("plug") == "ok"
            assert comes(ReaderFound, times + 1)
    assert count(ReaderLost) == 2


def test_a_line_that_goes_away_in_the_middle_of_a_reply_is_unavailable(link: Path) -> None:
    with served("--pty", str(link), "--lay", "resident-lin") as simulator:
        assert simulator.tell("fault unplug on=read_base size=700") == "ok unplug"
        with open_reader(simulator.address) as reader, pytest.raises(ReaderUnavailable):
            reader.poll(5.0)
        assert '"plugged": false' in simulator.tell("state")


def test_several_simulators_have_ids_of_their_own(tmp_path: Path) -> None:
    ids = set()
    for serial in ("1", "77"):
        with (
            served("--pty", str(tmp_path / serial), "--sam-serial", serial) as simulator,
            open_reader(simulator.address) as reader,
        ):
            ids.add(reader.info.sam_id[-10:])
    assert ids == {"0000000001", "0000000077"}


def test_a_home_holds_link_and_control(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served("--home", str(home), "--pty", "reader", "--control", "control") as simulator:
        assert simulator.address == f"sam-serial:{home / 'reader'}"
        with simulator.control() as control:
            assert control.state()
        assert simulator.end() == 0
    assert not (home / "reader").is_symlink()
