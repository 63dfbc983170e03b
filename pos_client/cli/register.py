"""`pos-client register`: register one customer in the terminal, with the card on the reader."""

from __future__ import annotations

import getpass
import queue
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from pos_client.application import commands
from pos_client.application.news import CounterChanged, News
from pos_client.application.state import CasePhase, CounterState, DevicePhase, ReaderPhase
from pos_client.application.trouble import DeviceNotEnrolled, Trouble
from pos_client.application.trouble_codes import all_codes
from pos_client.cli.places import home_of, parser, seconds, settings_of
from pos_client.domain.flow import Step

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Walk through one case. Each step is confirmed with Enter; only masks are printed.

    With standard input not a terminal its first line is the password, the second one the six
    digits where the outlet asks for a second factor, and each further line confirms one step.
    """
    arguments = parser("register", __doc__.partition(": ")[2])
    arguments.add_argument("--reader", help="the reader's address, such as sam-serial:COM3")
    arguments.add_argument("--clerk", required=True, help="the clerk's work id")
    arguments.add_argument(
        "--seconds", type=seconds, default=60.0, help="how long to wait each time"
    )
    asked = arguments.parse_args(argv)
    password = _secret("Password: ")
    home = home_of(asked)
    settings = settings_of(home)
    if asked.reader:
        settings = replace(settings, reader_addresses=(asked.reader,))
    from pos_client.bootstrap import open_counter

    told: queue.SimpleQueue[News] = queue.SimpleQueue()
    counter = open_counter(home.folder, settings, told.put)
    counter.start()
    try:
        return _Walk(told, counter.submit, asked.seconds).through(asked.clerk, password)
    finally:
        counter.stop(10)


def _secret(asked: str) -> str:
    """What must not stand on a command line, where every program of the computer could see it."""
    if sys.stdin.isatty():
        return getpass.getpass(asked)
    return sys.stdin.readline().rstrip("\n")


class _Walk:
    def __init__(
        self,
        told: queue.SimpleQueue[News],
        submit: Callable[[commands.CounterCommand], None],
        seconds: float,
    ) -> None:
        self._told = told
        self._submit = submit
        self._seconds = seconds
        self._last = CounterState()

    def through(self, clerk_number: str, password: str) -> int:
        state = self._until(lambda now: now.device is not DevicePhase.STARTING)
        if state.device is not DevicePhase.READY:
            return self._failed(state, "the counter to open")
        digits = _secret("Authenticator code: ").strip() if state.asks_second_factor else ""
        self._submit(commands.LogIn(clerk_number, password, digits))
        state = self._until(lambda now: now.session is not None or now.trouble is not None)
        if state.session is None:
            return self._failed(state, "the log-in")
        ask = "Lay the customer's card on the reader."
        if state.has_unread_card:
            ask = "That card came before the log-in. Lift the card and lay it again."
        sys.stdout.write(f"{ask}\n")
        state = self._until(lambda now: now.case is not None or now.trouble is not None)
        while state.case is not None and state.case.phase is CasePhase.OPEN:
            if _is_searching(state):
                state = self._until(lambda now: not _is_searching(now))
            case = state.case
            if case is None:
                break
            shown = f"{case.masked_name} {case.masked_id_number} {case.chosen_number}".rstrip()
            sys.stdout.write(f"{case.step.value}: {shown} - Enter confirms: ")
            sys.stdout.flush()
            if not sys.stdin.readline():
                self._submit(commands.CancelCase())
                sys.stderr.write("\ncancelled: nothing of this case was saved\n")
                return 1
            self._submit(commands.ConfirmStep(case.step.value))
            step = case.step
            state = self._until(lambda now, step=step: _has_moved(now, step.value))  # type: ignore[misc]
            if state.trouble is not None:
                break
        if state.case is None or state.case.phase is not CasePhase.SAVED:
            return self._failed(state, "a card" if state.case is None else "an answer")
        return self._saved(state)

    def _saved(self, state: CounterState) -> int:
        if state.last_saved is not None and not state.last_saved.is_offline:
            state = self._until(
                lambda now: now.last_saved is not None and now.last_saved.outcome is not None
            )
        saved = state.last_saved
        if saved is None:
            return 1
        outcome = saved.outcome.value if saved.outcome else "saved, to be sent"
        sys.stdout.write(f"{saved.id} {outcome} {saved.code}".rstrip() + "\n")
        return 0

    def _until(self, wanted: Callable[[CounterState], bool]) -> CounterState:
        """Take news until one fits, else answer with what was known last."""
        until = time.monotonic() + self._seconds
        while (left := until - time.monotonic()) > 0:
            try:
                news = self._told.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(news, CounterChanged):
                self._last = news.state
                if wanted(self._last):
                    break
        return self._last

    def _failed(self, state: CounterState, awaited: str) -> int:
        """Say why nothing was registered.

        Raises:
            Trouble: what the counter told; it has a sentence of its own.
        """
        case, trouble = state.case, state.trouble
        if trouble is not None:
            raise all_codes().get(trouble.code, Trouble)(**dict(trouble.facts))
        if state.device is DevicePhase.NOT_ENROLLED:
            raise DeviceNotEnrolled
        safe = "Nothing was saved."
        if case is not None and case.phase not in (CasePhase.OPEN, CasePhase.WORKING):
            why = f"the case ended: {case.phase.value} {case.code}".rstrip()
        else:
            why = f"waited {self._seconds:g} seconds for {awaited}"
            if state.reader.phase is ReaderPhase.LOST:
                why += f", and {state.reader.address} does not answer ({state.reader.code})"
            if case is not None and case.step is Step.SEAL:
                safe = "`pos-client outbox list` shows whether it was saved."
        sys.stderr.write(f"not registered: {why}. {safe}\n")
        return 1


def _has_moved(state: CounterState, step: str) -> bool:
    case = state.case
    if case is None or state.trouble is not None:
        return True
    return case.phase is not CasePhase.WORKING and (
        case.phase is not CasePhase.OPEN or case.step.value != step
    )


def _is_searching(state: CounterState) -> bool:
    case = state.case
    return (
        state.trouble is None
        and case is not None
        and case.step is Step.NUMBER_AND_SIM
        and not case.chosen_number
    )
