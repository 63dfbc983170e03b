"""统一社会信用代码: the code of a unit by GB 32100-2015. It names a unit, and nobody.

Registering department 1, kind of unit 1, district 6, the body of the organisation code 9, check
character 1. The letters I, O, S, V and Z stand in none.
"""

from __future__ import annotations

import re
from typing import Final

from drivers.card.number import looks_like_id_number

__all__ = [
    "NotACreditCode",
    "credit_code_check",
    "is_credit_code",
    "mask_unit_name",
    "read_credit_code",
]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS: Final = len(_ALPHABET)
_LENGTH: Final = 18
_WEIGHTS: Final = tuple(pow(3, place, _MODULUS) for place in range(_LENGTH - 1))
_WRITTEN: Final = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")
# A licence's code holds an address or words beside it; what stands by itself is the code.
_INSIDE: Final = re.compile(rf"(?<![0-9A-Z])[{_ALPHABET}]{{{_LENGTH}}}(?![0-9A-Z])")
_SYMBOLOGY: Final = re.compile(r"^\][A-Za-z]\w")


class NotACreditCode(ValueError):
    """What was keyed or scanned is no unit's code.

    Attributes:
        reason: `identity` for what may be somebody's ID number, `length`, `letters` for one that
            no such code has, `check` for one that was miskeyed.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def credit_code_check(first_seventeen: str) -> str:
    """Compute the eighteenth character; raises ValueError for a letter that no code has."""
    values = map(_ALPHABET.index, first_seventeen)
    total = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True))
    return _ALPHABET[-total % _MODULUS]


def is_credit_code(text: str) -> bool:
    """Whether `text` is one in its stored form, and can be nobody's ID number."""
    is_whole = _WRITTEN.fullmatch(text) is not None and credit_code_check(text[:-1]) == text[-1]
    return is_whole and not looks_like_id_number(text)


def read_credit_code(text: str) -> str:
    """Read the code out of what a clerk has keyed, or a scanner has read off a licence.

    Raises:
        NotACreditCode: there is none. What may be an ID number is refused before all else.
    """
    if looks_like_id_number(text):
        raise NotACreditCode("identity")
    plain = _SYMBOLOGY.sub("", text.strip()).upper()
    found = next(filter(is_credit_code, _INSIDE.findall(plain)), "")
    if found:
        return found
    code = re.sub(r"[\s-]+", "", plain)
    if len(code) != _LENGTH:
        raise NotACreditCode("length")
    if _WRITTEN.fullmatch(code) is None:
        raise NotACreditCode("letters")
    if not is_credit_code(code):
        raise NotACreditCode("check")
    return code


def mask_unit_name(name: str) -> str:
    """福州示例智能科技有限公司 as 福州******有限公司: enough to see that it is the right one."""
    head, tail = (2, 4) if len(name) > 8 else (1, 0)
    return name[:head] + "*" * max(1, len(name) - head - tail) + name[len(name) - tail :]
