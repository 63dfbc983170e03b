"""外出准备: fetching what a day without the gateway takes, and testing what it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pos_client.application.desk import LARGEST_SKEW, Desk
from pos_client.application.offline import KEPT_FREE_BYTES, NUMBER_LASTS
from pos_client.application.step_state import (
    PreparationItem,
    PreparationState,
    PreparationStatus,
)
from pos_client.application.trouble import Trouble
from pos_client.application.workers import Workers
from pos_client.domain.evidence import Challenge
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.location import Position
from pos_client.domain.outlet import OutletKind
from pos_client.domain.policy import Completion, Configuration

__all__ = ["FieldWork", "Supplies"]

LEAST_BATTERY_PERCENT = 60
_GOOD, _WARNING = PreparationStatus.GOOD, PreparationStatus.WARNING
_MISSING, _WORKING = PreparationStatus.MISSING, PreparationStatus.WORKING


@dataclass(frozen=True, slots=True)
class Supplies:
    """What the gateway gives along."""

    token: str
    configuration: Configuration
    challenges: Sequence[Challenge]


class FieldWork:
    """The page of the preparation while it is open. It promises nothing of its own: how many
    cases until when is said by the same reckoning as on the banner."""

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        take_configuration: Callable[[str, Configuration], None],
        count_anew: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._workers = workers
        self._take_configuration = take_configuration
        self._count_anew = count_anew
        self._is_working = False
        self._has_fetched = False
        self._seen: tuple[bool, int | None] | None = None

    @property
    def is_open(self) -> bool:
        return self._seen is not None

    def prepare(self, *, has_camera: bool, battery_percent: int | None) -> None:
        """Fetch and test; again whenever it is asked."""
        self._seen = (has_camera, battery_percent)
        gateway = self._desk.tools.gateway
        if self._is_working:
            return
        self._is_working, self._has_fetched = True, False
        self._desk.trouble = None

        def fetch() -> Supplies:
            token, configuration = gateway.configuration()
            return Supplies(token, configuration, gateway.challenges())

        self._workers.ask(fetch, self._fetched, self._not_fetched)

    def leave(self) -> None:
        self._seen = None

    def state(self, *, has_reader: bool) -> PreparationState | None:
        """What the page shows; None while it is closed."""
        if self._seen is None:
            return None
        has_camera, battery = self._seen
        items = (
            *self._supplies(),
            self._log_in(),
            PreparationItem("reader", _GOOD if has_reader else _MISSING),
            PreparationItem("camera", _GOOD if has_camera else _MISSING),
            self._battery(battery),
            self._disk(),
            PreparationItem("clock", self._clock()),
            *self._location(),
        )
        return PreparationState(items, self._is_working)

    def _fetched(self, supplies: Supplies) -> None:
        self._is_working, self._has_fetched = False, True
        desk = self._desk
        try:
            if supplies.configuration.version != desk.configuration.version:
                self._take_configuration(supplies.token, supplies.configuration)
            desk.tools.store.add_challenges(supplies.challenges)
        except Trouble as trouble:
            self._has_fetched = False
            desk.tell(trouble)
            return
        desk.audit("field_work_prepared", version=desk.configuration.version)
        self._count_anew()

    def _not_fetched(self, trouble: Trouble) -> None:
        self._is_working = False
        self._desk.tell(trouble)

    def _supplies(self) -> tuple[PreparationItem, ...]:
        desk, now, store = self._desk, self._desk.now(), self._desk.tools.store
        offline = desk.configuration.offline
        challenges = store.challenges_left(now)
        numbers = store.free_number_count(now + NUMBER_LASTS)
        needs_numbers = offline.completion is Completion.GATEWAY_COMPLETES
        is_allowed = NEW_NUMBER.name in offline.flows
        is_in_force = is_allowed and now < desk.configuration.expires_at
        fetched = _WORKING if self._is_working else _GOOD if self._has_fetched else _WARNING
        return (
            PreparationItem(
                "configuration",
                fetched if is_in_force else _MISSING,
                desk.configuration.expires_at,
            ),
            PreparationItem("challenges", self._of_stock(challenges), challenges),
            PreparationItem(
                "numbers", self._of_stock(numbers) if needs_numbers else _GOOD, numbers
            ),
        )

    def _of_stock(self, count: int) -> PreparationStatus:
        if self._is_working:
            return _WORKING
        return _GOOD if count else _MISSING

    def _log_in(self) -> PreparationItem:
        """Until when this clerk may log in again without the gateway, by the verifier kept here."""
        desk, session = self._desk, self._desk.session
        made_at = session and desk.tools.clerk_book.remembered_at(session.clerk.clerk_number)
        if not made_at:
            return PreparationItem("log_in", _MISSING)
        until = made_at + desk.configuration.offline.log_in_window
        status = _WARNING if desk.is_offline_session else _GOOD
        return PreparationItem("log_in", status if until > desk.now() else _MISSING, until)

    def _battery(self, percent: int | None) -> PreparationItem:
        if percent is None:
            return PreparationItem("battery", _WARNING)
        is_enough = percent >= LEAST_BATTERY_PERCENT
        return PreparationItem("battery", _GOOD if is_enough else _WARNING, percent)

    def _disk(self) -> PreparationItem:
        free = self._desk.tools.free_bytes()
        status = _GOOD if free > 2 * KEPT_FREE_BYTES else _WARNING
        if free <= KEPT_FREE_BYTES:
            status = _MISSING
        return PreparationItem("disk", status, free // (1024 * 1024))

    def _location(self) -> tuple[PreparationItem, ...]:
        """The place, which only field staff have to know, and others where a source is set."""
        found = self._desk.tools.whereabouts.now().location
        if isinstance(found, Position):
            return (PreparationItem("location", _GOOD, found.accuracy_m),)
        if found is None and self._desk.configuration.outlet.kind is not OutletKind.FIELD:
            return ()
        lack = found.lack.value if found is not None else "NO_SOURCE"
        return (PreparationItem("location", _WARNING, lack),)

    def _clock(self) -> PreparationStatus:
        contact = self._desk.tools.store.last_contact()
        if contact is None:
            return _MISSING
        own_time: datetime
        own_time, gateway_time = contact
        return _GOOD if abs(own_time - gateway_time) <= LARGEST_SKEW else _MISSING
