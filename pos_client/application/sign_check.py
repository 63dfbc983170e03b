"""A shift begins with the code on the sign: this counter stands where its sign hangs.

What came of it is chained, and goes to the gateway with the chain. Nothing else is kept of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.card.number import looks_like_id_number
from pos_client.application.case_trouble import IdentityTyped, SignRefused
from pos_client.application.closure_state import SignState
from pos_client.application.ports import Clock
from pos_client.application.storage import Store
from pos_client.application.trouble import Trouble
from pos_client.domain.audit import AuditEvent
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Right
from pos_client.domain.policy import Configuration
from pos_client.domain.sign_code import SignCode, objection_to, read_sign_token
from pos_client.protocol.words import Session

__all__ = ["CHECKED", "AtWork", "SignCheck"]

CHECKED = "sign_checked"
"""The kind of its audit entries; `result` is empty for a sign that is this outlet's."""

# A shift is looked through backwards, so many entries at a time.
_SLICE, _SLICES = 500, 20


class AtWork(Protocol):
    """Who works here, and by which configuration."""

    configuration: Configuration
    session: Session | None


class SignCheck:
    """Asks once for each shift, of whoever logs in first to register customers."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        read_sign: Callable[[str], SignCode],
        desk: AtWork,
    ) -> None:
        self._store = store
        self._clock = clock
        self._read_sign = read_sign
        self._desk = desk
        self._seen_session = ""
        self._is_checked = False
        self._refused = ""

    @property
    def is_due(self) -> bool:
        """Whether nobody may be registered before the sign was scanned."""
        channel, session = self._desk.configuration.channel, self._desk.session
        if channel is None or not channel.asks_for_sign or session is None:
            return False
        if session.id != self._seen_session:  # a hand-over begins a shift with a new log-in
            self._seen_session, self._refused = session.id, ""
            self._is_checked = self._was_checked(self._store.days.shift().number)
        return not self._is_checked and session.clerk.may(Right.REGISTER)

    @property
    def state(self) -> SignState | None:
        if not self.is_due:
            return None
        return SignState(self._desk.configuration.outlet.sign_number, self._refused)

    def scan(self, text: str) -> Trouble | None:
        """Hold what was scanned against the signed configuration; what is wrong with it."""
        if not read_sign_token(text) and looks_like_id_number(text):
            return IdentityTyped()
        self._refused = self._objection(text)
        shift = self._store.days.shift().number
        details: dict[str, str | int | bool] = {"shift": shift, "result": self._refused}
        self._store.append_audit(AuditEvent(CHECKED, self._clock.now(), details))
        self._is_checked = not self._refused
        return SignRefused(reason=self._refused) if self._refused else None

    def _objection(self, text: str) -> str:
        token = read_sign_token(text)
        if not token:
            return "unknown"
        try:
            sign = self._read_sign(token)
        except ValueError:
            return "unsigned"
        return objection_to(sign, self._desk.configuration.outlet, local_day(self._clock.now()))

    def _was_checked(self, shift: int) -> bool:
        """Whether the chain tells of this shift's sign; it lasts longer than the program."""
        index, _ = self._store.audit_head()
        for _slice in range(_SLICES):
            since = max(0, index - _SLICE)
            for entry in reversed(self._store.audit_behind(since, index - since)):
                if entry.event.kind == CHECKED:
                    details = entry.event.details
                    return details.get("shift") == shift and not details.get("result")
            if since == 0:
                break
            index = since
        return False
