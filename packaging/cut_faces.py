"""Cuts the counter's two faces out of Noto Sans CJK: what the screen says, and what is usual.

`./dev faces` writes them anew after words with new characters came into the catalogue; a test says
when. The whole collections stay where they are, for names that are written with a rare character.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "ui/theme/faces"
FAMILY = "Shiming Sans"
STYLES = {"Regular": 80, "Bold": 200}
_SOURCE = "Noto Sans CJK SC"
_OF_NAMES = (
    "亓仝佘佟佴俨俪倩冼劭厍呙埕奚妍妤妫姒姗姝姣娅婕婧婵媛媪嫣嬴孛宓岑岚峥崧嵩庾怡恺憬懋懿扈斛於旖昊昕昱晁晏晔晖晗晟暄"
    "暨曦杞栩栾桦梓梵榕歆毓沐泓浠淇淼溥滢漪潇澹濡炜炫烨焱煊煜煦熠玟玮珂珈珏琛琪琬琰瑗瑛瑜瑾璇璋璐璞璨睿瞿祺禧窦竺笙筠筱箐"
    "綦纭绫绮绾缑缦缪羲羿翊翎胥臧芮芷芸苒茉茗茜荀莘菁菡萱葭蒯蓓蔺薇薏蘅裘褚覃訾谌谯轶逄逯邝邬郏郓郗郜郦鄞鄢酆鑫钊钭钰铠铮"
    "锟锴闫阚隗雯霁霏韬颀颢馥馨驷骁骐骞麒麟麴麾黛"
    "旻湉濛燚玥珺璟祎翀芃彧镕"
)
"""Usual in names, and not in the first level of GB 2312."""
_KEPT_NAMES = {0, 13, 14}
"""Whose it is, and on which conditions."""


def wanted() -> set[str]:
    """What the catalogue says, plain ASCII, and what most names and addresses are written with.

    That is the first level of GB 2312, and its punctuation.
    """
    sys.path.insert(0, str(ROOT))
    from ui import i18n

    said = {
        character
        for topic in i18n.topics()
        for pair in i18n.catalogue(topic).values()
        for sentence in pair
        for character in sentence
    }
    usual = {*_gb2312(0xA1, 0xA4), *_gb2312(0xB0, 0xD8), *_OF_NAMES}
    return said | usual | {*map(chr, range(0x20, 0x7F))}


def _gb2312(first: int, end: int) -> Iterator[str]:
    for row in range(first, end):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def cut(style: str, weight: int) -> Path:
    """Write one face."""
    asked = f"{_SOURCE}:weight={weight}"
    found = subprocess.run(
        ["fc-match", "--format=%{file}\n%{index}\n%{style}", asked],
        check=True,
        capture_output=True,
        text=True,
    )
    file, index, matched = found.stdout.splitlines()
    if style not in matched:
        raise SystemExit(f"{_SOURCE} {style} is not installed: fc-match found {file}")
    face = TTFont(file, fontNumber=int(index), recalcTimestamp=False)
    options = Options(
        layout_features=["ccmp", "kern", "liga"],
        name_IDs=_KEPT_NAMES,
        drop_tables=[*Options().drop_tables, "BASE", "VORG", "vhea", "vmtx"],
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted()))
    subsetter.subset(face)
    _rename(face, style)
    path = TARGET / f"{FAMILY.replace(' ', '')}-{style}.otf"
    face.save(path)
    return path


def _rename(face: TTFont, style: str) -> None:
    """Call it by a name of ours: what was changed must not pass for the original."""
    compact = f"{FAMILY.replace(' ', '')}-{style}"
    names = {1: FAMILY, 2: style, 3: compact, 4: f"{FAMILY} {style}", 6: compact}
    for number, text in names.items():
        face["name"].setName(text, number, 3, 1, 0x409)
    table = face["CFF "].cff
    table.fontNames[0] = compact
    table[0].FamilyName, table[0].FullName = FAMILY, names[4]


if __name__ == "__main__":
    for name, value in STYLES.items():
        print(cut(name, value))
