"""Who lays cards on the reader and lifts them: the emulator's plate, or a person who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, Protocol

from drivers.api import Reader
from drivers.readers.sim import SimulatedReader
from drivers.simulator.control import ControlClient, ControlRefused
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice, SimulatedCard
from drivers.simulator.faults import Fault, Faults

__all__ = [
    "FIRST",
    "NEXT",
    "SECOND",
    "DeviceHand",
    "Hand",
    "OtherDeck",
    "PersonHand",
    "ScriptedHand",
    "ServedHand",
    "hand_of_sim",
]

FIRST: Final = "resident-wang"
SECOND: Final = "resident-lin"
NEXT: Final = "hmt-ho"
"""Three invented people of the shipped deck."""


class OtherDeck(Exception):
    """What lies on the plate could not be compared with what it should be."""


class Hand(Protocol):
    """Works the plate.

    Attributes:
        is_exact: whether it does at once what it is told, so that moments can be measured.
        has_faults: whether it can let the device misbehave.
        patience_s: how long the reader is listened to after it was told something.
    """

    is_exact: bool
    has_faults: bool
    patience_s: float

    def take(self, reader: Reader) -> None:
        """Turn to a reader that was just opened."""

    def has_card(self) -> bool | None:
        """Whether a card lies there; None where only eyes could tell."""

    def lay(self, slug: str) -> None:
        """Lay a card; a real hand has a first one and a second one."""

    def lift(self) -> None:
        """Take it off."""

    def card(self, slug: str) -> SimulatedCard | None:
        """What that card holds, where it is known."""

    def lying(self) -> str:
        """The name of the card that lies there, after a fault has swapped it; else empty."""

    def line_baud(self) -> int | None:
        """How fast the line is, where bytes take their time on it."""

    def fault(self, words: str) -> None:
        """Bring a fault into force, where there are any."""

    def repair(self) -> None:
        """Behave well again, and plug in what is unplugged."""


class ScriptedHand:
    """Works a plate that a program can reach, for tests of a driver of one's own.

    Args:
        lay: puts a card there, such as by writing its bytes to wherever the device keeps them.
        lift: takes it off.
    """

    is_exact = True
    has_faults = False

    def __init__(
        self,
        lay: Callable[[SimulatedCard], object],
        lift: Callable[[], object],
        *,
        patience_s: float = 8.0,
    ) -> None:
        self.patience_s = patience_s
        self._lay = lay
        self._lift = lift
        self._deck = load_deck()
        self._slug = ""

    def take(self, reader: Reader) -> None:
        del reader

    def has_card(self) -> bool | None:
        return bool(self._slug)

    def lay(self, slug: str) -> None:
        self._slug = slug
        self._lay(self._deck[slug].card())

    def lift(self) -> None:
        if self.has_card():
            self._slug = ""
            self._lift()

    def card(self, slug: str) -> SimulatedCard | None:
        return self._deck[slug].card()

    def lying(self) -> str:
        return self._slug

    def line_baud(self) -> int | None:
        return None

    def fault(self, words: str) -> None:
        raise LookupError(f"nothing here can do {words}")

    def repair(self) -> None:
        """Nothing is ever broken."""


class DeviceHand(ScriptedHand):
    """Works the plate of a simulated device in this process.

    Args:
        find: how the device behind an opened reader is found.
        is_paced: whether its bytes take their time.
    """

    has_faults = True

    def __init__(self, find: Callable[[Reader], SamDevice], *, is_paced: bool = False) -> None:
        super().__init__(self._put, self._take_off)
        self._find = find
        self._is_paced = is_paced
        self._device: SamDevice | None = None

    def take(self, reader: Reader) -> None:
        self._device = self._find(reader)

    def has_card(self) -> bool | None:
        return self.device.has_card

    def lying(self) -> str:
        return self.device.swapped_to or self._slug

    def line_baud(self) -> int | None:
        return self.device.baud if self._is_paced else None

    def fault(self, words: str) -> None:
        self.device.cards = lambda slug: self._deck[slug].card()
        self.device.faults = self.device.faults.plus(Fault.parse(words.split()))

    def repair(self) -> None:
        self.device.faults = Faults(seed=self.device.faults.seed)

    def _put(self, card: SimulatedCard) -> None:
        self.device.lay(card)

    def _take_off(self) -> None:
        self.device.lift()

    @property
    def device(self) -> SamDevice:
        """The device of the reader that was opened last."""
        if self._device is None:
            raise LookupError("no reader was opened yet")
        return self._device


def hand_of_sim() -> DeviceHand:
    """The hand for `sim:`, whose every opening makes a device of its own."""
    return DeviceHand(_device_of)


def _device_of(reader: Reader) -> SamDevice:
    if not isinstance(reader, SimulatedReader):
        raise TypeError("no reader of `sim:`")
    return reader.device


class ServedHand:
    """Works the plate of `pos-client simulator serve` over its control."""

    is_exact = True
    patience_s = 12.0

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        shipped = load_deck().entries
        told = [(each["slug"], each["zh"], each["en"]) for each in control.deck()]
        if told != [(each.slug, each.zh, each.en) for each in shipped]:
            raise OtherDeck("the simulator has other cards than the shipped ones")
        self._cards = {each.slug: each.card() for each in shipped}
        # A chip in a virtual PC/SC reader has faults of its own, which are not these.
        self.has_faults = "baud" in control.state()

    def take(self, reader: Reader) -> None:
        del reader

    def has_card(self) -> bool | None:
        return bool(self._control.state().get("card"))

    def lay(self, slug: str) -> None:
        self._control.lay(slug)

    def lift(self) -> None:
        self._control.lift()

    def card(self, slug: str) -> SimulatedCard | None:
        return self._cards.get(slug)

    def lying(self) -> str:
        return str(self._control.state().get("card") or "")

    def line_baud(self) -> int | None:
        baud = self._control.state().get("baud")
        return baud if isinstance(baud, int) else None

    def fault(self, words: str) -> None:
        self._control.fault(words)

    def repair(self) -> None:
        self._control.clear_faults()
        with suppress(ControlRefused):  # chips of a virtual PC/SC reader are always plugged in
            self._control.plug()


class PersonHand:
    """A person, told what to do.

    Args:
        tell: shows a sentence.
        sentences: what is said for `lay_first`, `lay_second`, `lift` and `pull`.
    """

    is_exact = False
    has_faults = False

    def __init__(
        self, tell: Callable[[str], None], sentences: Mapping[str, str], patience_s: float
    ) -> None:
        self._tell = tell
        self._sentences = sentences
        self._has_card: bool | None = None
        self.patience_s = patience_s

    def take(self, reader: Reader) -> None:
        del reader

    def has_card(self) -> bool | None:
        return self._has_card

    def lay(self, slug: str) -> None:
        self._has_card = True
        self._tell(self._sentences["lay_first" if slug == FIRST else "lay_second"])

    def lift(self) -> None:
        if self._has_card is not False:
            self._has_card = False
            self._tell(self._sentences["lift"])

    def pull_at_once(self) -> None:
        """Ask for a card that is taken away while it is read."""
        self._tell(self._sentences["pull"])

    def card(self, slug: str) -> SimulatedCard | None:
        del slug
        return None

    def lying(self) -> str:
        return ""

    def line_baud(self) -> int | None:
        return None

    def fault(self, words: str) -> None:
        raise LookupError(f"a person cannot do {words}")

    def repair(self) -> None:
        """People behave well."""
