"""Masks are what remains of a person: tables, and that nothing more remains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.domain.masking import (
    mask_id_number,
    mask_name,
    mask_phone_number,
)


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("张三", "张*"),
        ("欧阳某某", "欧***"),
        ("阿某某·某某", "阿*****"),
        ("林", "*"),
        ("", ""),
        ("𠮷样本", "𠮷**"),
    ],
)
def test_a_name_keeps_its_first_character(name: str, mask: str) -> None:
    assert mask_name(name) == mask


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("350199200001011234", "3501**********1234"),
        ("E12345678", "E****5678"),
        ("USA310000000001", "USA3*******0001"),
        ("1234", "****"),
    ],
)
def test_a_number_keeps_its_ends(number: str, mask: str) -> None:
    assert mask_id_number(number) == mask


def test_a_phone_number_keeps_its_ends() -> None:
    assert mask_phone_number("13800008000") == "138****8000"
    assert mask_phone_number("123") == "***"


@given(st.text(min_size=2, max_size=40))
def test_no_mask_of_a_name_shows_a_second_character(name: str) -> None:
    assert set(mask_name(name)[1:]) == {"*"}
