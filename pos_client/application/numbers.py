"""Phone numbers for the open case: found, marked, held, and given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_client.application.desk import Desk
from pos_client.application.offline import NUMBER_LASTS
from pos_client.application.refusals import what_was_refused
from pos_client.application.trouble import (
    NoNumberLeft,
    NotAuthorised,
    Trouble,
)
from pos_client.application.workers import Workers
from pos_client.domain.case import Case, ChosenNumber, Mode
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

    def clear(self) -> None:
        self.found, self.chosen, self.is_searching = (), "", False

    def choose(self, phone_number: str) -> None:
        if phone_number in self.found:
            self.chosen = phone_number

    def find(self, case: Case, digits: str = "", *, is_early: bool = False) -> None:
        """Look for numbers; the first one found is marked. None is held before `hold`.

        Args:
            is_early: nobody has asked yet, so nobody is told when it fails.
        """
        session = self._desk.session
        if case.mode is Mode.OFFLINE:
            leased = self._leased(case)
            self._offer([each.phone_number for each in leased if digits in each.phone_number])
        elif session is not None:
            gateway = self._desk.tools.gateway
            self.is_searching = True
            self._workers.ask(
                lambda: gateway.find_numbers(digits, OFFERED, session),
                self._offer,
                self._found_none_yet if is_early else self._not_found,
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

    def _found_none_yet(self, _trouble: Trouble) -> None:
        self.is_searching = False

    def _not_found(self, trouble: Trouble) -> None:
        self.is_searching = False
        self._desk.tell(_as_told(trouble))

    def _offer(self, numbers: Sequence[str]) -> None:
        self.is_searching = False
        self.found = tuple(numbers[:OFFERED])
        self.chosen = self.found[0] if self.found else ""


def _as_told(trouble: Trouble) -> Trouble:
    return what_was_refused(trouble) if isinstance(trouble, NotAuthorised) else trouble
