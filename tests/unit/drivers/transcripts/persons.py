"""People who are drawn by lot, and the search for them in whatever was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from drivers.card.layouts import CardKind
from drivers.card.number import check_digit
from drivers.simulator import deck
from drivers.simulator.device import SimulatedCard
from drivers.simulator.record import CardFields, encode_extra_address, encode_text

__all__ = ["Person", "people", "photos", "traces_of", "uids"]

SHIPPED = Path(deck.__file__).with_name("deck.json").read_text("utf-8").replace("-", "")

chinese = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
names = st.text(chinese, min_size=2, max_size=15)
addresses = st.text(chinese, min_size=6, max_size=35)
births = st.dates(date(1881, 1, 1), date(1899, 12, 31))  # nobody of the deck is as old
# Simple bytes, such as zeros, are nobody's and everywhere.
seeds = st.integers(0, 2**63)
uids = seeds.map(lambda seed: Random(seed).randbytes(8))
photos = seeds.map(lambda seed: Random(seed).randbytes(1024))


@dataclass(frozen=True)
class Person:
    """Somebody with a card, and what of it nobody may find again."""

    card: SimulatedCard
    fields: CardFields
    extra_address: str = ""

    @property
    def secrets(self) -> dict[str, str]:
        fields = self.fields
        names = {"name": fields.name, "latin name": fields.name_latin, "issuer": fields.issuer}
        places = {"address": fields.address, "extra address": self.extra_address}
        numbers = {"number": fields.id_number, "permit number": fields.permit_number}
        return names | places | numbers | {"birth date": f"{fields.birth_date:%Y%m%d}"}

    @property
    def numbers(self) -> dict[str, bytes]:
        card = self.card
        return {"photo": card.photo, "UID": card.serial, "card number": card.management_number}


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Draw somebody with a card of any kind."""
    kind = draw(st.sampled_from(CardKind))
    birth, serial = draw(births), draw(st.integers(0, 999))
    sex = "1" if serial % 2 else "2"
    prefix = {CardKind.HMT_RESIDENT: "810000", CardKind.FOREIGN_PR_2023: "911156"}
    body = f"{prefix.get(kind, '110105')}{birth:%Y%m%d}{serial:03d}"
    number = body + check_digit(body)
    if kind is CardKind.FOREIGN_PR_2017:
        number = "FRA" + f"{draw(st.integers(10**11, 10**12 - 1))}"
    latin = draw(st.text(st.sampled_from("ABCDEFGHKLMNOPRSTUVWXYZ, "), min_size=12, max_size=40))
    fields = CardFields(
        kind=kind,
        sex=sex,
        birth_date=birth,
        id_number=number,
        valid_from=date(2015, 2, 3),
        valid_until=None,
        name=draw(names),
        name_latin="Q" + latin.strip() + "Q",
        ethnicity="01" if kind is CardKind.RESIDENT else "",
        nationality="FRA" if kind is CardKind.FOREIGN_PR_2017 else "250",
        address=draw(addresses),
        issuer=draw(st.text(chinese, min_size=6, max_size=15)),
        permit_number=f"H{draw(st.integers(10**7, 10**8 - 1))}",
        issue_count="01",
        card_version="01",
        authority_code="3100",
    )
    extra = draw(addresses)
    card = SimulatedCard(
        text=encode_text(fields),
        photo=draw(photos),
        extra_address=encode_extra_address(extra),
        serial=draw(uids),
        management_number=draw(uids) + draw(uids),
    )
    return Person(card, fields, extra)


def windows_of(data: bytes) -> set[bytes]:
    return {data[at : at + 8] for at in range(len(data) - 7)}


def traces_of(person: Person, data: bytes, text: str = "") -> list[str]:
    """Name what of a person is found in the bytes that a device says, or in the file."""
    found = []
    said = windows_of(data)
    for name, value in person.secrets.items():
        # Whoever writes half an address has written an address; six digits are anywhere.
        halves = (value[at : at + 6] for at in range(len(value) - 5))
        parts = {value, *(half for half in halves if not half.isascii())}
        for part in (part for part in parts if part not in SHIPPED):
            for code in ("utf-16-le", "utf-16-be", "utf-8", "gbk"):
                written = part.encode(code, "ignore")
                if len(written) > 3 and (written in data or written in text.encode()):
                    found.append(f"{name} as {code}")
    for name, secret in person.numbers.items():
        telling = [window for window in windows_of(secret) if len({*window}) > 3]
        found += [name for window in telling if window in said or window.hex().upper() in text]
    return sorted({*found})
