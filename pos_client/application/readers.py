"""The readers of this computer as the counter knows them: which there are, and which are used.

What the hub tells of each is kept by address; what the bus shows is kept beside it, since a
reader that nobody could open yet has to be named too. Lives on the counter's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from drivers.api import (
    CardPresent,
    CardRemoved,
    Prospect,
    ReaderInfo,
    ReaderRestarted,
    ReaderRestarting,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.hub import CardNews, HubNews, ProspectsSeen, ReaderFound, ReaderLost
from pos_client.application.ports import Clock, ReaderControl, ReaderMemory
from pos_client.application.reader_mark import ReaderMark
from pos_client.application.reader_trial import HANGS, ReaderTrial
from pos_client.application.state import ReaderChange, ReaderPhase, ReadersState, ReaderState
from pos_client.domain.oversight import ReaderCount

__all__ = ["Readers"]

GONE = "reader_unavailable"
OPENS_WITHIN = timedelta(seconds=6)
SETTLES_WITHIN = timedelta(seconds=5)
CHANGE_SHOWN = timedelta(seconds=8)
# One that comes back within this time is the same one, and whatever it does is told once.
REMEMBERED = timedelta(seconds=30)
_OF_SIMS = SimRead | SimRefused | SimRemoved
_SLOTS = "pcsc"
_BEST_FIRST = (
    ReaderPhase.READY,
    ReaderPhase.RESTARTING,
    ReaderPhase.LOST,
    ReaderPhase.SEARCHING,
)


class Readers:
    """Finds out which readers are used, and says what happens to each of them once."""

    def __init__(self, clock: Clock, control: ReaderControl, memory: ReaderMemory) -> None:
        self._clock = clock
        self._control = control
        self._memory = memory
        self._trial = ReaderTrial(clock, control, self._settle)
        self._states: dict[str, ReaderState] = {}
        self._prospects: dict[str, Prospect] = {}
        self._since_ns: dict[str, int] = {}  # when it came into sight, or went out of it
        self._told_ns: dict[tuple[ReaderChange, str], int] = {}
        self._change: tuple[ReaderChange, str] | None = None
        self._change_ns = 0
        self._has_looked = False
        self._chosen: ReaderMark | None = None
        self._chosen_address = ""
        self._resting: frozenset[str] = frozenset()
        self._begun_ns = clock.monotonic_ns()

    def begin(self) -> None:
        """Remember what was chosen before."""
        self._chosen = self._memory.load()
        self._settle()

    @property
    def state(self) -> ReadersState:
        return ReadersState(
            all=tuple(self._all()),
            has_looked=self._has_looked,
            chosen=(self._chosen.name or self._chosen.address) if self._chosen else "",
            chosen_address=self._chosen_address,
            test=self._trial.state,
            change=self._change,
        )

    @property
    def count(self) -> ReaderCount:
        """How many serve, and how many that were known are lost."""
        phases = [each.phase for each in self._all() if each.is_known]
        return ReaderCount(phases.count(ReaderPhase.READY), phases.count(ReaderPhase.LOST))

    @property
    def shown(self) -> ReaderState:
        """The reader to show where there is room for one: one that works, if any does."""
        used = [
            each
            for each in self._all()
            if not each.is_slot and each.phase in _BEST_FIRST and self.is_used(each.address)
        ]
        used.sort(key=lambda each: (_BEST_FIRST.index(each.phase), not each.is_known))
        return used[0] if used else ReaderState()

    def is_used(self, address: str) -> bool:
        """Whether a card on this reader is meant for the counter."""
        return self._chosen is None or (bool(address) and address == self._chosen_address)

    def tick(self) -> None:
        """Several times a second: what time alone changes."""
        if self._change is not None and self._has_passed(self._change_ns, CHANGE_SHOWN):
            self._change = None
        self._trial.tick()
        for address in [each for each in self._states if self._is_gone(each)]:
            if self._has_passed(self._since_ns.get(address, 0), REMEMBERED):
                del self._states[address]

    # What the hub tells --------------------------------------------------------------------

    def take(self, news: HubNews) -> CardNews | None:
        """Note what is new; answers what happened on a plate that counts here."""
        if isinstance(news, ProspectsSeen):
            self._see(news.prospects)
        elif isinstance(news, ReaderFound):
            self._find(news.info)
        elif isinstance(news, ReaderLost):
            self._lose(news.address, news.code)
        elif self._note(news):
            return news
        return None

    def _see(self, prospects: tuple[Prospect, ...]) -> None:
        now, before = self._clock.monotonic_ns(), self._prospects
        self._has_looked = True
        self._prospects = {each.address or each.name: each for each in prospects}
        for key in self._prospects.keys() - before.keys():
            self._since_ns[key] = now
        for key in before.keys() - self._prospects.keys():
            self._since_ns[key] = now
            state = self._states.get(key)
            # A reader in use stays; one at rest is watched by nobody else.
            if state is not None and key in self._resting:
                self._states[key] = replace(state, phase=ReaderPhase.LOST, code=GONE)
        self._settle()

    def _find(self, info: ReaderInfo) -> None:
        before = self._states.get(info.address)
        state = self._state_of(info)
        self._states[info.address] = state
        back_from = self._place_before(state)
        if back_from:
            before = self._states.pop(back_from)
        if before is not None and before.phase is ReaderPhase.LOST:
            self._tell(ReaderChange.BACK, state)
        elif before is None and self._has_passed(self._begun_ns, SETTLES_WITHIN):
            self._tell(ReaderChange.FOUND, state)
        self._settle()

    def _place_before(self, state: ReaderState) -> str:
        """Where this reader was lost, if it has come back under another address."""
        lost = {
            address: each
            for address, each in self._states.items()
            if address != state.address and each.phase is ReaderPhase.LOST
        }
        return self._mark_of(state).found_among(map(self._mark_of, lost.values()))

    def _lose(self, address: str, code: str) -> None:
        state = self._states.get(address) or self._unopened(address)
        was_lost = state.phase is ReaderPhase.LOST
        was_open = state.phase is not ReaderPhase.SEARCHING
        lost = replace(state, phase=ReaderPhase.LOST, code=code, has_card_without_sam=False)
        self._states[address] = lost
        self._since_ns[address] = self._clock.monotonic_ns()
        if was_open and not was_lost:
            self._tell(ReaderChange.LOST, lost)
        self._settle()

    def _note(self, news: CardNews) -> bool:
        """Whether what happened on a plate counts here."""
        address, event = news.info.address, news.event
        state = self._states.get(address)
        if state is not None:
            self._states[address] = _after(state, news)
            if news.info.sam_id != state.sam_id:
                self._settle()
        if isinstance(event, ReaderRestarting | ReaderRestarted):
            return False
        return isinstance(event, _OF_SIMS) or self.is_used(address)

    # What the clerk asks -------------------------------------------------------------------

    def use(self, address: str) -> None:
        """Use one reader alone, or all of them."""
        state = next((each for each in self._all() if each.address == address), None)
        if address and (state is None or state.is_slot):
            return
        self._chosen = self._mark_of(state) if address and state is not None else None
        self._memory.keep(self._chosen)
        self._settle()

    def begin_test(self, address: str) -> None:
        if address and any(each.address == address for each in self._all()):
            self._trial.begin(address)

    def stop_test(self) -> None:
        self._trial.stop()

    # Which are used ------------------------------------------------------------------------

    def _settle(self) -> None:
        """Find the chosen reader wherever it is now, and let the others rest.

        While it is away they stay open: one of them may be the chosen one on another port, which
        only its module can tell.
        """
        self._chosen_address, resting = "", set[str]()
        if self._chosen is not None:
            self._chosen_address = self._chosen.found_among(self._marks_here())
        if self._chosen_address:
            addresses = {*self._states, *(each.address for each in self._prospects.values())}
            resting = {
                address
                for address in addresses - {self._chosen_address, ""}
                if address.partition(":")[0] != _SLOTS  # SIMs are read there
            }
        if self._trial.address:
            resting.add(self._trial.address)
        for woken in self._resting - resting:  # it takes its time to open anew
            self._since_ns[woken] = self._clock.monotonic_ns()
        self._resting = frozenset(resting)
        self._control.let_rest(self._resting)

    def _marks_here(self) -> Iterator[ReaderMark]:
        """Of everything that may be a reader, ports included that never said what they are."""
        for address, state in self._states.items():
            if not self._is_gone(address):
                yield self._mark_of(state)
        for key, prospect in self._prospects.items():
            if prospect.address and key not in self._states:
                yield self._mark_of(self._unopened(key))

    def _all(self) -> Iterator[ReaderState]:
        """Every reader, those on the bus in their order and the others behind them."""
        for key, prospect in self._prospects.items():
            state = self._states.get(key)
            if state is not None and not prospect.obstacle:
                yield self._rested(state)
            elif prospect.is_known or prospect.obstacle or key == self._chosen_address:
                yield self._rested(self._unopened(key))
        for key, state in self._states.items():
            if key not in self._prospects:
                yield self._rested(state)

    def _rested(self, state: ReaderState) -> ReaderState:
        if state.address not in self._resting or state.phase is ReaderPhase.LOST:
            return state
        return replace(state, phase=ReaderPhase.RESTING)

    def _unopened(self, key: str) -> ReaderState:
        """A reader that the bus shows and that was never open, or cannot be opened now."""
        prospect = self._prospects.get(key)
        if prospect is None:
            return ReaderState(address=key, name=key.partition(":")[2], driver=_driver_of(key))
        is_awaited = prospect.is_known or key == self._chosen_address
        is_stuck = is_awaited and self._has_passed(self._since_ns[key], OPENS_WITHIN)
        code = prospect.obstacle or (HANGS if is_stuck and key not in self._resting else "")
        return ReaderState(
            phase=ReaderPhase.LOST if code else ReaderPhase.SEARCHING,
            address=prospect.address,
            code=code,
            name=prospect.name,
            usb_id=prospect.usb_id,
            driver=_driver_of(prospect.address),
            remedy=prospect.remedy,
            is_known=prospect.is_known,
        )

    def _state_of(self, info: ReaderInfo) -> ReaderState:
        prospect = self._prospects.get(info.address)
        name = (prospect.name if prospect else "") or info.name
        return ReaderState(
            phase=ReaderPhase.READY,
            address=info.address,
            sam_id=info.sam_id,
            is_simulated=info.simulated,
            name=name or info.address.partition(":")[2].partition("?")[0],
            usb_id=prospect.usb_id if prospect else "",
            driver=info.driver,
            driver_version=info.driver_version,
            is_slot=bool(info.capabilities) and "raw_text" not in info.capabilities,
        )

    def _mark_of(self, state: ReaderState) -> ReaderMark:
        prospect = self._prospects.get(state.address)
        return ReaderMark(
            address=state.address,
            driver=state.driver,
            sam_id=state.sam_id,
            usb_id=state.usb_id,
            serial_number=prospect.serial_number if prospect else "",
            name=state.name,
        )

    # Time ----------------------------------------------------------------------------------

    def _is_gone(self, address: str) -> bool:
        """Whether it was lost and nothing stands in its place; a named one is always awaited."""
        is_lost = self._states[address].phase is ReaderPhase.LOST
        return self._has_looked and is_lost and address not in self._prospects

    def _tell(self, change: ReaderChange, state: ReaderState) -> None:
        """Say it once, whatever a loose cable does."""
        key = (change, state.usb_id + state.name)
        if key in self._told_ns and not self._has_passed(self._told_ns[key], REMEMBERED):
            return
        self._told_ns[key] = self._change_ns = self._clock.monotonic_ns()
        self._change = (change, state.name or state.address)

    def _has_passed(self, since_ns: int, span: timedelta) -> bool:
        return self._clock.monotonic_ns() - since_ns >= span / timedelta(microseconds=1) * 1000


def _driver_of(address: str) -> str:
    return address.partition(":")[0]


def _after(state: ReaderState, news: CardNews) -> ReaderState:
    event = news.event
    state = replace(state, sam_id=news.info.sam_id or state.sam_id)
    if isinstance(event, ReaderRestarting):
        return replace(
            state,
            phase=ReaderPhase.RESTARTING,
            restart=event.restart,
            restarts_allowed=event.allowed,
        )
    if isinstance(event, ReaderRestarted):
        return replace(state, phase=ReaderPhase.READY, restart=0)
    if isinstance(event, CardPresent | CardRemoved):
        return replace(state, has_card_without_sam=isinstance(event, CardPresent))
    return state
