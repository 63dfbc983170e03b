"""The command `simulator serve`: a simulated reader for other programs to open."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from drivers.simulator.chips import SIMS
from drivers.simulator.command import (
    ended_by_signals,
    explained,
    place,
    port_number,
    whole_number,
)
from drivers.simulator.control import ControlSocket
from drivers.simulator.deck import DeckInvalid, UnknownSlug, load_deck
from drivers.simulator.device import BAUD_RATES, SamDevice, simulated_sam_id
from drivers.simulator.faults import Faults, ScriptInvalid
from drivers.simulator.line import PacedLine
from drivers.simulator.pcsc_server import PcscServer
from drivers.simulator.ports import Port, TcpPort
from drivers.simulator.remote_device import CardAnswers, RemoteSamDevice
from drivers.simulator.server import Console, Server
from drivers.simulator.vpcd import VPCD_PORT, addresses_of, virtual_slots

__all__ = ["serve_command"]

_SAM_SERIAL = whole_number("a serial number", 0, 2**32 - 1)


def serve_command(argv: Sequence[str], answers: CardAnswers | None = None) -> int:
    """Serve until told to end; return the exit code.

    The first line on standard output is JSON: `address` to open, `control` for `ControlClient`; of
    a virtual PC/SC reader also `sim_address`, and the `reader_conf` that pcscd needs for it.

    Args:
        answers: how cards answer a decoder, for `--remote`.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    if options.remote and (answers is None or options.pcsc is not None or options.faults):
        parser.error("--remote is for `pos-client simulator serve`, without --pcsc and --faults")
    try:
        with ExitStack() as stack:
            _serve(_in_home(options), stack, answers)
    except OSError as no:
        sys.stderr.write(f"error: {explained(no)}; choose another place or port\n")
    except DeckInvalid as no:
        sys.stderr.write(f"error: {no}; correct the file or leave --deck out\n")
    except ScriptInvalid as no:
        sys.stderr.write(f"error: {options.faults}: {no}; correct it or leave --faults out\n")
    except UnknownSlug as no:
        sys.stderr.write(f"error: {no}; the verb `deck` of a running simulator lists all names\n")
    else:
        return 0
    return 1


def _in_home(options: argparse.Namespace) -> argparse.Namespace:
    """Take relative places from `--home`, where it is given."""
    if options.home is not None:
        options.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("pty", "deck", "faults"):
            place = getattr(options, name)
            if place is not None:
                setattr(options, name, options.home / place)
        if options.control is not None and not options.control.isdecimal():
            options.control = str(options.home / options.control)
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pos-client simulator serve",
        description="Serve a simulated ID card reader with invented cards. Verbs are read from "
        "standard input: lay SLUG, lift, fault NAME, faults clear, faults script FILE, unplug, "
        "plug, deck, state and quit; with --pcsc also insert SIM, eject and sims.",
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--pty", metavar="LINK", type=place, help="on a pseudo-terminal named LINK")
    where.add_argument("--tcp", metavar="PORT", type=port_number, help="on 127.0.0.1; 0 = any port")
    where.add_argument(
        "--pcsc",
        metavar="PORT",
        nargs="?",
        const=VPCD_PORT,
        type=port_number,
        help="as chips in the virtual reader vpcd: `lay SLUG` and `insert SIM` through PC/SC; "
        "0 = any two ports for a vpcd that calls",
    )
    parser.add_argument(
        "--remote",
        action="store_true",
        help="a reader that passes ciphertext to a decoder of the sandbox (evidence level A)",
    )
    parser.add_argument(
        "--home", metavar="DIR", type=place, help="where LINK, SOCKET and FILE lie, if not here"
    )
    parser.add_argument("--deck", metavar="FILE", type=place, help="other cards than the shipped")
    parser.add_argument("--baud", type=int, choices=BAUD_RATES, default=115200)
    parser.add_argument(
        "--control",
        metavar="SOCKET",
        type=_control_address,
        help="UNIX socket, or port on 127.0.0.1, for the same verbs",
    )
    parser.add_argument("--lay", metavar="SLUG", help="a card that lies there from the beginning")
    parser.add_argument(
        "--insert", metavar="SIM", choices=SIMS, help="a SIM that is there from the beginning"
    )
    parser.add_argument("--sam-serial", metavar="N", type=_SAM_SERIAL, default=1)
    parser.add_argument(
        "--faults", metavar="FILE", type=place, help="a script of faults, in force from the start"
    )
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="for the chance of faults")
    parser.add_argument("--until-eof", action="store_true", help="end with standard input")
    return parser


def _serve(options: argparse.Namespace, stack: ExitStack, answers: CardAnswers | None) -> None:
    deck = load_deck(options.deck)
    card = deck[options.lay] if options.lay else None
    control = ControlSocket(options.control) if options.control else None
    if control:
        stack.callback(control.close)
    if options.pcsc is not None:
        slots = virtual_slots(options.pcsc)
        pcsc = stack.enter_context(closing(PcscServer(slots, deck)))
        if card:
            pcsc.verbs.lay(card.slug)
        if options.insert:
            pcsc.verbs.insert(options.insert)
        _run(options, stack, pcsc, control, addresses_of(slots))
        return
    device, schemes = _device(options, answers)
    port: Port = (
        _pseudo_terminal(options.pty, schemes[0])
        if options.pty
        else TcpPort(options.tcp, schemes[1])
    )
    stack.callback(port.unplug)
    server = stack.enter_context(closing(Server(PacedLine(device), port, deck)))
    if options.faults:
        server.verbs.follow_script(options.faults.read_text("utf-8"))
    if card:
        server.verbs.lay(card.slug)
    _run(options, stack, server, control, {"address": port.address})


def _device(
    options: argparse.Namespace, answers: CardAnswers | None
) -> tuple[SamDevice, tuple[str, str]]:
    """The device, and by which schemes it is opened on a serial line and over a socket."""
    sam_id = simulated_sam_id(options.sam_serial)
    if options.remote and answers is not None:
        remote = RemoteSamDevice(answers, sam_id=sam_id, baud=options.baud)
        return remote, ("remote-sam", "remote-sam")
    device = SamDevice(sam_id=sam_id, baud=options.baud, faults=Faults(seed=options.seed))
    return device, ("sam-serial", "sam-tcp")


def _run(
    options: argparse.Namespace,
    stack: ExitStack,
    server: Server | PcscServer,
    control: ControlSocket | None,
    addresses: dict[str, str],
) -> None:
    console = _console()
    if console:
        stack.callback(console.close)
        server.listen(console)
    if control:
        server.listen(control)
    stack.enter_context(ended_by_signals(server.stop))
    ready = addresses | {"control": control.address if control else None}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    server.run(console if options.until_eof else None)


def _pseudo_terminal(link: Path, scheme: str) -> Port:
    if sys.platform == "win32":
        raise OSError("there are no pseudo-terminals on Windows: use --tcp")
    from drivers.simulator.pseudo_terminal import PtyPort

    return PtyPort(link, scheme)


def _console() -> Console | None:
    # A process without console windows has no standard input at all.
    if sys.stdin is None or sys.stdout is None:
        return None
    return Console(sys.stdin.buffer, sys.stdout.buffer)


def _control_address(text: str) -> str:
    return str(port_number(text) if text.isdecimal() else place(text))


if __name__ == "__main__":
    sys.exit(serve_command(sys.argv[1:]))
