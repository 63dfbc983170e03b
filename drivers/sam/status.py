"""What a module means by SW3, the third status byte of its reply, and what a driver does then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "CARD_FOUND",
    "COMMAND_UNKNOWN",
    "DATA_INVALID",
    "ITEM_EMPTY",
    "NO_CARD",
    "SUCCESS",
    "UNEXPECTED_STATUS",
    "UNIDENTIFIABLE",
    "UNKNOWN_STATUS",
    "UNSUPPORTED_CARD",
    "Remedy",
    "StatusMeaning",
    "is_known",
    "meaning",
]

SUCCESS: Final = 0x90
CARD_FOUND: Final = 0x9F
ITEM_EMPTY: Final = 0x91
NO_CARD: Final = 0x80
COMMAND_UNKNOWN: Final = 0x21
UNIDENTIFIABLE: Final = 0x24
DATA_INVALID: Final = 0x33
UNSUPPORTED_CARD: Final = 0x40

UNKNOWN_STATUS: Final = "unknown_status"
# A known status that cannot answer this request, such as 90 to a search for a card.
UNEXPECTED_STATUS: Final = "unexpected_status"


class Remedy(StrEnum):
    """What a driver does about a status."""

    GO_ON = "go_on"
    POLL_AGAIN = "poll_again"
    RESEND_ONCE = "resend_once"
    RESTART_AT_FIND = "restart_at_find"
    RESET_ONCE = "reset_once"
    REFUSE = "refuse"
    DEVICE_FAULT = "device_fault"


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """One line of the table: `reason` is what a refusal says, empty for a success."""

    reason: str
    remedy: Remedy


_MEANINGS: Final = {
    SUCCESS: StatusMeaning("", Remedy.GO_ON),
    CARD_FOUND: StatusMeaning("", Remedy.GO_ON),
    ITEM_EMPTY: StatusMeaning("item_empty", Remedy.GO_ON),
    NO_CARD: StatusMeaning("no_card", Remedy.POLL_AGAIN),
    0x81: StatusMeaning("select_failed", Remedy.RESTART_AT_FIND),
    0x10: StatusMeaning("protocol_error", Remedy.RESEND_ONCE),
    0x11: StatusMeaning("protocol_error", Remedy.RESEND_ONCE),
    COMMAND_UNKNOWN: StatusMeaning("protocol_error", Remedy.REFUSE),
    0x23: StatusMeaning("sequence_error", Remedy.RESTART_AT_FIND),
    UNIDENTIFIABLE: StatusMeaning("device_error", Remedy.RESET_ONCE),
    0x31: StatusMeaning("auth_failed", Remedy.RESTART_AT_FIND),
    0x32: StatusMeaning("auth_failed", Remedy.RESTART_AT_FIND),
    DATA_INVALID: StatusMeaning("data_invalid", Remedy.REFUSE),
    0x34: StatusMeaning("sequence_error", Remedy.RESTART_AT_FIND),
    UNSUPPORTED_CARD: StatusMeaning("unsupported_card", Remedy.REFUSE),
    0x41: StatusMeaning("read_failed", Remedy.RESTART_AT_FIND),
    0x47: StatusMeaning("read_failed", Remedy.RESTART_AT_FIND),
    0x50: StatusMeaning("device_error", Remedy.REFUSE),
    0x61: StatusMeaning("device_error", Remedy.REFUSE),
    0x60: StatusMeaning("device_error", Remedy.DEVICE_FAULT),
    0x66: StatusMeaning("device_error", Remedy.DEVICE_FAULT),
}
_UNKNOWN: Final = StatusMeaning(UNKNOWN_STATUS, Remedy.REFUSE)


def meaning(status: int) -> StatusMeaning:
    """Look a status up; an unlisted number is refused, never guessed."""
    return _MEANINGS.get(status, _UNKNOWN)


def is_known(status: int) -> bool:
    """Tell whether the table lists this number."""
    return status in _MEANINGS
