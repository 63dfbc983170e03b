"""The command `python -m tests.bench`."""

from __future__ import annotations

import argparse
import compileall
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import (
    bus_read,
    card_read,
    commit,
    drain,
    history,
    keys,
    memory,
    report,
    stall,
    start,
)
from tests.bench.children import ROOT
from tests.bench.facts import machine
from tests.bench.results import Row, table, write_json
from tests.bench.world import World

MEASUREMENTS: Mapping[str, Callable[[World], Iterator[Row]]] = {
    "card_read": card_read.measure,
    "bus_read": bus_read.measure,
    "commit": commit.measure,
    "history": history.measure,
    "report": report.measure,
    "start": start.measure,
    "drain": drain.measure,
    "stall": stall.measure,
    "memory": memory.measure,
    "keys": keys.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report. A goal that is missed is told, not punished; a failure is."""
    options = _parser().parse_args(arguments)
    if options.list:
        sys.stdout.write("\n".join(MEASUREMENTS) + "\n")
        return 0
    chosen = [name for name in MEASUREMENTS if not options.only or name in options.only]
    began = time.monotonic()
    _prepare()
    with World() as world:
        print(machine(world.folder), flush=True)
        rows, failed = _measured(world, chosen)
        notes = list(world.notes)
    if rows:
        print("\n" + table(rows))
        print("\nours / reference, medians of n in turns:")
    for row in rows:
        print(f"  {row.name}: {row.how}")
    for note in notes:
        print(f"  {note}")
    if missed := [row.name for row in rows if row.met is False]:
        print(f"\ngoals missed: {', '.join(missed)}")
    if failed:
        print(f"\nNOT MEASURED: {', '.join(failed)}")
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if options.json:
        write_json(options.json, rows)
    return 1 if failed else 0


def _prepare() -> None:
    """Compile our own bytecode, and let no setting of Python reach the programs measured.

    Without bytecode every start is two to three times slower, and compared are programs that
    have been started before.
    """
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        del os.environ[name]
    for package in ("drivers", "pos_client", "ui", "tests"):
        compileall.compile_dir(ROOT / package, quiet=1)


def _measured(world: World, chosen: Sequence[str]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    failed: list[str] = []
    for name in chosen:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            rows.extend(MEASUREMENTS[name](world))
        except Exception:  # noqa: BLE001 - one failure must not hide the other figures
            traceback.print_exc()
            failed.append(name)
    return rows, failed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure the program.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument(
        "--only",
        action="append",
        choices=list(MEASUREMENTS),
        metavar="NAME",
        help="measure this; may be repeated",
    )
    parser.add_argument("--list", action="store_true", help="say what can be measured")
    return parser


if __name__ == "__main__":
    sys.exit(main())
