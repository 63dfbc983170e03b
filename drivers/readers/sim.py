"""Reading an invented card without any line: `sim:`, `sim:?card=resident-lin&deck=cards.json`.

It misbehaves on request: `fault=bad_checksum,times=1;delay,seconds=0.5`, or `faults=FILE` for a
script, with `seed=7`; `docs/reader-faults.md` lists what can go wrong. For development and tests;
every read says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import refuse_unknown
from drivers.readers.sam_reader import SamReader
from drivers.transport.byte_stream import system_words

if TYPE_CHECKING:
    from drivers.simulator.device import SamDevice
    from drivers.simulator.faults import Faults

__all__ = ["DRIVER", "SimDriver", "SimulatedReader"]


class SimulatedReader(SamReader):
    """A reader whose device is at hand: whoever opened it lays cards on `device` and lifts them."""

    def __init__(self, device: SamDevice, *, address: str, driver: str, version: str) -> None:
        from drivers.simulator.line import PacedLine
        from drivers.transport.in_process import InProcessLine

        self.device = device
        super().__init__(
            InProcessLine(PacedLine(device, is_paced=False)),
            address=address,
            driver=driver,
            driver_version=version,
            is_simulated=True,
        )


class SimDriver:
    """The SAM_V language spoken with a simulated device in the same process."""

    scheme = "sim"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """Nobody comes across a simulated reader by accident."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open a new device; the card named by `card` lies on it from the beginning."""
        refuse_unknown(options, ("card", "deck", "fault", "faults", "seed"))
        if target:
            raise AddressInvalid(f"nothing stands between sim: and the options, not {target!r}")
        from drivers.simulator.deck import DeckInvalid, UnknownSlug

        try:
            device = _device(options)
        except (DeckInvalid, UnknownSlug, ValueError) as cause:
            raise AddressInvalid(str(cause)) from cause
        except OSError as cause:
            raise AddressInvalid(f"{options.get('faults')}: {system_words(cause)}") from cause
        return SimulatedReader(device, address=address, driver=self.scheme, version=self.version)


def _device(options: Mapping[str, str]) -> SamDevice:
    from drivers.simulator.deck import load_deck
    from drivers.simulator.device import SamDevice

    device = SamDevice(faults=_faults(options))
    named = [fault.card for fault in device.faults.active if fault.card]
    if named or "card" in options or "deck" in options:
        deck = load_deck(Path(options["deck"]) if "deck" in options else None)
        for slug in named:
            deck[slug]
        device.cards = lambda slug: deck[slug].card()
        if "card" in options:
            device.lay(deck[options["card"]].card())
    return device


def _faults(options: Mapping[str, str]) -> Faults:
    from drivers.simulator.faults import Faults

    lines = [fault.replace(",", " ") for fault in options.get("fault", "").split(";")]
    if "faults" in options:
        lines = [Path(options["faults"]).read_text("utf-8"), *lines]
    if "seed" in options:
        lines.append(f"seed {options['seed']}")
    return Faults.parse_script("\n".join(lines))


DRIVER: Final = SimDriver()
