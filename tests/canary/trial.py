"""Lives one after the other in a world of their own, and then the search through all they wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary.life import ENDINGS
from tests.canary.people import invented_deck
from tests.whole.demo.identity_search import every_file_under, traces

__all__ = ["Finding", "run_canary"]

ROOT = Path(__file__).parents[2]
_LONGEST_S = 900
_EXIT = {"killed": -9, "aborted": -6, "struck": -11, "window": -6, "raised": 1}


@dataclass(slots=True)
class Finding:
    """What a canary run has come to.

    Attributes:
        shown: of the people, whom a screen or a verb has had.
        hits: where somebody was found, as sentences that quote nobody.
        failed: paths that did not go as they should, and lives with another end.
    """

    people: int = 0
    shown: set[str] = field(default_factory=set)
    lives: Counter[str] = field(default_factory=Counter)
    files: int = 0
    megabytes: float = 0.0
    hits: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def report(self) -> dict[str, int | float]:
        """The figures, by their names."""
        return {
            "people": self.people,
            "shown": len(self.shown),
            "lives": sum(self.lives.values()),
            "files_searched": self.files,
            "megabytes_searched": round(self.megabytes, 1),
            "hits": len(self.hits),
            "failed": len(self.failed),
        }


def run_canary(
    folder: Path,
    people: int,
    seed: int,
    endings: tuple[str, ...] = ENDINGS,
    tell: Callable[[str], None] = lambda _: None,
) -> Finding:
    """Send so many people through so many lives, and search everything that is left of them."""
    finding = Finding(people=people)
    shares = _shares(people, endings)
    first = 0
    for number, (ending, count) in enumerate(zip(endings, shares, strict=True)):
        began = time.monotonic()
        _live(folder, seed, (people, first, count), ending, number, finding)
        tell(f"{ending}: {count} people, {time.monotonic() - began:.0f} s")
        first += count
    files = list(every_file_under(folder))
    finding.files = len(files)
    finding.megabytes = sum(file.stat().st_size for file in files) / 1e6
    deck = invented_deck(people, seed)
    finding.hits = [str(trace) for trace in traces(deck.entries, files)]
    return finding


def _shares(people: int, endings: tuple[str, ...]) -> list[int]:
    """How many each life serves. The verbs wait for seconds with each, so they get few."""
    lives = len(endings)
    shares = [people // lives + (number < people % lives) for number in range(lives)]
    for number, ending in enumerate(endings):
        spare = max(0, shares[number] - 1 - people // 100) if ending == "verbs" else 0
        shares[number] -= spare
        shares[0] += spare
    return shares


def _live(
    folder: Path,
    seed: int,
    whom: tuple[int, int, int],
    ending: str,
    number: int,
    finding: Finding,
) -> None:
    words = [str(folder), str(seed), *map(str, whom), ending]
    place = folder / "place"
    for name in ("user", "temporary", "runtime"):
        (place / name).mkdir(parents=True, exist_ok=True)
    said, complained = folder / f"said-{number}.txt", folder / f"complained-{number}.txt"
    with said.open("wb") as out, complained.open("wb") as err:
        code = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", "tests.canary.life", *words],
            cwd=place,
            env=_surroundings(place),
            stdout=out,
            stderr=err,
            timeout=_LONGEST_S,
            preexec_fn=_allow_cores,  # so that a core would be found
        ).returncode
    finding.lives[ending] += 1
    lines = said.read_text("utf-8", "replace").splitlines()
    for line in lines:
        if line.startswith("# shown "):
            finding.shown |= set(line.split()[2:])
        if line.startswith("# failed "):
            finding.failed.append(f"{ending}: {line[9:]}")
    if code != _EXIT.get(ending, 0):
        finding.failed.append(f"{ending}: ended with {code}")


def _surroundings(place: Path) -> dict[str, str]:
    user = place / "user"
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(user),
        "TMPDIR": str(place / "temporary"),
        "XDG_RUNTIME_DIR": str(place / "runtime"),
        "XDG_CONFIG_HOME": str(user / "config"),
        "XDG_DATA_HOME": str(user / "data"),
        "XDG_CACHE_HOME": str(user / "cache"),
        "LANG": "C.UTF-8",
        "TZ": "CST-8",
        "QT_QPA_PLATFORM": "offscreen",
    }


def _allow_cores() -> None:
    import resource

    os.chmod(os.getcwd(), 0o700)  # noqa: PTH101, PTH109 - between fork and exec
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
