"""Invented people who come to invented shops, each with a card that parses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from drivers.card.number import CHINA_TIME, check_digit
from drivers.card.read import CardKind, CardRead
from drivers.simulator.record import CardFields, encode_text
from pos_client.sandbox.population import RegisterEntry

__all__ = ["FIRST_DAY", "Citizen", "Citizens"]

FIRST_DAY = date(2026, 10, 1)
"""The day on which every month of these begins."""
_SURNAMES = "林陈黄张吴李郑王刘苏"
_YEAR = timedelta(days=365.25)
_FURTHER = (0, 1, 2, 3)
_WEIGHTS = (78, 16, 4, 2)
_READ_AT = datetime(2026, 10, 1, 8, tzinfo=CHINA_TIME)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with a card.

    Attributes:
        numbers: how many numbers they have before the month begins.
        imei: of the telephone that they carry.
    """

    card: CardRead = field(repr=False)
    numbers: int
    imei: str

    @property
    def entry(self) -> RegisterEntry:
        """What the register knows of them."""
        card = self.card
        return RegisterEntry(
            card.kind, card.id_number, card.name, card.name_latin, numbers_in_use=self.numbers
        )


class Citizens:
    """Draws people one after the other; the same chance draws the same ones."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._made = 0
        self._homes = 0

    def somebody(self, *, ages: tuple[int, int] = (18, 79), numbers: int | None = None) -> Citizen:
        """A stranger who lives alone, as far as anybody here knows."""
        self._homes += 1
        return self._drawn(self._homes, ages, numbers)

    def household(self, people: int) -> list[Citizen]:
        """Several people of one address."""
        self._homes += 1
        return [self._drawn(self._homes, (18, 79), None) for _ in range(people)]

    def _drawn(self, home: int, ages: tuple[int, int], numbers: int | None) -> Citizen:
        chance, self._made = self._chance, self._made + 1
        age = chance.randint(*ages)
        # Never on the eve of a birthday: who is eighteen now is eighteen all month.
        birth = FIRST_DAY - age * _YEAR - timedelta(days=chance.randint(30, 330))
        seventeen = f"350199{birth:%Y%m%d}{self._made % 1000:03d}"
        fields = CardFields(
            kind=CardKind.RESIDENT,
            sex="1" if int(seventeen[-1]) % 2 else "2",
            birth_date=birth,
            id_number=seventeen + check_digit(seventeen),
            valid_from=date(2020, 1, 1),
            valid_until=date(2040, 1, 1),
            name=f"{chance.choice(_SURNAMES)}某{self._made % 10}",
            ethnicity="01",
            address=f"福建省示例市虚构区{home}号",
            issuer="示例市公安局虚构分局",
        )
        card = CardRead.parse(encode_text(fields), b"", read_at=_READ_AT)
        known = chance.choices(_FURTHER, _WEIGHTS)[0] if numbers is None else numbers
        return Citizen(card, known, f"86{self._made:013d}")
