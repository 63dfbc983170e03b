"""Every alarm that the gateway raises is a sentence on the page of oversight, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from pos_client.sandbox.alerts import _ALERTED
from pos_client.sandbox.velocity_rules import Subject
from tests.unit.house import tree
from ui import i18n

CODE = re.compile(r"[A-Z]+(_[A-Z]+)+")
ALL = i18n.catalogue("oversight")
# Put together of a word and whose it is about.
MADE = {f"TOO_MANY_{subject.name}" for subject in Subject}


def raised() -> Iterator[str]:
    """Codes that stand in a call of `raise_alarm`."""
    for path in tree.sources("pos_client/sandbox"):
        for node in ast.walk(tree.tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "raise_alarm":
                for each in ast.walk(node):
                    value = each.value if isinstance(each, ast.Constant) else None
                    if isinstance(value, str) and CODE.fullmatch(value):
                        yield value


CODES = sorted({*raised(), *_ALERTED, *MADE})


def test_the_search_finds_what_is_known() -> None:
    assert {"AUDIT_FORKED", "PERSON_TWICE", "OUTBOX_STALLED", "FACE_DIFFERENT"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_alarm_has_its_sentence(code: str) -> None:
    assert all(ALL[f"oversight.alarm_{code}"])
