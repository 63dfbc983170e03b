"""What every soak asks for and what it tells."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

from drivers.simulator.command import place, whole_number

__all__ = ["Result", "exit_code", "soak_parser", "write"]


@dataclass(slots=True)
class Result:
    """What a soak has come to.

    Attributes:
        job: `kill`, `power`, `net`, `retry` or `relay`.
        runs: as many as `--count` asked for.
        acknowledged: registrations that a screen or a caller was told are saved.
        lost: of these, how many are neither at the gateway nor in a queue.
        doubled: how many have taken effect more than once.
        wedged: counters that did not go on afterwards.
        seconds: how long all of it took.
        mutant: the weakness planted on purpose, or nothing.
        more: figures of this job alone, by name.
    """

    job: str
    seed: int
    runs: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wedged: int = 0
    seconds: float = 0.0
    mutant: str = ""
    more: dict[str, object] = field(default_factory=dict)

    @property
    def is_harmless(self) -> bool:
        """Nothing was lost, doubled or stuck, and something was at stake."""
        return not (self.lost or self.doubled or self.wedged) and self.acknowledged > 0

    @property
    def figures(self) -> dict[str, object]:
        """All of it by name, as written to `--json`."""
        own: dict[str, object] = {
            "job": self.job,
            "runs": self.runs,
            "acknowledged": self.acknowledged,
            "lost": self.lost,
            "doubled": self.doubled,
            "wedged": self.wedged,
            "seconds": round(self.seconds, 1),
            "seed": self.seed,
            "mutant": self.mutant,
        }
        return own | self.more


def soak_parser(job: str, description: str, count: int) -> argparse.ArgumentParser:
    """The arguments that every soak takes; a job may add its own.

    Args:
        job: how it is called behind `./dev soak`.
        description: a sentence for `--help`.
        count: what `--count` is where nobody says.
    """
    parser = argparse.ArgumentParser(prog=f"./dev soak {job}", description=description)
    number = whole_number("a count", 1, 10**9)
    parser.add_argument("--count", metavar="N", type=number, default=count)
    parser.add_argument("--seed", metavar="S", type=whole_number("a seed", 0, 2**64), default=0)
    parser.add_argument("--json", metavar="FILE", type=place, help="write the figures there too")
    parser.add_argument(
        "--mutant", metavar="NAME", default="", help="weaken the product: harm must be shown"
    )
    return parser


def write(result: Result, file: Path | None) -> None:
    """Print the figures, and write them to a file if one is wanted."""
    for name, value in result.figures.items():
        print(f"{name:>28}  {value}")
    if file is not None:
        file.write_text(json.dumps(result.figures, indent=2, ensure_ascii=False) + "\n", "utf-8")


def exit_code(result: Result) -> int:
    """0 where nothing was harmed, or where a mutant was seen to do harm."""
    if result.mutant:
        return 0 if result.lost or result.doubled else 1
    return 0 if result.is_harmless else 1
