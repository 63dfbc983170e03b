"""What a flow asks of the clerk: keys from the card to the acceptance, and the program's seconds.

Every flow is walked through the counter itself and the presenters, without a window: the demo
(`./dev demo --auto --flow all`) presses the same keys in one and takes a quarter of an hour. What a
device delivers is no key, and neither is the customer's pen; each notice that may be declined is
ticked by itself, all others by one key. The gateway is in memory, so what it would take is not in
the seconds: they are what reading, rules, presenting, sealing and saving take here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pos_client.application import commands
from pos_client.application.last_saved import LastSaved
from pos_client.application.review_commands import DecideReview
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import AuthorisePortIn, BeginFlow, LookUpNumber
from pos_client.application.unit_commands import MarkNextUser
from pos_client.domain.flow import Flow, PartyRole, Step
from pos_client.domain.flows import (
    FLOWS,
    NEW_NUMBER,
    NEW_NUMBER_WITH_GUARDIAN,
    RE_REGISTRATION,
    UNIT_INDUSTRY_SIM,
    UNIT_USER_LATER,
)
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.slip_code import Completing, new_token, slip_code
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderCode, order_code
from pos_client.infrastructure.ids import new_id
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims, configuration_claims, level_claims
from pos_client.testing.subscribers import DONOR_CODE, INCOMPLETE, PORTED, REGISTERED
from pos_client.testing.units import ORDER
from tests import people
from tests.bench.results import Row
from tests.bench.world import World
from tests.unit.pos_client.application.rig import DEVICE, Rig
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.panels import ConsentPanel
from ui.presenters.window import present_window

__all__ = ["LIMITS", "Served", "measure", "serve"]

LIMITS = {NEW_NUMBER.name: 8, RE_REGISTRATION.name: 6}
"""The most keys from the card to the acceptance."""

_SIM_IN_USE, _NEW_SIM = 9007, 41
_SOMEBODY = "mainland_han_20y"
_SOMEBODY_ELSE = "mainland_longterm_female"
_TOKEN, _SUPERVISOR = "A" * 24, "8021"
_KEPT = "17055500007"


class Served:
    """One customer's case, or that of two: what it took until the acceptance."""

    def __init__(self, folder: Path, flow: Flow) -> None:
        self.flow = flow
        self.keys = 0
        self.seconds = 0.0
        self.rig = _rig_for(flow, folder)

    def to_the_end(self) -> None:
        """From the first card to the outcome on the screen.

        Raises:
            RuntimeError: the case does not go on.
        """
        saved = self.to_the_seal()
        self._do(lambda: self.rig.decide(saved.id, Outcome.ACCEPTED))

    def to_the_seal(self) -> LastSaved:
        """From the first card to what was saved.

        Raises:
            RuntimeError: the case does not go on.
        """
        rig = self.rig
        self._begin()
        self.keys, self.seconds = 0, 0.0
        for _ in range(40):
            if rig.state.case is None or rig.case.step is Step.READ_CARD:
                self._do(lambda: rig.lay(self._card()))
            elif rig.case.phase is CasePhase.SAVED:
                break
            else:
                self._answer()
        saved = rig.state.last_saved
        if saved is None or saved.flow != self.flow.name:
            raise RuntimeError(f"{self.flow.name}: {rig.trouble or rig.case.step}")
        return saved

    def close(self) -> None:
        self.rig.close()

    def _begin(self) -> None:
        """What comes before a card: a slip, a number, a code that was given out."""
        rig, flow = self.rig, self.flow
        if flow.completes:
            slip = Completing(new_id(), _TOKEN)
            rig.gateway.await_return(slip, flow.name, _KEPT if flow.activates else "")
            rig.ask(commands.TakeScan(slip_code(slip)))
        elif flow.is_of_order:
            if flow is UNIT_INDUSTRY_SIM:
                rig.units.told = replace(ORDER, use=UnitUse.METER)
            rig.ask(commands.TakeScan(order_code(OrderCode(new_id(), new_token()))))
            if flow is UNIT_USER_LATER:
                rig.ask(MarkNextUser(is_later=True))
        elif flow is not NEW_NUMBER:
            rig.ask(BeginFlow(flow.name))
        if flow.brings_number:
            rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
        elif flow.has(Step.PROOF_OF_USE):
            rig.ask(commands.TakeScan(iccid_of(_SIM_IN_USE)))
        elif flow.has(Step.LOOK_UP):
            rig.ask(LookUpNumber(REGISTERED.phone_number))

    def _card(self) -> str:
        case = self.rig.state.case
        role = case.role if case is not None else self.flow.lead
        if self.flow is NEW_NUMBER_WITH_GUARDIAN and role is PartyRole.OWNER:
            return people.born(date(2013, 5, 1))
        return _SOMEBODY if role is self.flow.lead else _SOMEBODY_ELSE

    def _answer(self) -> None:
        """The next key, which has to stand on the page as the one that goes on."""
        rig, page = self.rig, self._page()
        command = rig.customer.answer(rig.case)
        if rig.case.step is Step.REVIEW and self.flow.reads_no_card:
            command = DecideReview(_SUPERVISOR, "demo-8021", is_approved=True)
        if command is None:
            raise RuntimeError(f"{self.flow.name}: {rig.case.step} is somebody else's")
        is_scan = isinstance(command, commands.TakeScan)
        if not is_scan:
            self.keys += 1
            if isinstance(page.panel, ConsentPanel):
                alone = sum(notice.may_be_declined for notice in page.panel.notices)
                self.keys += alone + (alone < len(page.panel.notices))
        self._do(lambda: rig.ask(command))

    def _page(self) -> CaseScreen:
        page = present_window(self.rig.state, Glance(datetime.now(UTC))).page
        if not isinstance(page, CaseScreen):
            raise TypeError(type(page).__name__)
        return page

    def _do(self, what: Any) -> None:
        began = time.perf_counter()
        what()
        present_window(self.rig.state, Glance(datetime.now(UTC)))
        self.seconds += time.perf_counter() - began


def serve(folder: Path, flow: Flow) -> Served:
    """Walk one flow from the card to the acceptance."""
    served = Served(folder, flow)
    try:
        served.to_the_end()
    finally:
        served.close()
    return served


def measure(world: World) -> Iterator[Row]:
    """No row, for there is nothing to compare with: a line for each flow, and the two limits."""
    yield from ()
    for flow in FLOWS.values():
        served = serve(world.new_folder(flow.name), flow)
        limit = LIMITS.get(flow.name)
        said = ""
        if limit is not None:
            said = f", at most {limit}: {'met' if served.keys <= limit else 'MISSED'}"
        world.note(
            f"{flow.name}: {served.keys} keys from the card to the acceptance{said}; "
            f"{served.seconds:.2f} s of the program's own"
        )


def _rig_for(flow: Flow, folder: Path) -> Rig:
    """A counter in one of the carrier's own halls, where every flow may be done."""
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    kind = OutletKind.OWN_HALL.value
    notice = {"version": "risk-1", "paragraphs": ["示例告知书。"]}
    documents = {"types": ["PASSPORT"], "reasons": ["FOREIGNER_WITHOUT_PR"], "daily_cap": 5}
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind},
        evidence={"minimum_level": {kind: level_claims("B")}},
        case=case_claims(
            representative_from_age=18,
            risk_notice=notice,
            special_documents=documents,
            reviews_here=["QUOTA_REVIEW", "SPECIAL_REVIEW"],
        ),
    )
    known = INCOMPLETE if flow.has(Step.PROOF_OF_USE) else REGISTERED
    if flow.is_for_flagged:
        known = replace(known, flagged_until=rig.clock.now() + timedelta(hours=24))
    rig.subscribers.known = {iccid_of(_SIM_IN_USE): known}
    rig.customer.sim_number = _NEW_SIM
    rig.log_in()
    rig.fill_pool()
    return rig
