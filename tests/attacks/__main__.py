"""The command `python -m tests.attacks`, which is `./dev attack`."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Sequence

from drivers.simulator.command import place
from tests import guards
from tests.attacks.collecting import Named, collect
from tests.attacks.running import mutations_of, run_attack, run_mutation

_YES = {True: "yes", False: "-"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the attacks; the exit code says whether each went as it says it does."""
    options = _parser().parse_args(arguments)
    guards.scrub_environment()
    guards.close_network()
    logging.lastResort = None  # what a client warns of is part of the play
    attacks = [each for each in collect() if not options.only or each.name in options.only]
    if unknown := set(options.only) - {each.name for each in attacks}:
        print(f"no such attack: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    began = time.monotonic()
    is_good = _mutate(attacks) if options.mutate else _run(attacks, options.json)
    print(f"{time.monotonic() - began:.0f} s")
    return 0 if is_good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev attack",
        description="Try every attack under tests/attacks/scripts on a client and on a gateway, "
        "and count what the gateway accepted; docs/threat-model.md says what is known.",
    )
    parser.add_argument("only", nargs="*", metavar="ATTACK", help="these alone, by their names")
    parser.add_argument("--json", metavar="FILE", type=place, help="write the rows there")
    parser.add_argument(
        "--mutate",
        action="store_true",
        help="take one control after the other away, and see that its attack gets through",
    )
    return parser


def _run(attacks: Sequence[Named], file: os.PathLike[str] | None) -> bool:
    width = max(len(each.name) for each in attacks)
    print(f"{'attack':{width}}  level  client  gateway  accepted  residual")
    rows, faults = [], []
    for named in attacks:
        finding = run_attack(named)
        row = finding.row
        rows.append(row)
        faults += [f"{named.name}: {fault}" for fault in finding.faults]
        print(
            f"{named.name:{width}}  {row['level']:5}  {_YES[row['stopped_by_client']]:6}  "
            f"{_YES[row['stopped_by_gateway']]:7}  {row['accepted']:8}  {_YES[row['residual']]}",
            flush=True,
        )
    for fault in faults:
        print(f"FOUND {fault}")
    residual = sum(row["residual"] for row in rows)
    print(f"{len(rows)} attacks, {residual} residual, {len(faults)} findings")
    if file is not None:
        with open(file, "w", encoding="utf-8") as out:  # noqa: PTH123 - any path will do
            json.dump(rows, out, indent=2)
            out.write("\n")
    return not faults


def _mutate(attacks: Sequence[Named]) -> bool:
    mutations = [each for named in attacks for each in mutations_of(named)]
    width = max(len(each.name) for each in mutations)
    print(f"{'control taken away':{width}}  at       let through")
    stopped = 0
    for mutation in mutations:
        try:
            got_through = run_mutation(mutation)
        except Exception as broken:  # noqa: BLE001 - the others are tried all the same
            print(f"broke off: {type(broken).__name__}: {broken}"[:300])
            got_through = False
        stopped += not got_through
        said = mutation.attack.name if got_through else f"NOT {mutation.attack.name}"
        print(f"{mutation.name:{width}}  {mutation.side.value:7}  {said}", flush=True)
    print(f"{len(mutations)} controls taken away, {stopped} of them missed by nobody")
    return not stopped


if __name__ == "__main__":
    sys.exit(main())
