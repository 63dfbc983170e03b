"""`pos-client enrol`: make this computer a device of an outlet."""

from __future__ import annotations

import getpass
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from pos_client.cli.places import home_of, parser

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Ask for the one-time code and enrol.

    The code is read from the terminal or from standard input, never from the command line:
    there every program of the computer could see it.
    """
    arguments = parser("enrol", __doc__.partition(": ")[2])
    arguments.add_argument("--gateway", type=Path, required=True, help="the carrier's gateway file")
    arguments.add_argument("--name", default=platform.node()[:64], help="what to call this device")
    asked = arguments.parse_args(argv)
    typed = sys.stdin.isatty()
    code = getpass.getpass("One-time code: ") if typed else sys.stdin.readline()
    from pos_client.bootstrap import enrol_device

    device_id = enrol_device(home_of(asked), asked.gateway, code.strip(), asked.name)
    sys.stdout.write(f"enrolled as {device_id}\n")
    return 0
