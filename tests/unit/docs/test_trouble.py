"""The page of trouble codes has an entry for every code, and for no other."""

from __future__ import annotations

import re
from pathlib import Path

from pos_client.application.trouble_codes import all_codes

PAGE = Path(__file__).parents[3] / "docs" / "trouble.md"


def entries() -> dict[str, str]:
    """Each code with the text below its heading."""
    parts = re.split(r"^### (\S+)\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    codes, texts = parts[1::2], parts[2::2]
    assert len(codes) == len(set(codes)), "a code stands there twice"
    return dict(zip(codes, texts, strict=True))


def test_every_code_has_an_entry_and_no_other() -> None:
    # Only what the product declares: other tests may have made kinds of their own.
    ours = {code for code, kind in all_codes().items() if kind.__module__.startswith("pos_client.")}
    assert set(entries()) == ours


def test_every_entry_says_what_happened_what_is_safe_and_what_to_do() -> None:
    for code, text in entries().items():
        for word in ("Happened", "Safe", "Do"):
            (said,) = re.findall(rf"^- {word}: (.+)$", text, flags=re.MULTILINE)
            assert len(said) > 10, f"{code}: {word}"


def test_codes_stand_in_order_below_the_heading_of_their_kind() -> None:
    codes = list(entries())
    for letter in "RGSDCBPQLU":
        ours = [code for code in codes if code.startswith(letter)]
        assert ours == sorted(ours)
    letters = [code[0] for code in codes]
    assert letters == sorted(letters, key="RGSDCBPQLU".index)
