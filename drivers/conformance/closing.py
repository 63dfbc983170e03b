"""Checks of letting go: closing, calling a poll off, opening again, and what is left behind."""

from __future__ import annotations

import queue
import random
import threading
import time
from typing import Final

from drivers.api import CardRefused
from drivers.card.read import CardRead
from drivers.conformance.hands import FIRST
from drivers.conformance.reading import shown
from drivers.conformance.subject import DriverRaised, Subject, seconds
from drivers.conformance.traces import Traces, left_behind
from drivers.conformance.verdict import Verdict, failed, passed, reported, skipped
from drivers.hub import Hub, HubNews, ReaderFound, ReaderLost

__all__ = [
    "closed_stays_closed",
    "errors_are_typed",
    "is_context_manager",
    "leaves_nothing_behind",
    "names_nobody",
    "poll_is_cancelled",
    "reopened_reads_again",
]

_CANCEL_S: Final = 0.25
_CANCELS: Final = 5
_FOUND_S: Final = 15.0
_ENDED_S: Final = 5.0
_REOPENINGS: Final = 3
_OPENINGS: Final = 4


class _Leaving(Exception):
    """Leaves a `with` by an error."""


def closed_stays_closed(subject: Subject) -> Verdict:
    """Closing twice does nothing; polling afterwards is a typed error."""
    reader = subject.reopen()
    subject.close()
    subject.call("close() for the second time", reader.close)
    try:
        subject.call("poll() of a closed reader", lambda: reader.poll(0.0))
    except DriverRaised as raised:
        if raised.is_typed:
            return passed(f"polling it: {type(raised.error).__name__}")
        return failed(f"{raised} instead of a ReaderError")
    return failed("a closed reader can still be polled")


def is_context_manager(subject: Subject) -> Verdict:
    """`with` gives the reader itself, closes it, and hides no error."""
    reader = subject.reopen()

    def leave_by_error() -> str:
        entered = None
        try:
            with reader as entered:
                _leave()
        except _Leaving:
            return "" if entered is reader else "`with` gives something else than the reader"
        return "leaving `with` hides an error"

    if fault := subject.call("with", leave_by_error):
        return failed(fault)
    try:
        subject.call("poll() behind with", lambda: reader.poll(0.0))
    except DriverRaised as raised:
        return passed() if raised.is_typed else failed(f"{raised} instead of a ReaderError")
    finally:
        subject.close()
    return failed("leaving `with` does not close the reader")


def reopened_reads_again(subject: Subject) -> Verdict:
    """A card that lies there when a reader is opened again is read again, and is the same one."""
    card = subject.card
    if card is None:
        return skipped("no card was read")
    count, longest_s = 0, 0.0
    for _ in range(_REOPENINGS):
        subject.reopen()
        hand = subject.hand
        if hand is not None and hand.is_exact:
            hand.lift()
            hand.lay(FIRST)
        began = time.monotonic()
        event = subject.wait_for(CardRead, CardRefused, within_s=max(3.0, 3 * card.duration_s))
        longest_s = max(longest_s, time.monotonic() - began)
        if event is None and hand is not None and hand.is_exact:
            return failed("a card was laid after another opening, and nothing was told")
        if event is None:
            break
        if isinstance(event, CardRefused):
            return reported(f"{shown(event)} at another opening")
        assert isinstance(event, CardRead)  # noqa: S101 - nothing else was waited for
        if event.raw_text == card.raw_text and event.raw_photo != card.raw_photo:
            return failed("the same text came with another photo")
        count += 1
    if not count:
        return reported("the device wants the card lifted before it finds it again")
    return passed(f"{count} times", seconds(longest_s))


def poll_is_cancelled(subject: Subject) -> Verdict:
    """A hub that is stopped has let go of the reader within 250 ms, whatever it is doing."""
    subject.close()
    times = []
    for _ in range(_CANCELS):
        before = set(threading.enumerate())
        news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
        hub = Hub([subject.address], news.put, open_reader=subject.registry.open_reader)
        hub.start()
        try:
            first = _first_of(news)
            time.sleep(random.uniform(0.0, 0.3))  # noqa: S311 - any moment will do
        finally:
            began = time.monotonic()
            hub.stop()
        threads = {each for each in set(threading.enumerate()) - before if each.is_alive()}
        for thread in threads:
            thread.join(_ENDED_S)
        times.append(time.monotonic() - began)
        if any(thread.is_alive() for thread in threads):
            return failed(f"the hub's thread still hangs in the driver after {_ENDED_S:g} s")
        if not isinstance(first, ReaderFound):
            code = first.code if isinstance(first, ReaderLost) else "nothing was told"
            return failed(f"a hub cannot use it: {code}")
    late = sorted(times)[-2:]
    figure = seconds(late[-1], _CANCEL_S)
    if late[0] > _CANCEL_S:
        return failed(f"{sum(each > _CANCEL_S for each in times)} of {_CANCELS} times", figure)
    if late[1] > _CANCEL_S:
        return reported("one of the times, as on a busy machine", figure)
    return passed(f"the longest of {_CANCELS}", figure)


def leaves_nothing_behind(subject: Subject) -> Verdict:
    """After closing there is no thread, open file or child process, and no changed setting."""
    subject.close()
    before = Traces.now()
    for _ in range(_OPENINGS):
        subject.reopen()
        subject.poll()
        subject.close()
    if found := left_behind(subject.before, before, openings=_OPENINGS):
        return failed(", ".join(found))
    return passed(f"{_OPENINGS} openings")


def errors_are_typed(subject: Subject) -> Verdict:
    """Whatever goes wrong is a `ReaderError` of one of the known kinds."""
    if subject.untyped:
        return failed("; ".join(sorted(set(subject.untyped))))
    return passed()


def names_nobody(subject: Subject) -> Verdict:
    """No log, repr, exception or printed word says who lies there."""
    if places := subject.watch.leaks():
        return failed(f"somebody is named in {', '.join(places)}")
    return passed("" if subject.card else "no card was read, so there was nobody to name")


def _leave() -> None:
    raise _Leaving


def _first_of(news: queue.SimpleQueue[HubNews]) -> HubNews | None:
    until = time.monotonic() + _FOUND_S
    told: HubNews | None = None
    while not isinstance(told, ReaderFound) and time.monotonic() < until:
        try:
            told = news.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
    return told
