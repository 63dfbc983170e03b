"""The table of all checks, and the run through it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.conformance import closing, opening, plate, reading
from drivers.conformance.calls import Stuck
from drivers.conformance.fault_plays import FAULTS, FaultPlay, play_all
from drivers.conformance.hands import Hand
from drivers.conformance.subject import DriverRaised, Subject
from drivers.conformance.verdict import Finding, Verdict, failed, skipped
from drivers.registry import Registry
from drivers.simulator.control import ControlLost

__all__ = ["CHECKS", "Check", "NotOpened", "examine"]


class NotOpened(Exception):
    """The reader cannot be opened, and the driver says so as it should; `error` is what it said."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table."""

    name: str
    run: Callable[[Subject], Verdict]

    @property
    def demand(self) -> str:
        """What the driver has to keep: the first sentence of the check."""
        return (self.run.__doc__ or "").strip()


_OPENING: Final = (
    Check("address", opening.address_parses),
    Check("discover", opening.discovers),
    Check("opens", opening.opens),
    Check("info", opening.info_is_complete),
)
_CARD: Final = (
    Check("answers", reading.answers),
    Check("raw_bytes", reading.bytes_are_whole),
    Check("told_once", reading.told_once),
    Check("sam_id", opening.sam_id_is_told),
    Check("chip_number", reading.chip_number_is_told),
    Check("poll_timeout", reading.poll_waits_as_told),
    Check("removal", plate.removal_is_told_once),
    Check("laid_again", plate.laid_again_is_read_again),
    Check("two_cards", plate.cards_are_not_mixed),
    Check("laid_to_told", plate.laid_is_told_soon),
    Check("pulled_while_read", plate.pulled_card_gives_nobody),
    Check("read_time", plate.read_costs_line_time),
)
_CLOSING: Final = (
    Check("repeat_reads", closing.reopened_reads_again),
    Check("close", closing.closed_stays_closed),
    Check("context_manager", closing.is_context_manager),
    Check("cancel", closing.poll_is_cancelled),
    Check("nothing_left", closing.leaves_nothing_behind),
    Check("unknown_option", opening.unknown_option_is_refused),
    Check("opened_twice", opening.opens_twice),
)
_AFTERWARDS: Final = (
    Check("poll_during_read", reading.polls_during_a_read),
    Check("events", reading.events_are_known),
    Check("parse", reading.parse_agrees),
    Check("fresh", reading.is_fresh),
    Check("capabilities", opening.capabilities_are_kept),
    Check("errors", closing.errors_are_typed),
    Check("identity", closing.names_nobody),
)
CHECKS: Final = (*_OPENING, *_CARD, *_CLOSING, *_AFTERWARDS)
"""Every check in its order; the last ones look back on all that was done."""

# What a driver says that cannot be used here, and is no fault of it.
_BEFORE_ALL: Final = frozenset({"address", "opens"})
_NEEDED: Final = frozenset({"address", "opens", "answers"})
_REMARKS: Final = {
    "ReaderSilent": "; is the device switched on, and the speed of the line right?",
    "ReaderUnavailable": "; was the device unplugged?",
}


def examine(
    address: str,
    *,
    registry: Registry | None = None,
    hand: Hand | None = None,
    wait_s: float = 10.0,
    faults: Sequence[FaultPlay] = FAULTS,
    only: Collection[str] | None = None,
    begin: Callable[[str], None] = lambda _: None,
) -> Iterator[Finding]:
    """Examine the driver behind an address; hand out each finding as soon as it stands.

    Args:
        hand: who lays and lifts cards; None where nobody does.
        wait_s: how long a card is waited for where nobody lays one.
        faults: those that are played where the emulator's plate is at hand.
        only: names of checks; the others are left out, but for what all need.
        begin: is told the name of each check before it runs.

    Raises:
        AddressInvalid: the address is not SCHEME:TARGET.
        NotOpened: the reader cannot be opened, and the driver says why.
    """
    subject = Subject(address, registry or Registry(), hand=hand, wait_s=wait_s)
    findings = _findings(subject, faults, only, begin)
    try:
        while True:
            with subject.watch.listening():
                finding = next(findings, None)
            if finding is None:
                return
            yield finding
    finally:
        subject.end()


def _findings(
    subject: Subject,
    faults: Sequence[FaultPlay],
    only: Collection[str] | None,
    begin: Callable[[str], None],
) -> Iterator[Finding]:
    for check in _chosen((*_OPENING, *_CARD, *_CLOSING), only):
        begin(check.name)
        yield _finding(check, subject)
    if subject.hand is not None and subject.hand.has_faults and not _why_not(subject):
        begin("faults")
        yield from play_all(subject, faults)
    subject.let_go()
    for check in _chosen(_AFTERWARDS, only):
        begin(check.name)
        yield _finding(check, subject)


def _chosen(checks: tuple[Check, ...], only: Collection[str] | None) -> Iterator[Check]:
    return (each for each in checks if only is None or each.name in _NEEDED or each.name in only)


def _finding(check: Check, subject: Subject) -> Finding:
    if (why_not := _why_not(subject)) and check not in _AFTERWARDS:
        return Finding(check.name, check.demand, skipped(why_not))
    try:
        verdict = check.run(subject)
    except Stuck as stuck:
        verdict = failed(str(stuck))
    except DriverRaised as raised:
        if check.name in _BEFORE_ALL and raised.is_typed:
            raise NotOpened(raised.error) from raised
        if check.name in _BEFORE_ALL | {"answers"}:
            subject.trouble = str(raised)
        verdict = failed(f"{raised}{_REMARKS.get(type(raised.error).__name__, '')}")
    except ControlLost:
        raise
    except Exception as error:  # noqa: BLE001 - a driver may hand out anything
        verdict = failed(f"what the driver gave cannot be used: {type(error).__name__}")
    return Finding(check.name, check.demand, verdict)


def _why_not(subject: Subject) -> str:
    """Why nothing more can be found out, if so."""
    if subject.is_stuck:
        return "the driver hangs in an earlier call"
    return f"there is nothing to talk to: {subject.trouble}" if subject.trouble else ""
