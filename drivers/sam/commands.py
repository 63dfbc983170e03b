"""The commands of a module: their bytes, their waits, and which answers are legal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from drivers.sam import status
from drivers.sam.frames import Reply, encode_request

__all__ = [
    "BASE_RECORD_SIZE",
    "COMMANDS",
    "FIND_CARD",
    "READ_BASE",
    "READ_BASE_FINGERPRINT",
    "READ_CARD_MANAGEMENT_NUMBER",
    "READ_EXTRA_ADDRESS",
    "RESET_SAM",
    "SAM_ID",
    "SAM_STATUS",
    "SELECT_CARD",
    "Command",
    "Fit",
    "may_be_record",
]

# Two lengths of two bytes, text and photo.
BASE_RECORD_SIZE: Final = 4 + 256 + 1024


class Fit(Enum):
    """How a sound reply relates to the request that is waiting."""

    ANSWER = "answer"
    STALE = "stale"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the command table.

    Attributes:
        wait_s: how long the module itself may take; the time on the line comes on top.
        success: SW3 of a good answer.
        sizes: sizes of data that a good answer may have.
        failures: statuses other than the common ones with which the module may answer.
        is_record: whether a success of another size is still an answer, to be refused in words.
    """

    name: str
    code: int
    parameter: int
    wait_s: float
    success: int = status.SUCCESS
    sizes: frozenset[int] = frozenset({0})
    failures: frozenset[int] = frozenset()
    is_record: bool = False
    data: bytes = b""

    @property
    def request(self) -> bytes:
        """The whole frame to send."""
        return encode_request(self.code, self.parameter, self.data)

    @property
    def longest_answer(self) -> int:
        """Bytes of the longest good answer, its frame included."""
        return 7 + 4 + max(self.sizes)

    def expects_length(self, length: int) -> bool:
        """Tell whether a frame with this LEN would be a good answer."""
        return length - 4 in self.sizes

    def fit(self, reply: Reply) -> Fit:
        """Judge whether `reply` answers this command or is left over from another one."""
        if reply.status == self.success:
            is_answer = (
                len(reply.data) in self.sizes
                or self.success == status.CARD_FOUND
                or (self.is_record and may_be_record(reply))
            )
            return Fit.ANSWER if is_answer else Fit.STALE
        if reply.status == status.CARD_FOUND:
            return Fit.STALE
        if reply.status == status.SUCCESS:
            # Late answers carry their own size; a clone module answers with that of a search.
            return Fit.UNEXPECTED if len(reply.data) in self.sizes else Fit.STALE
        if reply.status in _COMMON_FAILURES or reply.status in self.failures:
            return Fit.ANSWER
        return Fit.UNEXPECTED if status.is_known(reply.status) else Fit.ANSWER


def may_be_record(reply: Reply) -> bool:
    """Tell whether a success is as long as only records are."""
    return reply.status == status.SUCCESS and len(reply.data) not in _SHORT_SIZES


_COMMON_FAILURES: Final = frozenset({0x10, 0x11, 0x21, 0x23, 0x24, 0x50, 0x60, 0x61, 0x66})
_CARD_FAILURES: Final = frozenset({0x31, 0x32, 0x33, 0x34, 0x40, 0x41, 0x47, 0x80, 0x81})
# Data of late answers to a reset, a selection, and so on; no record is as short.
_SHORT_SIZES: Final = frozenset({0, 8, 16, 28, 70})

RESET_SAM: Final = Command("reset_sam", 0x10, 0xFF, 2.0)
SAM_STATUS: Final = Command("sam_status", 0x11, 0xFF, 1.0)
SAM_ID: Final = Command("sam_id", 0x12, 0xFF, 1.0, sizes=frozenset({16}))
FIND_CARD: Final = Command(
    "find_card",
    0x20,
    0x01,
    1.0,
    success=status.CARD_FOUND,
    sizes=frozenset({0, 4}),
    failures=frozenset({0x34, 0x40, 0x80}),
)
SELECT_CARD: Final = Command(
    "select_card", 0x20, 0x02, 1.0, sizes=frozenset({0, 8}), failures=_CARD_FAILURES
)
READ_BASE: Final = Command(
    "read_base",
    0x30,
    0x01,
    3.0,
    sizes=frozenset({BASE_RECORD_SIZE, BASE_RECORD_SIZE - 1024}),
    failures=_CARD_FAILURES,
    is_record=True,
)
# Understood, never sent: templates of fingers are biometric data that nobody here needs.
READ_BASE_FINGERPRINT: Final = Command(
    "read_base_fingerprint",
    0x30,
    0x10,
    3.0,
    sizes=frozenset(BASE_RECORD_SIZE + 2 + fingers for fingers in (0, 512, 1024)),
    failures=_CARD_FAILURES | {status.ITEM_EMPTY},
    is_record=True,
)
READ_EXTRA_ADDRESS: Final = Command(
    "read_extra_address",
    0x30,
    0x03,
    1.5,
    sizes=frozenset({70}),
    failures=_CARD_FAILURES | {status.ITEM_EMPTY},
)
READ_CARD_MANAGEMENT_NUMBER: Final = Command(
    "read_card_management_number", 0x30, 0x05, 1.0, sizes=frozenset({28}), failures=_CARD_FAILURES
)
_SPEEDS: Final = (115200, 57600, 38400, 19200, 9600)

COMMANDS: Final = {
    command.name: command
    for command in (
        RESET_SAM,
        SAM_STATUS,
        SAM_ID,
        FIND_CARD,
        SELECT_CARD,
        READ_BASE,
        READ_BASE_FINGERPRINT,
        READ_EXTRA_ADDRESS,
        READ_CARD_MANAGEMENT_NUMBER,
        *(Command(f"set_baud_{baud}", 0x60, i, 1.0) for i, baud in enumerate(_SPEEDS)),
        Command("set_max_rf_frame_0x50", 0x61, 0xFF, 1.0, data=b"\x50"),
    )
}
