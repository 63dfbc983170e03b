"""Bytes take the time that they take on a wire, counted on the caller's clock."""

from __future__ import annotations

from itertools import pairwise

import pytest

from drivers.simulator.device import SamDevice, SimulatedCard
from drivers.simulator.faults import Fault, FaultKind, Faults
from drivers.simulator.line import PacedLine

FIND = bytes.fromhex("AAAAAA96690003200122")
SELECT = bytes.fromhex("AAAAAA96690003200221")
READ = bytes.fromhex("AAAAAA96690003300132")
SET_9600 = bytes.fromhex("AAAAAA96690003600467")


def drain(line: PacedLine) -> list[tuple[float, bytes]]:
    """Take every group at the moment it is due."""
    taken = []
    while (due_s := line.next_due_s) is not None:
        taken.append((due_s, line.take(due_s).data))
    return taken


@pytest.mark.parametrize("baud", [115200, 9600])
def test_a_base_reply_ends_when_request_and_reply_have_passed_the_line(baud: int) -> None:
    device = SamDevice(baud=baud)
    device.lay(SimulatedCard(text=bytes(256), photo=bytes(1024)))
    line = PacedLine(device)
    for at, request in enumerate((FIND, SELECT)):
        line.receive(request, float(at))
        drain(line)

    line.receive(READ, 5.0)
    groups = drain(line)

    assert sum(len(data) for _, data in groups) == 1295
    assert groups[-1][0] == pytest.approx(5.0 + (10 + 1295) * 10 / baud)
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(groups)]
    assert max(gaps) <= 0.002001


def test_nothing_comes_before_its_time_and_a_late_taker_gets_it_all() -> None:
    line = PacedLine(SamDevice())
    line.receive(FIND, 1.0)
    assert line.take(1.0 + 10 * 10 / 115200).data == b""
    assert len(line.take(9.0).data) == 11
    assert line.next_due_s is None


def test_requests_in_one_go_are_answered_one_behind_the_other() -> None:
    line = PacedLine(SamDevice())
    line.receive(FIND * 2, 1.0)
    assert drain(line)[-1][0] == pytest.approx(1.0 + (20 + 22) * 10 / 115200)


def test_a_new_speed_holds_behind_the_answer_to_its_command() -> None:
    line = PacedLine(SamDevice())
    line.receive(SET_9600, 0.0)
    assert drain(line)[-1][0] == pytest.approx(21 * 10 / 115200)
    line.receive(FIND, 1.0)
    assert drain(line)[-1][0] == pytest.approx(1.0 + 21 * 10 / 9600)


def test_a_line_without_pace_answers_at_once() -> None:
    line = PacedLine(SamDevice(), is_paced=False)
    line.receive(FIND, 1.0)
    assert len(line.take(1.0).data) == 11


def test_pauses_of_faults_are_kept() -> None:
    faults = Faults((Fault(FaultKind.DELAY, seconds=0.5), Fault(FaultKind.SPLIT, seconds=0.1)))
    line = PacedLine(SamDevice(faults=faults), is_paced=False)
    line.receive(FIND, 1.0)
    assert drain(line)[0][0] == pytest.approx(1.5)
    assert line.take(1.5).data == b""
    line.receive(FIND, 2.0)
    assert [round(due_s, 3) for due_s, _ in drain(line)] == [2.5, 2.6]


def test_an_unplugging_ends_the_delivery_and_a_cut_line_forgets() -> None:
    faults = Faults((Fault(FaultKind.UNPLUG, size=5),))
    line = PacedLine(SamDevice(faults=faults), is_paced=False)
    line.receive(FIND * 2, 1.0)
    delivery = line.take(1.0)
    assert (len(delivery.data), delivery.unplugs) == (5, True)
    line.cut()
    assert line.next_due_s is None


def test_an_unfinished_request_wakes_the_line() -> None:
    line = PacedLine(SamDevice(), is_paced=False)
    line.receive(FIND[:-1], 1.0)
    due_s = line.next_due_s
    assert due_s is not None
    assert line.take(due_s).data[9] == 0x11
