"""`pos-client enrol`: make this computer a device of an outlet."""

from __future__ import annotations

import getpass
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from pos_client.cli.places import home_of, parser
from pos_client.cli.words import said

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Ask for the one-time code and enrol.

    The code, and behind it the PIN of a token, are read from the terminal or from standard input,
    a line each, never from the command line: there every program of the computer could see them.
    """
    arguments = parser("enrol", __doc__.partition(": ")[2])
    arguments.add_argument("--gateway", type=Path, required=True, help="the carrier's gateway file")
    arguments.add_argument("--name", default=platform.node()[:64], help="what to call this device")
    arguments.add_argument(
        "--pkcs11",
        metavar="LIBRARY",
        help="make the evidence key in a PKCS#11 token of this library, not in a file",
    )
    arguments.add_argument("--token", default="pos-client", help="the token's label")
    asked = arguments.parse_args(argv)
    code = _secret(said("One-time code: ", "一次性注册码："))
    token = None if asked.pkcs11 is None else (asked.pkcs11, asked.token)
    pin = "" if token is None else _secret(said("PIN of the token: ", "令牌的 PIN："))
    from pos_client.bootstrap import enrol_device

    device_id = enrol_device(home_of(asked), asked.gateway, code, asked.name, token, pin)
    sys.stdout.write(said("enrolled as ", "已注册为 ") + f"{device_id}\n")
    return 0


def _secret(asked: str) -> str:
    typed = sys.stdin.isatty()
    return (getpass.getpass(asked) if typed else sys.stdin.readline()).strip()
