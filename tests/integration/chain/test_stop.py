"""Stopping, locking and logging out: quick, complete, and nothing that was saved is lost."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from pos_client.application import commands
from pos_client.application.state import DevicePhase
from pos_client.sandbox.faults import FaultKind
from pos_client.testing.fault_proxy import Fault, FaultProxy
from tests.integration.chain.shop import Counter, Shop, reachable, trouble

QUICK_S = 2.0


@contextmanager
def through_proxy(shop: Shop) -> Iterator[FaultProxy]:
    """Enrol the shop by way of a proxy that can hold the line."""
    port = urlsplit(shop.sandbox.url).port
    assert port is not None
    with FaultProxy(("127.0.0.1", port)) as proxy:
        told = json.loads(shop.sandbox.gateway_file.read_text("utf-8"))
        told["url"] = f"https://127.0.0.1:{proxy.port}"
        file = shop.folder / "proxy.json"
        file.write_text(json.dumps(told), "utf-8")
        shop.enrol(file)
        yield proxy


def seconds_to(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def black_hole(shop: Shop, proxy: FaultProxy) -> Counter:
    """A counter at work whose next call is never answered."""
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    proxy.fault = Fault(is_half_open=True)
    return counter


def test_no_thread_is_left_after_stop(shop: Shop) -> None:
    before = set(threading.enumerate())
    counter = shop.open_at_work()
    counter.register("resident-lin")
    shop.close(counter)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("is_asking", [True, False], ids=["while-asking", "while-idle"])
def test_stop_is_quick_while_the_gateway_never_answers(
    make_shop: Callable[..., Shop], is_asking: bool
) -> None:
    shop = make_shop(is_enrolled=False)
    with through_proxy(shop) as proxy:
        counter = black_hole(shop, proxy)
        if is_asking:
            for _ in ("VISUAL_CHECK", "CONSENT"):
                state = counter.confirm()
            assert state.case is not None
            photo = counter.customer.answer(state.case)
            assert photo is not None
            counter.submit(photo)
            counter.wait_for(lambda now: now.case is not None and now.case.phase == "WORKING")
        counter.submit(commands.SendNow())
        time.sleep(0.1)  # let the outbox begin its call
        assert seconds_to(lambda: shop.close(counter)) < QUICK_S


def test_stop_right_after_start_leaves_nothing_running(shop: Shop) -> None:
    for _ in range(5):
        before = set(threading.enumerate())
        counter = shop.open_unwatched()
        shop.close(counter)
        assert set(threading.enumerate()) <= before


def test_stop_in_the_middle_of_an_enrolment_starts_nothing_and_loses_nothing(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(is_enrolled=False)
    shop.faults.add(FaultKind.DELAY, path="/v1/enrolments", times=1, seconds=0.3)
    counter = shop.open()
    counter.submit(commands.Enrol(str(shop.sandbox.gateway_file), shop.sandbox.issue_code()))
    counter.wait_for(lambda now: now.device is DevicePhase.ENROLLING)
    time.sleep(0.1)  # let it reach the gateway
    shop.close(counter)
    assert DevicePhase.READY not in [state.device for state in counter.watch.states]
    assert shop.open().state.device is DevicePhase.READY


def test_stopping_twice_does_nothing(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.stop()
    counter.stop()


def test_what_is_asked_after_the_stop_is_dropped(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.stop()
    told = len(counter.watch.news)
    counter.submit(commands.LogOut())
    assert len(counter.watch.news) == told


def test_a_stopped_counter_opens_again_in_the_same_process(shop: Shop) -> None:
    for _ in range(3):
        counter = shop.open_at_work()
        assert counter.state.device is DevicePhase.READY
        shop.close(counter)


def test_a_locked_counter_shows_nobody_and_obeys_nobody(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    counter.submit(commands.Lock())
    state = counter.wait_for(lambda now: now.session is not None and now.session.is_locked)
    assert state.case is not None
    assert state.case.identity is None
    counter.submit(commands.ConfirmStep("VISUAL_CHECK"))
    counter.submit(commands.CancelCase())
    counter.submit(commands.Unlock("demo-wrong"))
    state = counter.wait_for(trouble("C-501"))
    assert state.case is not None
    assert state.case.step.value == "VISUAL_CHECK"
    counter.submit(commands.Unlock(shop.sandbox.password))
    state = counter.wait_for(lambda now: now.session is not None and not now.session.is_locked)
    assert state.case is not None
    assert state.case.identity is not None


def test_a_card_laid_on_a_locked_counter_is_not_read_into_a_case(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.submit(commands.Lock())
    counter.wait_for(lambda now: now.session is not None and now.session.is_locked)
    before = shop.asked("select count(*) from audit where event like '%card_read%'")
    shop.plate.lay("resident-lin")
    time.sleep(0.6)
    assert counter.state.case is None
    assert before == shop.asked("select count(*) from audit where event like '%card_read%'")


def test_log_out_waits_for_an_open_case_and_keeps_the_queue_going(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    counter.submit(commands.LogOut())
    counter.reach("SEAL")
    shop.sandbox.stop()
    state = counter.finish()
    assert state.session is not None
    counter.submit(commands.LogOut())
    state = counter.wait_for(lambda now: now.session is None)
    assert state.case is None
    assert state.queue.pending == 1
    shop.sandbox.start()
    counter.drained()
    counter.wait_for(reachable)
    assert list(shop.effects().values()) == [1]
