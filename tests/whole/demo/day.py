"""One day at the counter, step by step, and what is known of it so far."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from drivers.simulator.deck import Deck, DeckEntry, load_deck
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from tests.whole.demo.clerk import Clerk, words_of
from tests.whole.demo.report import FlowTotals, Report, StepReport
from tests.whole.demo.stage import Stage
from tests.whole.demo.walk import Saved, Walk

__all__ = ["BACK_S", "NEUTRAL", "Day", "Step"]

Step = Callable[["Day"], None]

BACK_S = 90.0
"""How soon a gateway is found again: after a long outage the line is tried within a minute."""

NEUTRAL = "NEUTRAL"
"""A refusal whose reason stands neither on the screen nor on paper."""
_CODE = re.compile(r"[A-Z][A-Z0-9_-]+")

OUTCOMES = {f"case.{outcome.value}": outcome for outcome in Outcome}


class Day:
    """Carries out steps one after the other and keeps what the screen acknowledged.

    Attributes:
        acknowledged: the outcome that the screen told for each saved sequence, None before one.
        seen: everybody whose card was laid, for the search at the end.
        slips: what the slips of customers captured offline hold.
        expected_alarms: what the gateway has to be alarmed about because a step has tried it.
        awaiting: the sequences of cases that wait for their customers.
        flow: the flow of the case that stands at the counter; what a card begins where none does.
    """

    def __init__(self, stage: Stage, report: Report) -> None:
        self.stage = stage
        self.report = report
        self.clerk = Clerk(stage)
        self.walk = Walk(stage, self.clerk)
        self.deck: Deck = load_deck()
        self.acknowledged: dict[int, Outcome | None] = {}
        self.seen: dict[str, DeckEntry] = {}
        self.slips: dict[str, str] = {}
        self.expected_alarms: list[str] = []
        self.awaiting: dict[str, int] = {}
        self.flow = NEW_NUMBER.name
        self.is_disturbed = False
        self._pictures: list[str] = []

    # For the steps -------------------------------------------------------------------------

    def person(self, slug: str) -> DeckEntry:
        """Somebody of the deck, who from now on is searched for."""
        self.seen[slug] = self.deck[slug]
        return self.deck[slug]

    def register(self, slug: str, *outcomes: Outcome | None) -> Saved:
        """Serve somebody to the end; None among the outcomes means saved and not told yet."""
        keys = ["case.saved" if o is None else f"case.{o.value}" for o in outcomes]
        saved, seconds = self.walk.register(self.person(slug), *keys)
        self.report.read_seconds.append(seconds)
        self.acknowledged[saved.sequence] = OUTCOMES.get(saved.outcome)
        self.say(f"    {slug}: {saved.keystrokes} keystrokes, read in {seconds:.2f} s")
        return saved

    def next_customer(self) -> None:
        """Leave the page of the case that is over."""
        self.stage.hands.press("enter")
        self.clerk.await_idle()
        self.flow = NEW_NUMBER.name

    def note_read(self, seconds: float) -> None:
        self.report.read_seconds.append(seconds)

    @property
    def of_flow(self) -> FlowTotals:
        """What the flow at the counter has come to."""
        return self.report.of(self.flow)

    def note_refusal(self) -> None:
        """A case was ended by a refusal on the client; its code is read off the page."""
        self.report.totals.rejected += 1
        self.clerk.await_widget("endingHappened")
        code = _CODE.search(words_of(self.clerk.sees("endingCode")))
        self.of_flow.note_refusal(code[0] if code else NEUTRAL)

    def note_stop(self, key: str) -> None:
        """Something was not taken, and a sentence of the catalogue says why; nothing has ended."""
        self.of_flow.note_refusal(key.removeprefix("troubles.").removesuffix(".happened"))

    def note_capture(self) -> None:
        """A case was captured offline."""
        self.report.totals.captured += 1
        self.of_flow.captured += 1

    def note_needs_network(self) -> None:
        """The flow was refused before any card was read: 需联网办理."""
        self.of_flow.needs_network = True

    def shoot(self, name: str) -> Path:
        """Take a picture in the middle of a step; the last one is the step's."""
        path = self.stage.shoot(name)
        self._pictures.append(str(path))
        return path

    def say(self, line: str) -> None:
        """Progress, for people."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def settle(self) -> None:
        """Bring the counter back to where a step begins, whatever was left by the one before."""
        stage = self.stage
        stage.services.reader.lift()
        stage.services.reader.clear_faults()
        stage.services.reader.plug()
        stage.services.reader.stand("card")
        if not stage.services.gateway_is_running:
            stage.services.start_gateway()
        stage.kill_client()
        stage.start_client()
        self.clerk.log_in()
        self.clerk.await_idle()

    # The run -------------------------------------------------------------------------------

    def run(self, steps: Iterable[tuple[str, Step]]) -> None:
        """Do every step. One that fails is told, and the next one begins from a settled counter."""
        for name, step in steps:
            self._do(name, step)

    def _do(self, name: str, step: Step) -> None:
        self.say(f"{name} ...")
        began, keys = time.monotonic(), self.stage.hands.keystrokes
        self._pictures.clear()
        self.flow = NEW_NUMBER.name
        trouble = ""
        try:
            if self.is_disturbed:
                self.is_disturbed = False
                self.settle()
            step(self)
        except Exception as cause:  # noqa: BLE001 - the other steps are still worth doing
            trouble = f"{type(cause).__name__}: {cause}"
            self.is_disturbed = True
        screenshot = self._screenshot(name, failed=bool(trouble))
        self.report.steps.append(
            StepReport(
                name=name,
                ok=not trouble,
                seconds=time.monotonic() - began,
                keystrokes=self.stage.hands.keystrokes - keys,
                screenshot=screenshot,
                trouble=trouble,
            )
        )
        self._tell(self.report.steps[-1])

    def _screenshot(self, name: str, *, failed: bool) -> str:
        if self._pictures and not failed:
            return self._pictures[-1]
        try:
            return str(self.stage.shoot(f"{name}-failed" if failed else name))
        except Exception as cause:  # noqa: BLE001 - a missing picture must not hide the trouble
            return f"no picture: {type(cause).__name__}"

    def _tell(self, step: StepReport) -> None:
        word = "ok" if step.ok else "FAILED"
        self.say(f"  {word}, {step.seconds:.1f} s, {step.keystrokes} keystrokes")
        if not step.ok:
            sys.stderr.write(f"{step.name}: {step.trouble}; see {step.screenshot}\n")
