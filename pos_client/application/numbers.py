"""Phone numbers for the open case: found, marked, held, and given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_client.application.case_trouble import NoNumberLeft
from pos_client.application.desk import Desk
from pos_client.application.offline import NUMBER_LASTS
from pos_client.application.refusals import what_was_refused
from pos_client.application.trouble import NotAuthorised, Trouble
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.flow import Mode
from pos_client.domain.policy import LeasedNumber

__all__ = ["Numbers"]

OFFERED = 8


class Numbers:
    """Online they are searched and held at the gateway, offline they come from the leased block."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self.found: tuple[str, ...] = ()
        self.chosen = ""
        self.is_searching = False
        self._search = 0

    def clear(self) -> None:
        self.found, self.chosen, self.is_searching = (), "", False
        self._search += 1

    def choose(self, phone_number: str) -> bool:
        """Mark one of those found; whether it is one of them."""
        is_found = phone_number in self.found
        if is_found:
            self.chosen = phone_number
        return is_found

    def find(self, case: Case, digits: str = "", *, is_early: bool = False) -> None:
        """Look for numbers; the first one found is marked. None is held before `hold`.

        Only the newest search counts: what an earlier one finds late is nobody's any more.

        Args:
            is_early: nobody has asked yet, so nobody is told when it fails.
        """
        session = self._desk.session
        self._search += 1
        search = self._search
        if case.mode is Mode.OFFLINE:
            leased = self._leased(case)
            here = [each.phone_number for each in leased if digits in each.phone_number]
            self._offer(search, here)
        elif session is not None:
            gateway = self._desk.tools.gateway
            self.is_searching = True
            self._workers.ask(
                lambda: gateway.find_numbers(digits, OFFERED, session),
                lambda found: self._offer(search, found),
                lambda trouble: self._not_found(search, None if is_early else trouble),
            )

    def hold(
        self,
        case: Case,
        held: Callable[[ChosenNumber], None],
        not_held: Callable[[Trouble], None],
    ) -> None:
        """Keep the marked number for this case."""
        desk, chosen, session = self._desk, self.chosen, self._desk.session
        if not chosen or session is None:
            not_held(NoNumberLeft())
            return
        if case.mode is Mode.OFFLINE:
            mine = [each for each in self._leased(case) if each.phone_number == chosen]
            if mine:
                held(ChosenNumber(chosen, mine[0].expires_at))
            else:
                not_held(NoNumberLeft())
            return
        transaction_id = case.real_name_transaction_id
        self._workers.ask(
            lambda: desk.tools.gateway.hold_number(chosen, transaction_id, session),
            held,
            lambda trouble: not_held(_as_told(trouble)),
        )

    def give_back(self, case: Case) -> None:
        """Release a hold that nobody needs; if that fails it ends by itself."""
        if case.number is not None:
            self.release(case.number)

    def release(self, number: ChosenNumber) -> None:
        """Give one number back."""
        session = self._desk.session
        if not number.hold_id or session is None:
            return
        gateway = self._desk.tools.gateway
        self._workers.ask(
            lambda: gateway.give_back(number, session), lambda _: None, lambda _: None
        )

    def _leased(self, case: Case) -> Sequence[LeasedNumber]:
        """Those of the block that last until this case is sealed, as the banner counts them."""
        lasting = max(self._desk.now(), case.opened_at + NUMBER_LASTS)
        return self._desk.tools.store.free_numbers(lasting, 200)

    def _not_found(self, search: int, trouble: Trouble | None) -> None:
        if search != self._search:
            return
        self.is_searching = False
        if trouble is not None:
            self._desk.tell(_as_told(trouble))

    def _offer(self, search: int, numbers: Sequence[str]) -> None:
        if search != self._search:
            return
        self.is_searching = False
        self.found = tuple(numbers[:OFFERED])
        self.chosen = self.found[0] if self.found else ""


def _as_told(trouble: Trouble) -> Trouble:
    return what_was_refused(trouble) if isinstance(trouble, NotAuthorised) else trouble
