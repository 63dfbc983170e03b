"""`pos-client outbox salvage`: take the sealed records out of a damaged data file."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_client.cli.words import said
from pos_client.infrastructure.database.salvage import Salvage
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
            f" {file}\n{_of_others(found)}"
            "The data file was not touched. Delete nothing, and give both to support.\n",
            f"{whole} 单密封资料完好，其中 {open_} 单可能尚未提交；已写入 {file}\n"
            f"{_of_others(found)}原数据文件没有改动。请不要删除任何文件，把两者都交给技术支持。\n",
        )
    )
    lost = [
        *map(str, found.missing),
        *(
            said(f"{sequence} of {device}", f"{device} 的 {sequence}")
            for device, sequence in found.missing_of_others
        ),
    ]
    if lost:
        told = said("not to be got out, though pending: ", "待提交但无法取出的序号：")
        sys.stderr.write(f"{told}{', '.join(lost)}\n")
    return 1 if lost else 0


def _of_others(found: Salvage) -> str:
    taken_in = sum(bool(record.captured_by) for record in found.records)
    if not taken_in:
        return ""
    return said(
        f"{taken_in} of them were taken in for other counters\n",
        f"其中 {taken_in} 单是代其他柜台提交的\n",
    )
