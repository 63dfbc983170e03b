"""The command `python -m drivers.conformance`: arguments, prompts, report and exit code."""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

from drivers.api import (
    AddressInvalid,
    DriverUnknown,
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderSilent,
    ServiceAway,
)
from drivers.conformance.examination import CHECKS, NotOpened, examine
from drivers.conformance.fault_plays import FAULTS, FaultPlay
from drivers.conformance.hands import Hand, OtherDeck, PersonHand, ServedHand, hand_of_sim
from drivers.conformance.report import Report, line_of
from drivers.conformance.verdict import Finding
from drivers.conformance.words import sentences
from drivers.registry import split_address
from drivers.simulator.control import ControlClient, ControlLost

__all__ = ["main"]

CONFORMS, FAILED, UNUSABLE = 0, 1, 2

_PERSON_S: Final = 60.0
_WAIT_S: Final = 10.0
# A library that hangs and lets no other thread run ends the whole process after this.
_LAST_RESORT_S: Final = 300.0
_ADVICE: Final[tuple[tuple[type[ReaderError], str], ...]] = (
    (AddressInvalid, "correct the address; it is SCHEME:TARGET, as in sam-serial:COM3"),
    (DriverUnknown, "install the package that brings the driver into this Python's environment"),
    (ReaderForbidden, "give this user access to the device, for instance by the udev rule"),
    (ReaderBusy, "close the program that has it open"),
    (ServiceAway, "install and start the PC/SC service"),
    (LibraryUnusable, "install the vendor's library in the bitness of this Python"),
    (ReaderSilent, "switch the device on and check the speed of the line"),
    (ReaderError, "plug the device in, switch it on and check the address"),
)


def main(argv: Sequence[str]) -> int:
    """Examine a driver; 0: nothing failed, 1: something did, 2: nothing could be found out."""
    arguments = _parser()
    asked = arguments.parse_args(argv)
    out, err = sys.stdout, sys.stderr
    if asked.json == "-":
        out = err  # people read along elsewhere
    try:
        with ExitStack() as stack:
            hand = _hand(asked, stack, err)
            findings = _examined(asked, hand, out)
            report = Report(asked.address, _mode(asked, hand), tuple(findings))
    except (NotOpened, ReaderError) as no:
        error = no.error if isinstance(no, NotOpened) else no
        return _give_up(err, f"{asked.address}: {error}", _advice(error))
    except (ControlLost, OtherDeck) as no:
        return _give_up(err, str(no), "start `pos-client simulator serve --control SOCKET` again")
    out.write(f"\n{report.summary}\n")
    out.flush()
    return _written(report, asked.json, err) or (CONFORMS if report.is_conforming else FAILED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.conformance",
        description="Examine whether a driver keeps the promise of a reader. Use test cards only; "
        "who they belong to is never printed.",
        epilog="exit codes: 0 nothing failed, 1 something failed, 2 wrong call, or the reader "
        "cannot be opened",
    )
    parser.add_argument("address", metavar="ADDRESS", help="such as sam-serial:COM3, or sim:")
    parser.add_argument(
        "--unattended",
        action="store_true",
        help="nobody is there to lay and lift cards: a card that lies there is read, and read "
        "again by opening the reader again",
    )
    parser.add_argument(
        "--control",
        metavar="SOCKET",
        help="the control of the `pos-client simulator serve` that is behind ADDRESS: its plate "
        "is worked, and its faults are played",
    )
    parser.add_argument(
        "--faults",
        metavar="NAME[,NAME]",
        type=_fault_plays,
        help="play these faults only, or none",
    )
    parser.add_argument(
        "--only",
        metavar="NAME[,NAME]",
        type=_check_names,
        help="run these checks, and those that they need; faults are played if --faults says so",
    )
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=_seconds,
        help=f"how long a card is waited for: {_WAIT_S:g} s unattended, else {_PERSON_S:g} s",
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write the report there too; - for standard output"
    )
    return parser


def _examined(asked: argparse.Namespace, hand: Hand | None, out: TextIO) -> list[Finding]:
    findings: list[Finding] = []
    wait_s = asked.wait if asked.wait is not None else _WAIT_S
    limit_s = _LAST_RESORT_S + 10 * wait_s

    def guard(_: object) -> None:
        """Unless this is called again in time, print where every thread stands and end with 1."""
        if _has_descriptor(out):
            faulthandler.dump_traceback_later(limit_s, exit=True, file=out)

    try:
        for finding in examine(
            asked.address,
            hand=hand,
            wait_s=wait_s,
            faults=_chosen_faults(asked),
            only=asked.only,
            begin=guard,
        ):
            findings.append(finding)
            guard(finding)
            out.write(line_of(finding) + "\n")
            out.flush()
    finally:
        faulthandler.cancel_dump_traceback_later()
    return findings


def _chosen_faults(asked: argparse.Namespace) -> tuple[FaultPlay, ...]:
    if asked.faults is not None:
        return tuple(asked.faults)
    return () if asked.only else FAULTS


def _has_descriptor(stream: TextIO) -> bool:
    try:
        return stream.fileno() >= 0
    except (OSError, ValueError):
        return False


def _hand(asked: argparse.Namespace, stack: ExitStack, err: TextIO) -> Hand | None:
    scheme, _, _ = split_address(asked.address)
    if asked.control is not None:
        return ServedHand(stack.enter_context(ControlClient(asked.control)))
    if scheme == "sim":
        return hand_of_sim()
    if asked.unattended:
        return None
    patience_s = asked.wait if asked.wait is not None else _PERSON_S
    said = sentences()
    limit = said["wait"].format(seconds=f"{patience_s:g}")

    def tell(sentence: str) -> None:
        err.write(f">>> {sentence} {limit}\n")
        err.flush()

    return PersonHand(tell, said, patience_s)


def _mode(asked: argparse.Namespace, hand: Hand | None) -> str:
    if hand is not None and hand.is_exact:
        return "emulator"
    return "unattended" if asked.unattended else "attended"


def _written(report: Report, file: str | None, err: TextIO) -> int:
    if file is None:
        return CONFORMS
    text = json.dumps(report.plain(), ensure_ascii=False, indent=2) + "\n"
    if file == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return CONFORMS
    try:
        Path(file).write_text(text, "utf-8")
    except OSError as no:
        return _give_up(err, f"{file}: {no.strerror}", "choose another place for the report")
    return CONFORMS


def _give_up(err: TextIO, what: str, advice: str) -> int:
    err.write(f"error: {what}; {advice}\n")
    return UNUSABLE


def _advice(error: BaseException) -> str:
    return next(advice for kind, advice in _ADVICE if isinstance(error, kind))


def _fault_plays(text: str) -> tuple[FaultPlay, ...]:
    names = [] if text == "none" else text.split(",")
    known = {play.words.split()[0] for play in FAULTS}
    if strange := [name for name in names if name not in known]:
        raise argparse.ArgumentTypeError(f"no fault is called {strange[0]!r}: {', '.join(known)}")
    return tuple(play for play in FAULTS if play.words.split()[0] in names)


def _check_names(text: str) -> frozenset[str]:
    names, known = text.split(","), [check.name for check in CHECKS]
    if strange := [name for name in names if name not in known]:
        raise argparse.ArgumentTypeError(f"no check is called {strange[0]!r}: {', '.join(known)}")
    return frozenset(names)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"a time is a number of seconds up to 3600, not {text!r}")
    return value
