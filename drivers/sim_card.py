"""What a SIM tells without a PIN: its ICCID, and its IMSI where that is open.

Nothing here verifies a PIN or writes: a wrong PIN burns one of three tries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from drivers.apdu import OK, Answer, Conversation, converse, exchange
from drivers.api import SimRead, SimRefused

__all__ = ["REFUSALS", "decode_iccid", "decode_imsi", "read_sim", "sim_conversation"]

REFUSALS: Final = ("blank", "prefix", "length", "not_a_sim", "read_failed", "no_answer")
"""Why a chip gives no number; the last one is its reader's word."""

_UICC, _GSM = 0x00, 0xA0
_WRONG_P1_P2: Final = frozenset({0x6A86, 0x6B00})
# 3GPP TS 31.102: the application of whichever issuer.
_USIM: Final = bytes.fromhex("A0000000871002")
_MF, _EF_ICCID, _DF_GSM, _EF_IMSI = 0x3F00, 0x2FE2, 0x7F20, 0x6F07
_ICCID_SIZE, _IMSI_SIZE = 10, 9
_RETURN_FCP, _RETURN_NOTHING = 0x04, 0x0C
_TELECOM: Final = "89"


def read_sim(transmit: Callable[[bytes], bytes]) -> SimRead | SimRefused:
    """Read the SIM at the other end of `transmit`, which takes a command and returns the answer."""
    return converse(sim_conversation(), transmit)


def sim_conversation() -> Conversation[SimRead | SimRefused]:
    """Class 00 first, class A0 for a chip that does not go along with it."""
    reason = "not_a_sim"
    for card_class in (_UICC, _GSM):
        found = yield from _select(card_class, _MF)
        if _is_good(found):
            found = yield from _select(card_class, _EF_ICCID)
        if not _is_good(found):
            continue
        file = yield from _read(card_class, _ICCID_SIZE)
        if _is_good(file) and len(file.data) == _ICCID_SIZE:
            return (yield from _judge(card_class, file.data))
        reason = "read_failed"
    return SimRefused(reason)


def _judge(card_class: int, file: bytes) -> Conversation[SimRead | SimRefused]:
    iccid, refusal = decode_iccid(file)
    if refusal:
        return SimRefused(refusal)
    imsi = yield from (_usim_imsi() if card_class == _UICC else _gsm_imsi())
    return SimRead(iccid, imsi)


def decode_iccid(file: bytes) -> tuple[str, str]:
    """Turn ten bytes into an ICCID, or into the reason why it is none."""
    digits = _swapped(file).rstrip("F")
    if not digits:
        return "", "blank"
    if not digits.startswith(_TELECOM):
        return "", "prefix"
    if len(digits) < 19:
        return "", "length"
    return digits, ""


def decode_imsi(file: bytes) -> str:
    """Turn the nine bytes of an IMSI into its digits; empty where they are none."""
    length = file[0] if file else 0
    if not 1 <= length < len(file):
        return ""
    nibbles = _swapped(file[1 : 1 + length])
    # The first one says whether the digits are odd in number, and so whether a filler is last.
    is_odd = nibbles[0] == "9"
    digits = nibbles[1:] if is_odd else nibbles[1:].removesuffix("F")
    is_sound = nibbles[0] in "91" and (len(digits) % 2 == 1) is is_odd
    return digits if is_sound and digits.isdecimal() and len(digits) >= 6 else ""


def _usim_imsi() -> Conversation[str]:
    chosen = yield from exchange(bytes([_UICC, 0xA4, 0x04, _RETURN_FCP, len(_USIM)]) + _USIM)
    return (yield from _imsi(_UICC)) if _is_good(chosen) else ""


def _gsm_imsi() -> Conversation[str]:
    chosen = yield from _select(_GSM, _DF_GSM)
    return (yield from _imsi(_GSM)) if _is_good(chosen) else ""


def _imsi(card_class: int) -> Conversation[str]:
    chosen = yield from _select(card_class, _EF_IMSI)
    if not _is_good(chosen):
        return ""
    file = yield from _read(card_class, _IMSI_SIZE)
    is_open = _is_good(file) and len(file.data) == _IMSI_SIZE
    return decode_imsi(file.data) if is_open else ""


def _select(card_class: int, file: int) -> Conversation[Answer]:
    name = file.to_bytes(2, "big")
    if card_class == _GSM:
        return (yield from exchange(bytes([_GSM, 0xA4, 0, 0, 2]) + name))
    answer = yield from exchange(bytes([_UICC, 0xA4, 0, _RETURN_FCP, 2]) + name)
    if answer.status in _WRONG_P1_P2:
        answer = yield from exchange(bytes([_UICC, 0xA4, 0, _RETURN_NOTHING, 2]) + name)
    return answer


def _read(card_class: int, size: int) -> Conversation[Answer]:
    return (yield from exchange(bytes([card_class, 0xB0, 0, 0, size])))


def _is_good(answer: Answer) -> bool:
    """9000; 91xx, where the SIM has a wish of its own; 9Fxx, where more could be fetched."""
    return answer.status == OK or answer.sw1 in (0x91, 0x9F)


def _swapped(packed: bytes) -> str:
    return "".join(f"{byte & 0x0F:X}{byte >> 4:X}" for byte in packed)
