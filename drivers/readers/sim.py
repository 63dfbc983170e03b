"""Reading an invented card without any line: `sim:`, `sim:?card=resident-lin&deck=cards.json`.

For development and tests; every read says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import refuse_unknown
from drivers.readers.sam_reader import SamReader

__all__ = ["DRIVER", "SimDriver"]


class SimDriver:
    """The SAM_V language spoken with a simulated device in the same process."""

    scheme = "sim"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """Nobody comes across a simulated reader by accident."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open a new device; the card named by `card` lies on it from the beginning."""
        refuse_unknown(options, ("card", "deck"))
        if target:
            raise AddressInvalid(f"nothing stands between sim: and the options, not {target!r}")
        from drivers.simulator.deck import DeckInvalid, UnknownSlug, load_deck
        from drivers.simulator.device import SamDevice
        from drivers.simulator.line import PacedLine
        from drivers.transport.in_process import InProcessLine

        device = SamDevice()
        try:
            if "card" in options or "deck" in options:
                deck = load_deck(Path(options["deck"]) if "deck" in options else None)
                if "card" in options:
                    device.lay(deck[options["card"]].card())
        except (DeckInvalid, UnknownSlug) as cause:
            raise AddressInvalid(str(cause)) from cause
        return SamReader(
            InProcessLine(PacedLine(device, is_paced=False)),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            is_simulated=True,
        )


DRIVER: Final = SimDriver()
