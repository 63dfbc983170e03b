"""`pos-client readers record`: one reader and a test card, to be played ever after.

Who the card names is replaced before anything is written: a killed program leaves no trace.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from drivers.api import AddressInvalid, DriverUnknown, ReaderError
from drivers.transcripts.recording import Hand, NotRecordable, NotRepeatable
from drivers.transcripts.recording import record as record_reader
from drivers.transcripts.transcript import Transcript
from pos_client.application.recording_trouble import (
    RecordingExists,
    RecordingRefused,
    RecordingUnfaithful,
)
from pos_client.application.trouble import ReaderTrouble
from pos_client.cli.words import said
from pos_client.infrastructure.crypto.private_file import replace_private, write_private

__all__ = ["is_test_card", "record"]

_QUESTION: Final = (
    "只能使用测试卡，不得使用任何人的真实证件。放的是测试卡吗？"
    " / Only a test card may be recorded, never anybody's own. Is it one? [yes/no] "
)
_ASKED: Final = {
    Hand.LAY: "请放上测试卡 / Lay the test card on the reader.",
    Hand.LIFT: "请取下 / Lift it.",
    Hand.LAY_AGAIN: "请再放一次 / Lay it once more.",
    Hand.LIFT_AGAIN: "请再取下 / Lift it again.",
}
_YES: Final = ("yes", "y", "是")


def is_test_card() -> bool:
    """Ask whoever sits at the terminal; nobody there is no yes."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(_QUESTION)
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


def record(address: str, file: Path, wait_s: float, *, is_forced: bool, as_json: bool) -> int:
    """Record the reader at `address` into `file`.

    Raises:
        ReaderTrouble: it cannot be opened.
        RecordingExists, RecordingRefused, RecordingUnfaithful: nothing was written.
    """
    if not is_forced and file.exists():
        raise RecordingExists(file=str(file))
    if not file.parent.is_dir():
        missing = said("there is no folder {}; make it first", "没有文件夹 {}，请先建立")
        _refuse(missing.format(file.parent))
        return 2

    def ask(hand: Hand) -> None:
        if as_json:
            _print({"news": "hand", "do": hand.value})
        elif hand in _ASKED:
            sys.stderr.write(_ASKED[hand] + "\n")
            sys.stderr.flush()

    try:
        transcript = record_reader(address, wait_s, ask)
    except NotRecordable as no:
        raise RecordingRefused(str(no), scheme=address.partition(":")[0]) from None
    except NotRepeatable as no:
        raise RecordingUnfaithful(str(no)) from None
    except (AddressInvalid, DriverUnknown) as no:
        _refuse(f"{no}; " + said("correct the address", "请改正地址"))
        return 2
    except ReaderError as lost:
        raise ReaderTrouble(str(lost), code=lost.code) from None
    _write(file, transcript, is_forced=is_forced)
    _say(file, transcript, as_json=as_json)
    return 0


def _refuse(why: str) -> None:
    sys.stderr.write(said("nothing was recorded: ", "没有录制：") + f"{why}\n")


def _write(file: Path, transcript: Transcript, *, is_forced: bool) -> None:
    data = transcript.written().encode()
    if is_forced:
        replace_private(file, data)
        return
    try:
        write_private(file, data)
    except FileExistsError:
        raise RecordingExists(file=str(file)) from None


def _say(file: Path, transcript: Transcript, *, as_json: bool) -> None:
    """Say what was told, which is of invented people by now, and not even of those who."""
    if as_json:
        events = [each.event for each in transcript.told]
        _print({"news": "recorded", "file": str(file), "told": events})
        return
    told = ", ".join(each.event.replace("_", " ") for each in transcript.told)
    nothing = said("nothing was told", "读卡器没有给出任何信息")
    sys.stdout.write(f"{file}: {told or nothing}\n")


def _print(plain: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    sys.stdout.flush()
