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
    """Refused while anything has no receipt, or has to be kept longer, unless somebody says so."""
    arguments = parser("reset", __doc__.partition(": ")[2])
    arguments.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="write what has no receipt there first, outside the home",
    )
    arguments.add_argument(
        "--drop-evidence",
        action="store_true",
        help="give up receipts, open outcomes, and audit that is not countersigned as well",
    )
    asked = arguments.parse_args(argv)
    from pos_client.bootstrap.giving_up import reset_home

    given_up = reset_home(home_of(asked), asked.export, drops_evidence=asked.drop_evidence)
    if given_up.exported is not None:
        sys.stdout.write(written(given_up.exported.records, asked.export))
    if (gone := given_up.dropped) is not None:
        sys.stdout.write(
            said(
                f"given up with it: {gone.receipts} receipts, {gone.open_outcomes} open outcomes,"
                f" {gone.envelopes} sealed records, {gone.audit_entries} audit entries\n",
                f"一并放弃：{gone.receipts} 份回执、{gone.open_outcomes} 个未决结果、"
                f"{gone.envelopes} 份密封资料、{gone.audit_entries} 条审计记录\n",
            )
        )
    sys.stdout.write(said("this computer is no device any more\n", "本机已停用，不再是终端\n"))
    return 0
