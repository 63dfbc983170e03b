"""Invented numbers of other invented carriers, some of which may be taken along and some not."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ELSEWHERE", "NumberElsewhere"]

_LONG = 900
_CODE_DAYS = 15


@dataclass(frozen=True, slots=True)
class NumberElsewhere:
    """One number of another carrier's.

    Attributes:
        owner: who is registered there, by the name of the card in the deck; empty for nobody.
        days_there: how long it has been in that network, at the founding of the sandbox.
        contract_days: how many days its contract lasts after the founding; None without one.
        code_days: how long the code is good after the founding.
    """

    number: int
    owner: str
    donor: str = "示例联通"
    days_there: int = _LONG
    arrears_fen: int = 0
    contract_days: int | None = None
    code_days: int = _CODE_DAYS

    @property
    def phone_number(self) -> str:
        return f"171556{self.number:05d}"

    @property
    def code(self) -> str:
        """Eight digits, scattered."""
        return f"{self.number * 61_803_399 % 10**8:08d}"


ELSEWHERE = (
    NumberElsewhere(1, "resident-lin"),
    NumberElsewhere(2, "resident-jin"),
    NumberElsewhere(3, "resident-wang", arrears_fen=4_250),
    NumberElsewhere(4, "resident-wang", contract_days=200),
    NumberElsewhere(5, "resident-wang", days_there=119),
    NumberElsewhere(6, ""),
    NumberElsewhere(7, "resident-jin", code_days=-1),
    NumberElsewhere(8, "resident-jin", donor="示例电信", days_there=120, contract_days=-1),
    NumberElsewhere(9, "resident-quota"),
    NumberElsewhere(10, "resident-second-number"),
    *(
        NumberElsewhere(number, owner)
        for owner, numbers in (
            ("resident-jin", range(200, 260)),
            ("hmt-ho", range(260, 280)),
            ("resident-tong", range(280, 300)),
            ("resident-other-name", range(300, 304)),
            ("resident-wang", range(304, 314)),
            ("resident-ma", range(314, 324)),
            ("resident-sun", range(324, 334)),
        )
        for number in numbers
    ),
)
