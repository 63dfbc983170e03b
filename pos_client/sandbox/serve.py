"""The commands `pos-client sandbox serve | ledger | agents | openapi`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from drivers.simulator.command import (
    ended_by_signals,
    explained,
    place,
    port_number,
    whole_number,
)
from drivers.simulator.deck import DeckInvalid, load_deck
from pos_client.domain.brands import BRANDS
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import OutletKind
from pos_client.domain.policy import BelowLevel, Completion, LevelRule, SecondFactor
from pos_client.domain.sim_stock import SimRange
from pos_client.sandbox.channel_list import agents_as_csv, agents_as_json, read_agents
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.control import HELP, Control
from pos_client.sandbox.gateway import utc_now
from pos_client.sandbox.home import SandboxUnusable
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.place_rules import PlaceRules, rules_without_receivers
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy, everywhere
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.usual_guards import usual_guards, usual_velocity
from pos_client.sandbox.velocity_rules import VelocityRules
from pos_client.sandbox.work_id_rules import WorkIdRules, carriers_rules

__all__ = ["agents_command", "ledger_command", "openapi_command", "serve_command"]

# More would be a configuration that no device takes.
_LARGEST_BLOCK = 1000
_BLOCK = whole_number("a block", 0, _LARGEST_BLOCK)


def serve_command(argv: Sequence[str]) -> int:
    """Serve until told to end; return the exit code.

    The first line on standard output is JSON: where the gateway is, the file for its clients,
    an unused enrolment code, a clerk to log in with, and a supervisor to review.
    """
    options = _serve_parser().parse_args(argv)
    stopping = threading.Event()
    try:
        sandbox = RunningSandbox(
            options.home.resolve(),
            port=options.port,
            policy=SandboxPolicy(
                is_demo=not options.no_demo,
                completion=Completion(options.completion),
                number_block=options.block,
                minimum_level=everywhere(_level_rule(options)),
                second_factor=SecondFactor(options.second_factor),
                first_delivery=_sims(options.sims),
                asks_for_sign=options.sign,
                work_ids=carriers_rules() if options.work_ids == "carrier" else WorkIdRules(),
                places=PlaceRules() if options.work_ids == "carrier" else rules_without_receivers(),
                guards=usual_guards() if options.guards else {},
                velocity=usual_velocity() if options.guards else VelocityRules(),
                inspection=None if options.no_inspections else InspectionRules(),
            ),
            outlet=replace(DEMO_OUTLET, kind=OutletKind(options.outlet_kind), brand=options.brand),
            entries=entries_of(load_deck(options.deck)),
        )
        with ended_by_signals(stopping.set), sandbox:
            _say(_ready(sandbox))
            if options.until_eof:
                _obey_until_eof(sandbox, stopping)
            stopping.wait()
    except OSError as no:
        sys.stderr.write(f"error: {explained(no)}; choose another --home\n")
    except DeckInvalid as no:
        sys.stderr.write(f"error: {no}; correct the file or leave --deck out\n")
    except SandboxUnusable as no:
        sys.stderr.write(f"error: {no}\n")
    else:
        return 0
    return 1


def ledger_command(argv: Sequence[str]) -> int:
    """Print what a sandbox has decided, as JSON."""
    parser = argparse.ArgumentParser(prog="pos-client sandbox ledger")
    parser.add_argument("--home", type=place, required=True, metavar="DIR")
    options = parser.parse_args(argv)
    try:
        found = read_ledger(options.home)
    except OSError as no:
        sys.stderr.write(f"error: {explained(no)}; may you read this folder?\n")
        return 1
    except SandboxUnusable as no:
        sys.stderr.write(f"error: {no}\n")
        return 1
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    return 0


def agents_command(argv: Sequence[str]) -> int:
    """Print the public list of commissioned agents on a day."""
    parser = argparse.ArgumentParser(prog="pos-client sandbox agents")
    parser.add_argument("--home", type=place, required=True, metavar="DIR")
    parser.add_argument("--day", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--csv", action="store_true", help="else it is JSON")
    options = parser.parse_args(argv)
    try:
        found = read_agents(options.home, options.day, local_day(utc_now()))
    except OSError as no:
        sys.stderr.write(f"error: {explained(no)}; may you read this folder?\n")
        return 1
    except SandboxUnusable as no:
        sys.stderr.write(f"error: {no}\n")
        return 1
    written = agents_as_csv(found) if options.csv else agents_as_json(options.day, found)
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    return 0


def openapi_command(argv: Sequence[str]) -> int:
    """Print the contract, `docs/gateway-openapi.yaml`."""
    argparse.ArgumentParser(prog="pos-client sandbox openapi").parse_args(argv)
    from pos_client.sandbox.openapi import contract_yaml

    sys.stdout.write(contract_yaml())
    return 0


def _serve_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pos-client sandbox serve",
        description="Serve the reference gateway to this computer, with invented people. With "
        "--until-eof it obeys lines on standard input and answers each with a line of JSON.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _say_where(parser)
    _say_what_outlet(parser)
    _say_how_strict(parser)
    return parser


def _say_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=place, required=True, metavar="DIR", help="made if missing")
    parser.add_argument(
        "--port", type=port_number, default=0, help="0: the one it had, or any free one"
    )
    parser.add_argument("--deck", type=place, metavar="FILE", help="other people than the shipped")
    parser.add_argument("--until-eof", action="store_true", help="end with standard input")
    parser.add_argument("--block", type=_BLOCK, default=8, metavar="N", help="numbers for offline")
    parser.add_argument(
        "--completion",
        choices=[way.value for way in Completion],
        default=Completion.GATEWAY_COMPLETES.value,
    )


def _say_what_outlet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--outlet-kind",
        choices=[kind.value for kind in OutletKind],
        default=DEMO_OUTLET.kind.value,
        help="what the carrier files a new sandbox's outlet as",
    )
    parser.add_argument(
        "--brand",
        choices=list(BRANDS),
        default=DEMO_OUTLET.brand,
        help="whose outlet a new sandbox's is",
    )
    parser.add_argument(
        "--sims",
        type=whole_number("a count", 1, 1_000_000),
        metavar="N",
        help="how many blank SIMs a new sandbox's outlet has; else more than it will ever use",
    )


def _say_how_strict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sign", action="store_true", help="a shift begins with the sign's code")
    parser.add_argument(
        "--second-factor",
        choices=[each.value for each in SecondFactor],
        default=SecondFactor.REQUIRED.value,
        help="whether a log-in takes six digits (TOTP) beside the password",
    )
    parser.add_argument(
        "--no-inspections",
        action="store_true",
        help="ask the outlet for no monthly self-inspection",
    )
    parser.add_argument(
        "--guards",
        action="store_true",
        help="go by a carrier's usual rules of pace, hours and bulk opening: for hands, no machine",
    )
    parser.add_argument("--no-demo", action="store_true", help="believe no simulated reader")
    parser.add_argument(
        "--work-ids",
        choices=["demo", "carrier"],
        default="demo",
        help="by whose figures a work id looks lent; a carrier's know nights and shared ones, and "
        "review what was read who knows where",
    )
    parser.add_argument(
        "--level",
        choices=[level.value for level in EvidenceLevel],
        default=EvidenceLevel.B.value,
        help="the evidence level that every flow needs",
    )
    parser.add_argument(
        "--review-above",
        type=whole_number("a count", 0, 100_000),
        metavar="N",
        help="take so many a day below that level, and review the others; else they are refused",
    )


def _sims(count: int | None) -> tuple[SimRange, ...]:
    """The first so many of the invented SIMs."""
    if count is None:
        return SandboxPolicy().first_delivery
    return (SimRange(f"898600{1:013d}", f"898600{count:013d}"),)


def _level_rule(options: argparse.Namespace) -> LevelRule:
    level = EvidenceLevel(options.level)
    if options.review_above is None:
        return LevelRule(level)
    return LevelRule(level, BelowLevel.REVIEW, options.review_above)


def _ready(sandbox: RunningSandbox) -> dict[str, Any]:
    return {
        "url": sandbox.url,
        "gateway_file": str(sandbox.gateway_file),
        "enrolment_code": _code_of(sandbox),
        "clerk_number": sandbox.clerk_number,
        "password": sandbox.password,
        "supervisor_number": sandbox.supervisor_number,
        "supervisor_password": sandbox.supervisor_password,
        "reviewer_number": sandbox.reviewer_number,
        "reviewer_password": sandbox.reviewer_password,
        "second_factor_secret": sandbox.second_factor_secret(sandbox.clerk_number),
        "supervisor_second_factor_secret": sandbox.second_factor_secret(sandbox.supervisor_number),
        "reviewer_second_factor_secret": sandbox.second_factor_secret(sandbox.reviewer_number),
        "home": str(sandbox.home.folder),
        "ledger": str(sandbox.home.database_file),
    }


def _code_of(sandbox: RunningSandbox) -> str:
    """A fresh one; empty while the outlet is not admitted."""
    try:
        return sandbox.issue_code()
    except ChannelRefused:
        return ""


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _obey_until_eof(sandbox: RunningSandbox, stopping: threading.Event) -> None:
    control = Control(sandbox)

    def listen() -> None:
        for line in _lines(sys.stdin.fileno()):
            if line.strip() and not stopping.is_set():
                _say(control.obey(line))
        stopping.set()

    # A daemon: nobody can end a thread that waits for its standard input.
    threading.Thread(target=listen, name="sandbox-control", daemon=True).start()


def _lines(descriptor: int) -> Iterator[str]:
    """Read lines past Python's own buffer, whose lock a waiting thread would keep at the end."""
    rest = b""
    while data := os.read(descriptor, 4096):
        *whole, rest = (rest + data).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
