"""The brands: basic carriers (基础电信企业) and MVNOs (移动通信转售企业), as data and nothing else.

A brand is a name, colours, a logo, words on paper, number prefixes and whose limit its numbers
count against. It has no say in what a case goes through: nothing here names a step, a check or a
flow. All of them are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["BRANDS", "Brand", "CarrierKind", "brand_of", "brands_of_scope"]


class CarrierKind(StrEnum):
    """Who answers for an outlet."""

    BASIC_CARRIER = "BASIC_CARRIER"
    MVNO = "MVNO"


@dataclass(frozen=True, slots=True)
class Brand:
    """One carrier as customers know it.

    Attributes:
        name: as the signed configuration names it, and as it stands on screen and paper.
        basic_carrier: whose network an MVNO sells; empty for a basic carrier.
        accent, accent_deep: of buttons and marks, at rest and under a hand; white is read on both.
        logo: a drawing of 28 by 26 units, SVG Tiny.
        prefixes: what its numbers begin with.
        quota_scope: whose numbers are counted together against a person's limit.
        paper_words: what its papers say at the end, beside what every paper says.
    """

    name: str
    name_en: str
    kind: CarrierKind
    accent: str
    accent_deep: str
    logo: str = field(repr=False)
    prefixes: tuple[str, ...]
    quota_scope: str
    basic_carrier: str = ""
    paper_words: tuple[str, ...] = ()


def _logo(ground: str, drawing: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 26">'
        f'<rect width="28" height="26" rx="6" fill="{ground}"/>'
        f'<g fill="none" stroke="#FFFFFF" stroke-width="2.4" stroke-linecap="round">{drawing}</g>'
        "</svg>"
    )


_ARCS = '<path d="M8 19a6 6 0 0 1 12 0"/><path d="M4 19a10 10 0 0 1 20 0"/><path d="M14 19v.1"/>'
_CLOUD = '<path d="M8 18h12a4 4 0 0 0 0-8 6 6 0 0 0-11-1 4.5 4.5 0 0 0-1 9z"/>'
_LEAF = '<path d="M7 20c0-9 5-14 14-14 0 9-5 14-14 14z"/><path d="M7 20 16 11"/>'

_ALL: Final = (
    Brand(
        name="示例移动",
        name_en="Example Mobile",
        kind=CarrierKind.BASIC_CARRIER,
        accent="#0F5EA8",
        accent_deep="#0B4A86",
        logo=_logo("#0F5EA8", _ARCS),
        prefixes=("170555",),
        quota_scope="carrier",
    ),
    Brand(
        name="示例云信",
        name_en="Example Cloud Telecom",
        kind=CarrierKind.MVNO,
        accent="#0B6B63",
        accent_deep="#08514B",
        logo=_logo("#0B6B63", _CLOUD),
        prefixes=("171", "162"),
        quota_scope="mvno-yunxin",
        basic_carrier="示例移动",
        paper_words=("本号码由移动通信转售企业提供服务，使用基础电信企业的网络。",),
    ),
    Brand(
        name="示例青禾通信",
        name_en="Example Green Telecom",
        kind=CarrierKind.MVNO,
        accent="#7A3E9D",
        accent_deep="#5F2E7B",
        logo=_logo("#7A3E9D", _LEAF),
        prefixes=("165", "167"),
        quota_scope="mvno-qinghe",
        basic_carrier="示例移动",
        paper_words=("本号码由移动通信转售企业提供服务，使用基础电信企业的网络。",),
    ),
)

BRANDS: Final[Mapping[str, Brand]] = MappingProxyType({each.name: each for each in _ALL})


def brand_of(name: str) -> Brand | None:
    """The brand that an outlet names; None for one that this program has no drawing of."""
    return BRANDS.get(name)


def brands_of_scope(name: str, brands: Mapping[str, Brand] = BRANDS) -> tuple[str, ...]:
    """Every brand whose numbers count together with those of this one."""
    known = brands.get(name)
    if known is None:
        return (name,)
    return tuple(each.name for each in brands.values() if each.quota_scope == known.quota_scope)
