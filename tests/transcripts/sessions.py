"""The sessions of the corpus: an emulated reader each, recorded by `readers record` itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice
from pos_client import cli
from tests.integration.drivers import buses
from tests.integration.drivers.pcscd import PLATE, SIM_SLOT, virtual_reader
from tests.integration.drivers.served import served

__all__ = ["FOLDER", "SESSIONS", "Desk", "Session", "record"]

FOLDER = Path(__file__).parent
DECK = load_deck()


@dataclass(frozen=True, slots=True)
class Desk:
    """A reader and whoever stands at it."""

    address: str
    lay: Callable[[str], object]
    lift: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Session:
    """What is recorded: a reader, and what is laid on it first and second."""

    open: Callable[[ExitStack], Desk]
    cards: tuple[str, str] = ("resident-ma", "resident-ma")


class _Hand(StringIO):
    """Somebody who reads what the verb prints, and does it."""

    def __init__(self, desk: Desk, cards: tuple[str, str]) -> None:
        super().__init__()
        self._desk = desk
        self._cards = iter(cards)

    def write(self, text: str) -> int:
        told = json.loads(text) if text.strip() else {}
        match told.get("do"):
            case "lay" | "lay_again":
                self._desk.lay(next(self._cards))
            case "lift" | "lift_again":
                self._desk.lift()
        return super().write(text)


def record(session: Session, file: Path, seconds: float = 30.0) -> int:
    """Record into a file as somebody at a terminal would, and return the exit status."""
    with ExitStack() as stack:
        desk = session.open(stack)
        given = ["readers", "record", desk.address, str(file), "--test-card", "--json", "--force"]
        with redirect_stdout(_Hand(desk, session.cards)):
            return cli.main([*given, "--seconds", str(seconds)])


def _served(*arguments: str, faults: str = "", laying: str = "lay {}") -> Callable[..., Desk]:
    def open_(stack: ExitStack) -> Desk:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (home / "faults").write_text(faults)
        told = [*arguments, "--home", str(home), "--control", "control"]
        told += ["--faults", "faults"] if faults else []
        simulator = stack.enter_context(served(*told))
        control = stack.enter_context(simulator.control())
        return Desk(simulator.address, lambda card: control.tell(laying.format(card)), control.lift)

    return open_


def _tcp(faults: str, *cards: str) -> Session:
    first, second = cards or ("resident-ma", "resident-ma")
    return Session(_served("--tcp", "0", faults=faults), (first, second))


def _on_bus(name: str, *, is_paced: bool = True) -> Session:
    def open_(stack: ExitStack) -> Desk:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        device = SamDevice()
        plugged = buses.plugged(patch, name, device, is_paced=is_paced)
        return Desk(plugged.address, lambda card: device.lay(DECK[card].card()), device.lift)

    return Session(open_)


def _over_pcsc(address: str, lay: str, lift: str, *cards: str) -> Session:
    @contextmanager
    def standing() -> Iterator[Desk]:
        with (
            tempfile.TemporaryDirectory() as folder,
            virtual_reader(Path(folder)) as service,
            served("--pcsc", str(service.port), "--control", f"{folder}/control") as simulator,
            simulator.control() as control,
        ):
            yield Desk(
                address, lambda card: control.tell(f"{lay} {card}"), lambda: control.tell(lift)
            )

    first, second = cards
    return Session(lambda stack: stack.enter_context(standing()), (first, second))


SESSIONS: Mapping[str, Session] = {
    "serial": Session(_served("--pty", "port")),
    "tcp": _tcp("", "foreign-2017-muster", "foreign-2023-mihon"),
    "tcp-fragments": _tcp("split size=7\ngarbage_before size=30"),
    "tcp-echo": _tcp("echo\nduplicate on=read_base"),
    "tcp-damaged-records": _tcp("bad_checksum on=read_base times=2"),
    "tcp-cut-off-records": _tcp("truncate on=read_base size=900 times=1"),
    "tcp-refused-records": _tcp("bad_check_digit", "resident-ma", "hmt-ho"),
    "tcp-late-record": _tcp("late_record after=lift", "resident-ma", "hmt-ho"),
    "tcp-pulled-cards": _tcp("card_pulled times=1"),
    "tcp-line-noise": _tcp("seed 11\nline_noise rate=0.0004"),
    "tcp-unplugged": _tcp("unplug on=read_base nth=2 size=600"),
    "usb-split": _on_bus("usb split"),
    "usb-whole": _on_bus("usb whole"),
    "hid-bank": _on_bus("hid bank"),
    "hid-control": _on_bus("hid control"),
    "pcsc-pages": _over_pcsc(
        f"pcsc:{PLATE}?sam_id=FF12FF0010", "lay", "lift", "resident-ma", "hmt-ho"
    ),
    "pcsc-sim": _over_pcsc(f"pcsc:{SIM_SLOT}", "insert", "eject", "usim-fetch", "usim-letters"),
    "pcsc-bare-card": _over_pcsc(f"pcsc:{PLATE}", "lay", "lift", "resident-ma bare", "hmt-ho bare"),
}
