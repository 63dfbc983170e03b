"""`pos-client reset`: make this computer no device any more, once nothing is left in its queue."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pos_client.cli.places import home_of, parser
from pos_client.cli.queue_changes import written
from pos_client.cli.words import said

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Refused while anything has no receipt, unless that is exported first."""
    arguments = parser("reset", __doc__.partition(": ")[2])
    arguments.add_argument(
        "--export", type=Path, metavar="FILE", help="write what has no receipt there first"
    )
    asked = arguments.parse_args(argv)
    from pos_client.bootstrap.queue_verbs import reset_home

    exported = reset_home(home_of(asked), asked.export)
    if exported is not None:
        sys.stdout.write(written(exported.records, asked.export))
    sys.stdout.write(said("this computer is no device any more\n", "本机已停用，不再是终端\n"))
    return 0
