"""`pos-client outbox salvage`: take the sealed records out of a damaged data file."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_client.cli.words import said
from pos_client.infrastructure.home import Home

__all__ = ["salvage"]


def salvage(home: Home, file: Path) -> int:
    """Write what is whole into `file`; 0 when nothing that is known to be pending was missing."""
    from pos_client.bootstrap.salvaging import salvage_into

    try:
        found = salvage_into(home, file)
    except FileExistsError:
        there = said("is there already, and nothing is written over", "已经存在，没有覆盖任何文件")
        sys.stderr.write(f"{file} {there}\n")
        return 1
    whole, open_ = len(found.records), len(found.unsettled)
    sys.stdout.write(
        said(
            f"{whole} sealed records are whole, {open_} of them perhaps not delivered; they are in"
            f" {file}\nThe data file was not touched. Delete nothing, and give both to support.\n",
            f"{whole} 单密封资料完好，其中 {open_} 单可能尚未提交；已写入 {file}\n"
            "原数据文件没有改动。请不要删除任何文件，把两者都交给技术支持。\n",
        )
    )
    if found.missing:
        numbers = ", ".join(map(str, found.missing))
        lost = said("not to be got out, though pending: ", "待提交但无法取出的序号：")
        sys.stderr.write(f"{lost}{numbers}\n")
    return 1 if found.missing else 0
