"""What the demo has to say at its end: its steps, its figures and how long reads took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

__all__ = ["FlowTotals", "Report", "StepReport", "Totals"]


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step. `trouble` says why it is not ok; it is told on standard error, not in the file."""

    name: str
    ok: bool
    seconds: float
    keystrokes: int
    screenshot: str
    trouble: str = ""


@dataclass(slots=True)
class Totals:
    """Counted over the whole run; only `pending` is the state at its end.

    Attributes:
        rejected: cases ended by a refusal at any gate, on the client or at the gateway.
        captured: cases that were ever captured offline.
        awaiting_customer: cases that ever waited for their customer.
        returned: cases that were completed on their customer's return.
        lost: registrations that the screen called saved and the gateway's books do not have.
        duplicated: effects in the gateway's books beyond one for each registration.
        identity_characters_typed: characters that came from hands, not from a chip, and reached
            a case or a widget that shows identity.
    """

    accepted: int = 0
    rejected: int = 0
    pending: int = 0
    captured: int = 0
    awaiting_customer: int = 0
    returned: int = 0
    lost: int = 0
    duplicated: int = 0
    identity_characters_typed: int = 0


@dataclass(slots=True)
class FlowTotals:
    """What one flow of the domain has come to, over all days of the run.

    Attributes:
        accepted: registrations of it that the gateway's books have as accepted.
        refusals: how often each gate has said no, by the code or the trouble that stood on the
            screen or in the receipt. `NEUTRAL` is a refusal whose reason stands nowhere.
        captured: cases of it that were captured offline.
        needs_network: without the gateway 需联网办理 stood there before any card was read.
    """

    accepted: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    captured: int = 0
    needs_network: bool = False

    def note_refusal(self, code: str) -> None:
        """One more by this gate."""
        self.refusals[code] = self.refusals.get(code, 0) + 1


@dataclass(slots=True)
class Report:
    """Filled while the demo goes on."""

    steps: list[StepReport] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    flows: dict[str, FlowTotals] = field(default_factory=dict)
    read_seconds: list[float] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Every step was done and went well; one that never came is not ok either."""
        return bool(self.steps) and all(step.ok for step in self.steps)

    def of(self, flow: str) -> FlowTotals:
        """What this flow has come to so far."""
        return self.flows.setdefault(flow, FlowTotals())

    def told(self) -> str:
        """One line for each flow, for people."""
        return "\n".join(_line(name, each) for name, each in sorted(self.flows.items()))

    def write(self, file: Path) -> None:
        """Write it as JSON."""
        plain = asdict(self)
        plain["flows"] = {name: plain["flows"][name] for name in sorted(self.flows)}
        plain["read_seconds"] = [round(seconds, 3) for seconds in self.read_seconds]
        for step in plain["steps"]:
            step["seconds"] = round(step["seconds"], 2)
            del step["trouble"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _line(name: str, totals: FlowTotals) -> str:
    refusals = ", ".join(f"{code} {times}" for code, times in sorted(totals.refusals.items()))
    offline = "needs the network" if totals.needs_network else f"{totals.captured} captured"
    return f"{name}: {totals.accepted} accepted; {offline}; refused: {refusals or 'nobody'}"
