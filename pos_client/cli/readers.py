"""`pos-client readers`: list, watch, test and record readers, and list what drives them."""

from __future__ import annotations

import argparse
import json
import queue
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    Prospect,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.hub import CardNews, Hub, HubNews, ProspectsSeen, ReaderFound, ReaderLost
from pos_client.cli.places import home_of, parser, seconds, settings_of
from pos_client.cli.words import said
from pos_client.domain.masking import mask_iccid

__all__ = ["run"]

_REMEDIES = {
    "udev_rule": (
        "install packaging/udev/70-pos-client-readers.rules and plug it in again",
        "请安装 packaging/udev/70-pos-client-readers.rules，再重新插上",
    ),
    "dialout_group": (
        "add this user to the group dialout and log in again",
        "请把本用户加入 dialout 组，再重新登录",
    ),
    "pcsc_service": ("install and start pcscd", "请安装并启动 pcscd"),
    "library": ("install libusb-1.0-0", "请安装 libusb-1.0-0"),
    "winusb": ("give it the driver WinUSB", "请为它安装 WinUSB 驱动"),
}
_MARKS = {"good": "ok", "broken": "BROKEN", "not_reached": "-"}


def run(argv: Sequence[str]) -> int:
    """Nothing that these verbs print says who lies on a plate."""
    arguments = parser("readers", __doc__.partition(": ")[2])
    arguments.add_argument("verb", choices=("list", "watch", "test", "record", "drivers"))
    arguments.add_argument("address", nargs="?", help="the reader, such as sam-serial:COM3")
    arguments.add_argument(
        "file", nargs="?", type=Path, help="record: where the transcript is to be written"
    )
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments.add_argument(
        "--seconds", type=seconds, default=None, help="how long to watch, or to wait for a card"
    )
    arguments.add_argument(
        "--test-card", action="store_true", help="record: say that only a test card will be laid"
    )
    arguments.add_argument("--force", action="store_true", help="record: overwrite the file")
    asked = arguments.parse_args(argv)
    if asked.verb == "record":
        return _record(arguments, asked)
    if asked.file is not None:
        arguments.error(f"{asked.verb} takes no file")
    if asked.verb == "drivers":
        return _drivers(asked)
    if asked.verb == "test":
        if asked.address is None:
            arguments.error("test which one? Give an address of `readers list`")
        return _test(asked)
    return _list(asked) if asked.verb == "list" else _watch(asked)


def _record(arguments: argparse.ArgumentParser, asked: argparse.Namespace) -> int:
    from pos_client.cli.recording import is_test_card, record

    if asked.address is None or asked.file is None:
        arguments.error("record which one, and where to? Give an address and a file")
    if not (asked.test_card or is_test_card()):
        arguments.error(
            "only a test card may be recorded, never a customer's: say so with --test-card"
        )
    wait_s = 120.0 if asked.seconds is None else asked.seconds
    return record(asked.address, asked.file, wait_s, is_forced=asked.force, as_json=asked.json)


def _drivers(asked: argparse.Namespace) -> int:
    """What a carrier would sign to allow the drivers that are installed here. None is run."""
    from drivers.plug_ins import installed_drivers

    for rule in installed_drivers(with_development=True):
        if asked.json:
            sys.stdout.write(json.dumps(asdict(rule), ensure_ascii=False) + "\n")
        else:
            named = f"{rule.distribution} {rule.version}"
            sys.stdout.write(f"{named:<30} {', '.join(rule.schemes)}\n  sha256 {rule.sha256}\n")
    return 0


def _list(asked: argparse.Namespace) -> int:
    from drivers.discovery import Lookout

    prospects = Lookout().look()
    for prospect in prospects:
        sys.stdout.write(_line_of(prospect, as_json=asked.json))
    if not prospects and not asked.json:
        sys.stderr.write(
            said(
                "no reader and no serial port was found; is the reader plugged in and on?\n",
                "没有找到读卡器，也没有串口；读卡器插好并打开了吗？\n",
            )
        )
    return 0 if prospects else 1


def _line_of(prospect: Prospect, *, as_json: bool) -> str:
    if as_json:
        plain = {
            "address": prospect.address,
            "name": prospect.name,
            "is_known": prospect.is_known,
            "obstacle": prospect.obstacle,
            "remedy": prospect.remedy,
        }
        return json.dumps(plain, ensure_ascii=False) + "\n"
    known = said("reader", "读卡器")
    state = known if prospect.is_known else said("may be a reader", "可能是读卡器")
    if prospect.obstacle:
        remedy = said(*_REMEDIES.get(prospect.remedy, (prospect.remedy, prospect.remedy)))
        state = f"{prospect.obstacle}: {remedy}"
    return f"{prospect.address or '-':<40}  {prospect.name}  ({state})\n"


def _watch(asked: argparse.Namespace) -> int:
    """Print whatever happens, until the time is over or Ctrl+C."""
    from drivers.discovery import Lookout

    told: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    addresses: tuple[str, ...] = settings_of(home_of(asked)).reader_addresses
    if asked.address is not None:
        addresses = (asked.address,)
    look = None if addresses else Lookout().look
    due = None if asked.seconds is None else time.monotonic() + asked.seconds
    with Hub(addresses, told.put, look=look):
        while due is None or time.monotonic() < due:
            try:
                news = told.get(timeout=0.2 if due is None else max(0.0, due - time.monotonic()))
            except queue.Empty:
                continue
            for plain in _plain(news):
                sys.stdout.write(_printed(plain, as_json=asked.json))
            sys.stdout.flush()
    return 0


def _plain(news: HubNews) -> list[dict[str, object]]:
    match news:
        case ProspectsSeen(prospects=prospects):
            return [
                {"news": "barred", "reader": each.address or each.name, "code": each.obstacle}
                for each in prospects
                if each.obstacle
            ]
        case ReaderFound(info=info):
            found = {"name": info.name, "sam_id": info.sam_id, "simulated": info.simulated}
            return [{"news": "reader_found", "reader": info.address, **found}]
        case ReaderLost(code=code, address=address):
            return [{"news": "reader_lost", "reader": address, "code": code}]
        case CardNews(info=info, event=event):
            return [{"news": _name_of(event), "reader": info.address, **_facts_of(event)}]


def _name_of(event: CardEvent) -> str:
    names = {
        CardRead: "card_read",
        CardRemoved: "card_removed",
        CardRefused: "card_refused",
        CardPresent: "card_present",
        SimRead: "sim_read",
        SimRefused: "sim_refused",
        SimRemoved: "sim_removed",
    }
    return names[type(event)]


def _facts_of(event: CardEvent) -> dict[str, object]:
    """What may be said of it: never who it is."""
    match event:
        case CardRead():
            return {
                "kind": event.kind.value,
                "duration_s": round(event.duration_s, 3),
                "warnings": list(event.warnings),
            }
        case CardRefused():
            return {"reason": event.reason, "tries": event.tries}
        case SimRead():
            return {"iccid": mask_iccid(event.iccid)}
        case SimRefused():
            return {"reason": event.reason}
    return {}


def _printed(plain: dict[str, object], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(plain, ensure_ascii=False) + "\n"
    facts = ", ".join(
        f"{name} {value}"
        for name, value in plain.items()
        if name not in ("news", "reader") and value not in ("", [], False)
    )
    told = str(plain["news"]).replace("_", " ")
    return f"{plain['reader']}: {told}{f' ({facts})' if facts else ''}\n"


def _test(asked: argparse.Namespace) -> int:
    """Climb the ladder; the exit status says whether every rung held."""
    from drivers.discovery import RungState, climb

    wait_s = 30.0 if asked.seconds is None else asked.seconds
    is_sound = True
    for rung in climb(asked.address, wait_s):
        is_sound &= rung.state is RungState.GOOD
        if asked.json:
            plain = {"rung": rung.name, "state": rung.state.value, "code": rung.code}
            sys.stdout.write(json.dumps(plain | {"told": rung.told}) + "\n")
        else:
            mark = _MARKS[rung.state.value]
            told = " ".join(filter(None, (rung.code, rung.told)))
            sys.stdout.write(f"{rung.name:<9}{mark:<8}{told}".rstrip() + "\n")
        sys.stdout.flush()
    return 0 if is_sound else 1
