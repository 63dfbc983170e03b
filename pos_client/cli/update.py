"""`pos-client update`: look for a newer version of the program, or install it beside this one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pos_client.cli.places import home_of, parser
from pos_client.cli.words import said

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Exit with 0 when this is the newest or the newest was installed, with 3 when one waits."""
    arguments = parser("update", __doc__.partition(": ")[2])
    arguments.add_argument("verb", choices=("check", "install"))
    arguments.add_argument(
        "--from",
        dest="source",
        metavar="PLACE",
        help="an https address, or the whole path of a folder; else update.source of the settings",
    )
    arguments.add_argument(
        "--installation",
        type=Path,
        metavar="FOLDER",
        help="the folder with `versions` in it; else the one that this program was started from",
    )
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    asked = arguments.parse_args(argv)
    from pos_client.bootstrap import updating
    from pos_client.infrastructure.updates.places import EXAMPLE, is_source

    if asked.source is not None and not is_source(asked.source):
        arguments.error(f"no place of releases; possible are {EXAMPLE}")
    installation = updating.installation_at(asked.installation)
    source = asked.source or updating.source_of(home_of(asked))
    is_installing = asked.verb == "install"
    work = updating.install_newest if is_installing else updating.look_for_newer
    found = work(installation, source)
    if asked.json:
        sys.stdout.write(json.dumps(asdict(found)) + "\n")
    elif not found.is_newer:
        sys.stdout.write(
            said(
                f"{found.installed} is the newest version for this computer\n",
                f"{found.installed} 已是本机的最新版本\n",
            )
        )
    elif is_installing:
        sys.stdout.write(
            said(
                f"{found.offered} is installed and is used from the next start on\n",
                f"{found.offered} 已安装，下次启动时使用\n",
            )
        )
    else:
        sys.stdout.write(
            said(
                f"{found.offered} is there, {found.installed} is installed\n",
                f"有新版本 {found.offered}，现在安装的是 {found.installed}\n",
            )
        )
    return 3 if found.is_newer and not is_installing else 0
