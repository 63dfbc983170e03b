"""What one life of a counter is told before it begins, as a line that any process can read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

__all__ = ["Orders"]


@dataclass(frozen=True, slots=True)
class Orders:
    """One life.

    Attributes:
        reader: address of the simulated reader.
        control: where its plate is laid from; cards come without a plate where it is empty.
        seed: of whom this life serves, and of instants below a step.
        first_sim: the number of the first SIM that a customer takes.
        step: where it shall die, a name of `steps.STEPS`; empty where somebody else kills it.
        nth: at which time it comes by there.
        is_impatient: somebody presses "send now" all the time.
        is_leaving: the clerk closes the program once something was saved.
        spare_mb: how much more memory it gets once the clerk is logged in; 0: what there is.
        mutant: a name of `mutants.MUTANTS`, or empty.
    """

    home: Path
    clerk_number: str
    password: str
    reader: str
    control: str = ""
    seed: int = 0
    first_sim: int = 1
    step: str = ""
    nth: int = 1
    is_impatient: bool = False
    is_leaving: bool = False
    spare_mb: int = 0
    mutant: str = ""

    def to_line(self) -> str:
        return json.dumps(asdict(self) | {"home": str(self.home)}, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Self:
        told = json.loads(line)
        return cls(**told | {"home": Path(told["home"])})
