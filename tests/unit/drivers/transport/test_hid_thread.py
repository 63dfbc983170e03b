"""One thread for all that is HID, there while it is used and no longer."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from drivers.transport.hid_thread import HidThread


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "hid"]


def test_the_thread_begins_with_its_first_user_and_ends_with_its_last_one() -> None:
    hid = HidThread()
    assert running() == []
    with hid.entered():
        (first,) = running()
        with hid.entered():
            assert hid.is_shared
            assert hid.submit(threading.current_thread).result(1) is first
        assert running() == [first]
        assert not hid.is_shared
    assert running() == []
    with hid.entered():
        assert hid.submit(threading.current_thread).result(1) is not first
    assert running() == []


def test_what_goes_wrong_belongs_to_whoever_asked() -> None:
    hid = HidThread()
    with hid.entered():
        with pytest.raises(ZeroDivisionError):
            hid.submit(lambda: 1 / 0).result(1)
        assert hid.submit(lambda: 1).result(1) == 1


def test_a_job_that_was_called_off_is_not_done() -> None:
    hid, hold, done = HidThread(), threading.Event(), []
    with hid.entered():
        first = hid.submit(lambda: hold.wait(5))
        second = hid.submit(lambda: done.append("second"))
        assert second.cancel()
        hold.set()
        assert first.result(1)
        assert hid.submit(lambda: done).result(1) == []


@pytest.mark.limit_in_seconds
def test_a_stuck_thread_holds_nobody_up_and_gets_no_second_one_beside_it() -> None:
    hid, hold = HidThread(), threading.Event()
    hid.enter()
    hid.submit(lambda: hold.wait(5))
    begun = time.monotonic()
    hid.leave()
    assert time.monotonic() - begun < 0.8
    (stuck,) = running()
    with hid.entered():
        asked = hid.submit(threading.current_thread)
        assert running() == [stuck]
        hold.set()
        assert asked.result(1) is stuck
    assert running() == []


def test_what_was_asked_for_is_done_although_everybody_has_left() -> None:
    hid, hold, done = HidThread(), threading.Event(), threading.Event()
    hid.enter()
    hid.submit(lambda: hold.wait(5))
    for _ in range(2):  # the first one gives up waiting, another one comes and does the same
        hid.leave()
        hid.enter()
    hid.submit(done.set)
    hid.leave()
    hold.set()
    assert done.wait(2)


def test_however_users_come_and_go_no_two_jobs_ever_run_at_once() -> None:
    hid, inside, most = HidThread(), [0], [0]

    def job() -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.0001)
        inside[0] -= 1

    def use() -> None:
        for _ in range(40):
            with hid.entered():
                hid.submit(job).result(2)

    with ThreadPoolExecutor(6) as users:
        for user in [users.submit(use) for _ in range(6)]:
            user.result()
    assert most == [1]
    assert running() == []
