"""Invented people in any number: nobody's names, addresses and numbers, each there only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from drivers.card.layouts import CardKind
from drivers.card.number import check_digit
from drivers.simulator.deck import Deck, DeckEntry, RegisterAnswer, RegisterNote
from drivers.simulator.portraits import draw_portrait, encode_portrait
from drivers.simulator.record import CardFields

__all__ = ["invented_deck"]

# Common, traditional and rare characters, one of a private area and one beyond the first plane.
_LETTERS = "样本虚构示例测试佚名某某甲乙丙丁樣虛構龘靐齉爨麤赢懿曦𠮷\ue863"
_SURNAMES = ("欧阳", "司马", "诸葛", "上官", "慕容", "令狐", "独孤", "尉迟")
_LATIN = "ABCDEFGHIKLMNOPRSTUVXYZ"
_REGIONS = ("110199", "310199", "350199", "440199", "510199", "650199")
_HMT_REGIONS = ("810000", "820000", "830000")
_ODD_ONES = 6
"""One in so many is somebody the register or a rule refuses."""


def invented_deck(count: int, seed: int) -> Deck:
    """A deck of so many people; the same seed gives the same ones."""
    return Deck(tuple(_somebody(number, Random(f"{seed}/{number}")) for number in range(count)))


def _somebody(number: int, chance: Random) -> DeckEntry:
    kinds = (CardKind.RESIDENT,) * 5 + (
        CardKind.HMT_RESIDENT,
        CardKind.FOREIGN_PR_2017,
        CardKind.FOREIGN_PR_2023,
    )
    fields = _fields(kinds[number % len(kinds)], number, chance)
    seed = f"canary {number} {chance.random()}"
    portrait = draw_portrait(seed, has_long_hair=fields.sex == "2")
    person = DeckEntry(
        slug=f"canary-{number:03d}",
        zh="金丝雀",
        en="canary",
        fields=fields,
        webp=encode_portrait(portrait),
        extra_address="",
        register=RegisterNote(),
        numbers_in_use=0,
        letter=None,
    )
    return person if number % _ODD_ONES else _odd(person, number // _ODD_ONES)


def _odd(person: DeckEntry, number: int) -> DeckEntry:
    fields = person.fields
    name = fields.name or fields.name_latin
    return (
        replace(person, register=RegisterNote(RegisterAnswer.NOT_FOUND)),
        replace(person, register=RegisterNote(RegisterAnswer.NAME_DIFFERS, name[::-1])),
        replace(person, register=RegisterNote(RegisterAnswer.NO_PHOTO)),
        replace(person, register=RegisterNote(RegisterAnswer.INVALIDATED)),
        replace(person, numbers_in_use=1),
        replace(person, numbers_in_use=5),
        replace(person, letter="Z"),
        replace(person, fields=replace(fields, valid_until=date(2025, 1, 31))),
    )[number % 8]


def _fields(kind: CardKind, number: int, chance: Random) -> CardFields:
    is_male = chance.random() < 0.5
    born = date(chance.randint(1955, 2000), chance.randint(1, 12), chance.randint(1, 28))
    common: dict[str, Any] = {
        "kind": kind,
        "sex": "1" if is_male else "2",
        "birth_date": born,
        "valid_from": date(2021, 3, chance.randint(1, 28)),
        "valid_until": date(2031, 3, chance.randint(1, 28)),
    }
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_LETTERS, k=chance.randint(2, 4)))
    serial = f"{number % 499 * 2 + is_male:03d}"
    latin = f"{_latin(chance, 9)}, {_latin(chance, 7)} {_latin(chance, 6)}"
    address = f"示例省{name[2:]}市虚构区测试路{chance.randint(1000, 9999)}号{number}栋"
    if kind is CardKind.FOREIGN_PR_2017:
        return CardFields(
            **common,
            id_number=f"USA3100{chance.randint(10_000_000, 99_999_999)}",
            name_latin=latin,
            nationality="USA",
            card_version="01",
            authority_code="3100",
        )
    if kind is CardKind.FOREIGN_PR_2023:
        return CardFields(
            **common,
            id_number=_number("931826", born, serial),
            name=name,
            name_latin=latin,
            nationality="826",
            issue_count="00",
        )
    is_hmt = kind is CardKind.HMT_RESIDENT
    region = chance.choice(_HMT_REGIONS if is_hmt else _REGIONS)
    permit = f"{'8' if region.startswith('83') else 'H'}{chance.randint(10_000_000, 99_999_999)}"
    resident = CardFields(
        **common,
        id_number=_number(region, born, serial),
        name=name,
        ethnicity="" if is_hmt else "01",
        address=address,
        issuer="样本市公安局虚构分局",
    )
    if not is_hmt:
        return resident
    permit = permit[1:] if region.startswith("83") else permit
    return replace(resident, permit_number=permit, issue_count="01")


def _number(region: str, born: date, serial: str) -> str:
    first = f"{region}{born:%Y%m%d}{serial}"
    return first + check_digit(first)


def _latin(chance: Random, length: int) -> str:
    return "".join(chance.choices(_LATIN, k=length))
