"""`pos-client audit`: examine the audit chain, and write it out for whoever inspects."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pos_client.cli.places import home_of, parser
from pos_client.cli.words import said

__all__ = ["run"]

_TOLD = 100
_LONGEST_TOKEN = 64 * 1024


def run(argv: Sequence[str]) -> int:
    """Print as JSON what was examined and what does not hold; 1 if anything does not.

    Only reads, so it may be asked while the counter works. The chain names no customer.
    """
    arguments = parser("audit", __doc__.partition(": ")[2])
    arguments.add_argument("verb", choices=("verify",))
    arguments.add_argument("--export", type=Path, help="write the chain to this new file")
    arguments.add_argument(
        "--countersignature",
        type=_token,
        metavar="FILE",
        help="the newest countersignature that the carrier has given this device",
    )
    asked = arguments.parse_args(argv)
    from pos_client.bootstrap.audit import NoCountersignature, verify_audit

    try:
        report = verify_audit(home_of(asked), asked.export, asked.countersignature or "")
    except FileExistsError:
        there = said("is there already; choose another name", "已经存在，请换一个名字")
        sys.stderr.write(f"{asked.export} {there}\n")
        return 1
    except NoCountersignature:
        foreign = "that is no countersignature of this device's gateway"
        sys.stderr.write(said(foreign, "这不是本机所属网关的会签") + "\n")
        return 1
    facts = {
        "device_id": report.device_id,
        "entries": report.entries,
        "head": report.head.hex(),
        "countersigned": report.countersigned,
        "is_whole": not report.findings,
        "flaws": len(report.findings),
        "findings": [
            {"flaw": each.flaw.value, "index": each.index} for each in report.findings[:_TOLD]
        ],
    }
    sys.stdout.write(json.dumps(facts, indent=2) + "\n")
    return 1 if report.findings else 0


def _token(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(_LONGEST_TOKEN).decode("ascii").strip()
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(
            f"{path} cannot be read ({type(error).__name__})"
        ) from None
