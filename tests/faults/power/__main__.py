"""The command `python -m tests.faults.power`, which is `./dev soak power`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from drivers.simulator.command import whole_number
from tests.faults.power import cuts
from tests.faults.power.shim import Disk, is_possible, started_on_disk, working_folder
from tests.faults.power.sweep import sweep
from tests.faults.report import Result, exit_code, soak_parser, write

CUTS = 10_000
_TELL_EVERY_S = 20.0
_SENTENCE = "Cut the power under the counter's own database, and open what is left."


def main(arguments: Sequence[str] | None = None) -> int:
    """Cut, open, count; the exit code says whether anything called saved was harmed."""
    parser = soak_parser("power", _SENTENCE, CUTS)
    parser.add_argument(
        "--sweep", action="store_true", help="instead let every wish of every use case fail once"
    )
    parser.add_argument(
        "--every",
        metavar="N",
        type=whole_number("a step", 1, 10**6),
        help="with --sweep: every N-th wish only",
    )
    parser.set_defaults(count=None)
    options = parser.parse_args(arguments)
    if options.sweep and (options.count is not None or options.mutant):
        parser.error("--sweep lets every wish fail once: it takes neither --count nor --mutant")
    if options.every is not None and not options.sweep:
        parser.error("--every is for --sweep")
    options.count, options.every = options.count or CUTS, options.every or 1
    if options.mutant and options.mutant not in cuts.MUTANTS:
        parser.error(f"mutants are {', '.join(cuts.MUTANTS)}")
    if not is_possible():
        parser.error("needs Linux and gcc")
    if "POS_CLIENT_TEST_DISK" not in os.environ:
        return started_on_disk("tests.faults.power", list(arguments or sys.argv[1:]))
    return _sweep(options) if options.sweep else _cut(options)


def _sweep(options: argparse.Namespace) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        found = sweep(Path(folder), Disk(), every=options.every)
    for words in found.seen:
        print(words)
    result = Result(
        job="power",
        seed=options.seed,
        runs=found.trials,
        acknowledged=found.done,
        lost=found.false_saved + found.between,
        wedged=found.wedged,
        seconds=time.monotonic() - began,
        more={
            "refused": found.refused,
            "false_saved": found.false_saved,
            "unsaid": found.unsaid,
            "told_unsure": found.unsure,
            "wrong_code": found.wrong_code,
            "by_use_case": dict(found.by_use_case),
        },
    )
    write(result, options.json)
    return int(found.harm > 0 or found.refused == 0)


def _cut(options: argparse.Namespace) -> int:
    began = told = time.monotonic()

    def tell(harm: cuts.Harm) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_EVERY_S:
            told = time.monotonic()
            said = f"{harm.cuts:,} of {options.count:,} cuts, {harm.acknowledged:,} acknowledged"
            said += f", lost {harm.lost:,}, wedged {harm.wedged.total():,}"
            said += f", between {harm.between:,}, damaged {harm.damaged:,}"
            print(said, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        harm = cuts.cut_power(
            Path(folder), Disk(), options.count, options.seed, options.mutant, tell
        )
    for words in harm.seen:
        print(words)
    result = Result(
        job="power",
        seed=options.seed,
        runs=harm.cuts,
        acknowledged=harm.acknowledged,
        lost=harm.lost,
        wedged=harm.wedged.total(),
        seconds=time.monotonic() - began,
        mutant=options.mutant,
        more={
            "between": harm.between,
            "damaged": harm.damaged,
            "during_a_transaction": harm.in_flight,
            "transactions": harm.steps.total(),
            "wedged_by": dict(harm.wedged),
        },
    )
    write(result, options.json)
    return exit_code(result) or int(not options.mutant and (harm.between or harm.damaged) > 0)


if __name__ == "__main__":
    sys.exit(main())
