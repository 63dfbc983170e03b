"""The commands `pos-client sandbox reconcile | extract | return | accesses`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection

from drivers.simulator.command import explained, place, whole_number
from pos_client.domain.month import Month
from pos_client.sandbox.back_office import accesses, note_access, run_reconciliation
from pos_client.sandbox.database import open_database
from pos_client.sandbox.extract import extract
from pos_client.sandbox.extract_files import (
    csv_bytes,
    extract_workbook,
    return_workbook,
    write_private,
)
from pos_client.sandbox.extract_findings import finding_of, findings_beside
from pos_client.sandbox.home import SandboxHome, SandboxUnusable
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.monthly_returns import monthly_return
from pos_client.sandbox.policy import CARRIER, SandboxPolicy

__all__ = ["accesses_command", "extract_command", "reconcile_command", "return_command"]

_WHO = re.compile(r"[A-Za-z0-9._-]{1,32}")
_LIMIT = SandboxPolicy().number_quota
_Files: TypeAlias = list[tuple[Path, bytes]]


def reconcile_command(argv: Sequence[str]) -> int:
    """Hold numbers, registrations and SIMs to each other; keep and print what does not agree.

    The exit code is 2 where something was found.
    """
    parser = _parser("reconcile")
    parser.add_argument(
        "--sims-handed-over",
        action="store_true",
        help="customers captured offline took the inactive SIM along",
    )
    options = parser.parse_args(argv)

    def work(connection: Connection, _keys: KeyRing) -> tuple[int, _Files]:
        handed_over, now = options.sims_handed_over, datetime.now(UTC)
        kept = run_reconciliation(connection, now, sim_is_handed_over=handed_over)
        _say({"findings": [each.plain() for each in kept]})
        return (2 if kept else 0), []

    return _at_books(options.home, work)


def extract_command(argv: Sequence[str]) -> int:
    """Write the audit extract, one row a number, and print how its numbers stand.

    What is printed names numbers and no person.
    """
    parser = _parser("extract")
    parser.add_argument("--by", type=_who, required=True, metavar="ID", help="who asks for it")
    parser.add_argument("--csv", type=place, metavar="FILE")
    parser.add_argument("--xlsx", type=place, metavar="FILE")
    parser.add_argument(
        "--limit",
        type=whole_number("a limit", 1, 10_000),
        default=_LIMIT,
        help="how many numbers one person may have",
    )
    options = parser.parse_args(argv)
    if options.csv is None and options.xlsx is None:
        parser.error("name a file with --csv or --xlsx")

    def work(connection: Connection, keys: KeyRing) -> tuple[int, _Files]:
        rows = extract(connection, keys)
        beside = findings_beside(rows, options.limit)
        files = (
            (options.csv, lambda: csv_bytes(rows)),
            (options.xlsx, lambda: extract_workbook(rows, beside)),
        )
        made = _log(connection, options.by, "extract", len(rows), files)
        said = [finding_of(row).value for row in rows]
        _say(
            {
                "numbers": len(rows),
                **{code: said.count(code) for code in sorted(set(said))},
                "findings": [
                    {"code": each.code.value, "phone_numbers": list(each.phone_numbers)}
                    for each in beside
                ],
            }
        )
        return 0, made

    return _at_books(options.home, work)


def return_command(argv: Sequence[str]) -> int:
    """Print a brand's monthly return as JSON, and write it as a table.

    `pos-client return-paper` makes the paper of what is printed.
    """
    parser = _parser("return")
    parser.add_argument("--by", type=_who, required=True, metavar="ID", help="who asks for it")
    parser.add_argument("--brand", default=CARRIER)
    parser.add_argument("--month", type=_month, required=True, metavar="YYYY-MM")
    parser.add_argument("--xlsx", type=place, metavar="FILE")
    options = parser.parse_args(argv)

    def work(connection: Connection, _keys: KeyRing) -> tuple[int, _Files]:
        said = monthly_return(connection, options.brand, options.month, range(2, _LIMIT + 2))
        files = ((options.xlsx, lambda: return_workbook(said)),)
        made = _log(connection, options.by, f"return {options.month}", 1, files)
        sys.stdout.write(f"{said.canonical}\n")
        return 0, made

    return _at_books(options.home, work)


def accesses_command(argv: Sequence[str]) -> int:
    """Print who had an extract or a return written, and when."""
    options = _parser("accesses").parse_args(argv)

    def work(connection: Connection, _keys: KeyRing) -> tuple[int, _Files]:
        _say({"accesses": accesses(connection)})
        return 0, []

    return _at_books(options.home, work)


def _log(
    connection: Connection,
    who: str,
    what: str,
    rows: int,
    files: Sequence[tuple[Path | None, Callable[[], bytes]]],
) -> _Files:
    """Make what is to be written, and log it in the transaction around."""
    made = [(path, make()) for path, make in files if path is not None]
    for _, content in made:
        note_access(connection, who, what, rows, content, datetime.now(UTC))
    return made


def _at_books(folder: Path, work: Callable[[Connection, KeyRing], tuple[int, _Files]]) -> int:
    """Do something with a sandbox's books in one transaction, also beside a running gateway.

    What it makes is written once the log of it is committed.
    """
    home = SandboxHome(folder)
    if not home.database_file.exists():
        sys.stderr.write(f"error: there is no sandbox in {folder}; name its folder with --home\n")
        return 1
    try:
        with closing(open_database(home.database_file)) as connection, connection.begin():
            status, made = work(connection, KeyRing(home))
        for path, content in made:
            write_private(path, content)
    except OSError as no:
        sys.stderr.write(f"error: {explained(no)}; choose another file\n")
    except SandboxUnusable as no:
        sys.stderr.write(f"error: {no}\n")
    else:
        return status
    return 1


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"pos-client sandbox {verb}")
    parser.add_argument("--home", type=place, required=True, metavar="DIR")
    return parser


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a month looks like 2026-11") from None


def _who(text: str) -> str:
    if not _WHO.fullmatch(text):
        raise argparse.ArgumentTypeError("letters, digits, dots and hyphens, 32 at most")
    return text


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False, indent=2) + "\n")
